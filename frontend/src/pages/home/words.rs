//! The words of the desk.

use crate::i18n::strings;

strings! {
    CALLS_ALL: "要打的电话", "Calls to make";
    CALLS_NOW: "现在可以打", "May be called now";
    CALLS_LATER: "等一等再打", "Call later";
    CALLS_NONE: "现在没有要打的电话。", "No calls to make now.";
    CALLS_NONE_LATER: "现在没有可以打的，下面的等到时间再打。", "Nobody may be called right now; those below come later.";
    CALLS_MORE: "再看 {} 位", "{} more";
    CALL: "打电话", "Call";
    OPEN: "打开", "Open";
    FIRST_CONTACT: "首次沟通", "First contact";
    AGREED_NOW: "约好的时间到了", "The agreed time is now";
    AGREED_FOR: "约好 {}", "Agreed for {}";
    MEMBER: "会员", "Member";
    ALL: "全部", "All";

    TODAY: "今天", "Today";
    TODAY_NONE: "今天没有约好的时间，也没有到期的任务。", "Nothing is set for an hour of today.";
    NEXT: "接下来", "Coming up";
    APPOINTMENT: "约好的回访", "Appointment";
    AGREED: "客户约的时间", "Time the customer named";
    TASK_DUE: "任务到期", "Task due";
    DONE: "已完成", "Done";

    MEASURES: "我的达标", "How I keep the rules";
    MEASURES_NOTE: "最近 30 天开始的，加上还没完成的", "Begun in the last 30 days, and all that is still open";
    RULE: "规定 {}%", "rule {}%";
    NOTHING_JUDGED: "还没有到期的", "Nothing due yet";
    ALL_KEPT: "{} 件全部做到", "All {} kept";
    NOT_DUE: "{} 件未到期", "{} not due yet";
    MISSING: "还差 {} 件", "{} to do";
    LATE: "晚了 {} 件", "{} late";
    OVERDUE_OF: "其中逾期 {} 件", "{} of them overdue";

    OVERDUE: "逾期", "Overdue";
    OVERDUE_NONE: "没有逾期", "Nothing overdue";
    OVERDUE_LONGEST: "最久：{}", "Longest: {}";
    CONFLICTS: "两处改动不一致", "Two values";
    CONFLICTS_NOTE: "等您选一个", "Waiting for a choice";
    CALLS_NOW_NOTE: "现在可以打 {} 位", "{} may be called now";
    AGENDA_NOTE: "下一个 {}", "Next at {}";
    AGENDA_DONE: "今天的都过了", "All of today has passed";

    TEAM: "团队", "The team";
    TEAM_PERSON: "姓名", "Name";
    WAITS_FOR_NOTHING: "现在没有等您处理的。", "Nothing waits for you now.";
    WAITS_NONE: "没有", "None";
    WAITS_SOME: "点开处理", "Open the list";
    TEAM_NONE: "还没有分配出去的工作，分配后这里会按人列出。", "Nothing has been given out yet; once it is, everybody is listed here.";

    WATCHED: "督察", "Supervision";
    WATCHED_SOME: "点开查看", "Open the list";

    EMPTY: "还没有分给您的工作", "Nothing has been given to you yet";
    EMPTY_NOTE: "主管分配客户或回访后，会自动出现在这里。也可以自己新建客户档案。",
        "What your supervisor assigns appears here by itself. You can also file a new customer.";
    NEW_CUSTOMER: "新建客户", "New customer";

    START: "从这里开始", "Begin here";
    STEP_PEOPLE: "邀请同事", "Invite your colleagues";
    STEP_PEOPLE_NOTE: "给每个人分好岗位和部门，他们用链接自己设密码。",
        "Give everybody posts and a department; they set their passwords by a link.";
    STEP_PEOPLE_ASK: "请系统管理员邀请同事并分配岗位。", "Ask an administrator to invite people and give them posts.";
    STEP_CUSTOMERS: "导入客户", "Import customers";
    STEP_CUSTOMERS_NOTE: "从 Excel 或 CSV 导入，先预览再确认，也可以整批撤回。",
        "From Excel or CSV, with a preview first; a whole batch can be taken back.";
    STEP_CUSTOMERS_ASK: "由有客服岗位的同事导入或新建客户。", "Colleagues with a customer-service post import or file customers.";
    STEP_CAMPAIGN: "开始第一次回访活动", "Start the first campaign";
    STEP_CAMPAIGN_NOTE: "挑出要回访的客户，平均分给专员。", "Choose whom to follow up and share them out evenly.";
    GO: "去做", "Go";
    IMPORT: "导入", "Import";
    ADMIN_NOTE: "您的岗位是系统管理员，看不到客户资料。这里管理人员、部门和规则。",
        "You are an administrator and see no customer data. People, departments and rules are managed here.";

    LIST_COUNT: "共 {} 件", "{} in all";
}
