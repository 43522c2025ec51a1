//! The words of campaigns.

use crate::i18n::strings;

strings! {
    NEW: "新建活动", "New campaign";
    NEW_NOTE: "建好后从客户档案提取客户，再分配给专员。", "Then pick customers from the files and share them out.";
    COUNT: "共 {} 次", "{} in all";
    COLUMN_NAME: "活动", "Campaign";
    COLUMN_STAGE: "进展", "Stage";
    COLUMN_DONE: "已回访", "Followed up";
    COLUMN_DATES: "时间", "When";
    EMPTY: "还没有回访活动", "No campaigns yet";
    EMPTY_NOTE: "节日、店庆、服务之后，从客户档案里选出一批客户，统一回访，最后写总结报告。",
        "After a service, at a festival or an anniversary: choose customers from the files, follow up, and write the report.";
    EMPTY_NOT_LEADER: "回访活动由主管掌握；分给您的每一位，都在「回访」里。", "Campaigns are kept by the supervisor. Everyone given to you is under Follow-ups.";
    TYPE: "回访类型", "Type";
    CREATE: "建好，去选客户", "Create and choose customers";
    UNTIL: "{} 起", "from {}";

    EXTRACT: "选出要回访的客户", "Choose the customers";
    EXTRACT_NOTE: "条件都要符合；不选就是不限。", "All must hold; what is left open does not count.";
    CLASS: "客户分类", "Class";
    REGION: "区域", "Region";
    KIND: "客户类型", "Kind";
    MEMBERSHIP: "会员", "Membership";
    MEMBERS_ONLY: "只要会员", "Members only";
    OTHERS_ONLY: "只要非会员", "Others only";
    OWNER: "负责人", "Owner";
    QUIET_DAYS: "多少天没有联系过", "Not contacted for (days)";
    ANY: "不限", "Any";
    EVERYBODY: "全部客户", "All customers";
    FOUND: "{} 位客户", "{} customers";
    FOUND_MEMBERS: "其中会员 {} 位", "{} of them members";
    FOUND_NONE: "没有符合的客户，请放宽条件", "Nobody fits; widen the filters";
    SERVICE_ITEM: "服务项目", "Service item";
    SERVICE_ITEM_HINT: "话术里会用到，例如：空调清洗", "Used in the script, for instance: air-conditioner cleaning";
    SERVICE_AT: "服务日期", "Date of service";

    ALLOCATE: "分给谁", "Who calls";
    EVENLY: "均衡分配", "Evenly";
    EVENLY_NOTE: "数量均衡、兼顾能力；请假的人不分。", "Even numbers, weighed by ability; nobody who is away.";
    TO_OWNERS: "各自的负责人", "Each customer’s owner";
    TO_OWNERS_NOTE: "没有负责人或负责人请假的，均衡分给其他人。", "Where there is none, or he is away, evenly among the others.";
    PERSON: "专员", "Specialist";
    ABILITY: "能力", "Ability";
    LOAD: "手上", "Open now";
    GIVEN: "这次", "This time";
    AFTER: "之后", "After";
    AWAY: "休假", "Away";
    INCLUDE: "分给 {}", "Give to {}";
    NOBODY: "没有可以分配的专员。请在管理里添加，或看看是不是都休假了。", "No specialist can be given any. Add one under Administration, or see who is away.";
    MAKE: "分配 {} 项回访", "Allocate {} follow-ups";
    MAKING: "正在建立 {}", "Making {}";
    SOME_REFUSED: "{} 项没有建成：", "{} were not made: ";
    AGAIN: "请改好后再按一次，已建好的不会重复。", "Mend it and press again; what is made is not made twice.";

    MINE_ONLY: "这里只统计分给您的回访。", "Only the follow-ups given to you are counted here.";
    ALL_ITEMS: "应回访", "To follow up";
    REACHED: "已回访", "Followed up";
    COMPLETION: "完成率", "Completion";
    MEMBER_COVERAGE: "会员回访率", "Members followed up";
    RULE: "规定 {}%", "the rule is {}%";
    MEMBERS_LEFT: "还差 {} 位", "{} to go";
    MEMBERS_ALL: "会员都回访了", "All members followed up";
    SATISFIED: "满意率", "Satisfied";
    RATED: "{} 位给了评价", "{} gave a rating";
    OTHERS_WAIVED: "非会员免访", "Others waived";
    UNKNOWN: "{} 项的客户档案不在这台设备上，会员数可能不全。", "{} customer files are not on this device; the count of members may be short.";
    NOT_REACHED: "未回访", "Not followed up";
    RATINGS: "满意度", "Satisfaction";
    CALLERS: "每人进展", "By caller";
    DONE: "已访", "Done";
    WITHOUT: "未指派", "Nobody";

    MISSING: "还没回访的会员", "Members still to follow up";
    MISSING_NOTE: "会员必须 100% 回访。确实访不到的，请写明，才能开始分析。",
        "Members must all be followed up. If somebody cannot be reached, explain it; then the analysis may begin.";
    MISSING_MORE: "看全部 {} 位", "All {}";
    SAVE: "保存", "Save";
    SAVED: "已保存在本机", "Kept on this device";

    REPORT: "回访总结报告", "Follow-up report";
    REPORT_NOTE: "统计已经填好，可以改；分析、问题和改进措施请您来写。",
        "The figures are filled in and can be changed; analysis, problems and measures are yours.";
    REPORT_SAVE: "保存报告", "Save the report";
    FIGURES_AGAIN: "按现在重新统计", "Count again";
    PRINT: "打印报告", "Print the report";
    LIST: "查看全部回访", "All follow-ups";
}
