//! The words of the customers' pages.

use crate::i18n::strings;

strings! {
    NEW: "新建客户", "New customer";
    FOUND: "共 {} 位", "{} in all";
    SEARCH: "搜索姓名、电话、单号、地址、拼音首字母", "Name, phone, number, address, pinyin initials";

    VIEWS: "查看", "Views";
    VIEW_ALL: "全部", "All";
    VIEW_MINE: "我的", "Mine";
    VIEW_UNASSIGNED: "未分配", "Unassigned";
    VIEW_OVERDUE: "逾期", "Overdue";

    FILTERS: "筛选", "Filters";
    SOON: "即将到期", "Due soon";
    MEMBERS: "会员", "Members";
    TWO: "两处改动", "Two values";
    STAGE: "阶段", "Stage";
    CLASS: "分类", "Class";
    REGION: "区域", "Region";
    OWNER: "负责人", "Owner";
    ANY: "不限", "Any";
    CLEAR_ALL: "清除筛选", "Clear filters";
    DENSITY_COMPACT: "紧凑", "Compact";

    COL_NAME: "客户", "Customer";
    COL_PHONE: "电话", "Phone";
    COL_DUE: "期限", "Deadline";
    COL_TOUCHED: "最近", "Last";
    NOBODY: "未分配", "Nobody yet";
    MEMBER: "会员", "Member";

    EMPTY_ALL: "还没有客户档案", "No customer files yet";
    EMPTY_ALL_NOTE: "新建一份，或从表格导入。", "Make one, or import a table.";
    EMPTY_FILTERED: "没有符合的客户", "No customer matches";
    EMPTY_FILTERED_NOTE: "换个说法再搜，或去掉一些筛选。", "Search with other words, or take filters away.";
    EMPTY_MINE: "您名下还没有客户", "No customer is yours yet";
    EMPTY_MINE_NOTE: "主管分配后会出现在这里，也可以先新建客户。", "They appear here once assigned to you; you can also make a file.";
    IMPORT: "从表格导入", "Import a table";

    SAME_PHONE: "这个电话已有档案：", "There is a file with this phone already: ";

    SELECTED: "已选 {} 位", "{} selected";
    SELECT_FOUND: "选择全部 {} 位", "Select all {}";
    UNSELECT: "取消选择", "Clear the selection";
    SUBMIT: "递交", "Submit";
    CLASSIFY: "分类", "Classify";
    ASSIGN: "分配", "Assign";
    CLASSIFY_TITLE: "给 {} 位客户分类", "Classify {} customers";
    ASSIGN_TITLE: "分配 {} 位客户", "Assign {} customers";
    ASSIGN_EARLY: "其中 {} 位还没有递交，会一并递交。", "{} of them are not submitted yet; they will be on the way.";
    ASSIGN_NOTE: "按负责数量均衡、兼顾业务能力排好，可以逐位改。", "Balanced by number and ability; change any of them.";
    ASSIGN_NOBODY: "没有在岗的客服专员可以分配。请先在人员里加上专员，或等人回来。",
        "No specialist is present. Add one under People, or wait until somebody is back.";
    ASSIGN_DO: "确认分配", "Assign";
    TO: "分给", "To";
    PERSON: "专员", "Specialist";
    ABILITY: "能力", "Ability";
    BEFORE: "现有", "Now";
    GIVEN: "新增", "New";
    AFTER: "分配后", "After";
    ABSENT: "不在岗", "Away";
    ALL_TO: "全部分给", "All to";
    ALL_BALANCED: "均衡分配", "Balanced";
    BY_HAND: "由您指定", "Chosen by you";
    KEPT: "已办 {} 位", "{} done";
    NOT_KEPT: "{} 位没有办成：", "{} not done:";
    CHOOSE_CLASS: "请选分类", "Choose a class";

    PRINT: "打印", "Print";
    TAB_STORY: "时间线", "Timeline";
    TAB_FILE: "档案", "File";
    TAB_PEOPLE: "联系人", "People";
    TAB_WORK: "回访与任务", "Follow-ups and tasks";
    DEADLINES: "期限", "Deadlines";
    CONTACT: "联系", "Contact";

    LOG: "记一次沟通", "Log a contact";
    LOG_HOW: "方式", "How";
    LOG_WHAT: "说了什么", "What was said";
    LOG_NEXT: "下一步（可不填）", "Next step (optional)";
    LOG_SAVE: "记下", "Log it";

    PLAN_FOLLOW_UP: "安排回访", "Plan a follow-up";
    NEW_TASK: "新建任务", "New task";
    NO_FOLLOW_UPS: "还没有回访", "No follow-ups yet";
    NO_TASKS: "还没有任务", "No tasks yet";
    FOLLOW_UP_OF: "回访{}", "Follow up with {}";
}
