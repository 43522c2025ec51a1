//! The words of the list of follow-ups and of one follow-up.

use crate::i18n::strings;

strings! {
    MINE: "我的回访", "My follow-ups";
    TEAM: "团队回访", "Team";
    CAMPAIGNS: "回访活动", "Campaigns";
    TABS: "回访", "Follow-ups";
    START: "开始打电话", "Start calling";
    NOBODY: "现在没有可以打的：其余的在休息时间、约了以后，或刚刚打过。",
        "Nobody to call right now: the others are resting, have an appointment later, or were just tried.";
    COUNT: "共 {} 项", "{} in all";

    VIEW_TODO: "待回访", "To do";
    VIEW_TODAY: "今天到期", "Due today";
    VIEW_OVERDUE: "逾期", "Overdue";
    VIEW_APPOINTED: "已约", "Appointed";
    VIEW_UNREACHED: "未联系上", "Not reached";
    VIEW_WEEK: "本周满意率回访", "Satisfaction calls of this week";
    VIEW_DONE: "已完成", "Done";
    VIEW_CHECK: "待核对", "To check";
    VIEW_ALL: "全部", "All";

    SEARCH: "搜索客户、事项、单号、拼音首字母", "Customer, subject, number, pinyin initials";
    FILTER: "筛选", "Filter";
    FILTER_TITLE: "只看这些", "Show only these";
    TYPE: "回访类型", "Type";
    CALLER: "回访人", "Caller";
    CAMPAIGN: "活动", "Campaign";
    RATING: "满意度", "Satisfaction";
    REMOVE: "去掉 {}", "Remove {}";
    FIGURE: "数字背后的记录", "The records behind a number";

    COLUMN_SUBJECT: "客户和事项", "Customer and subject";
    COLUMN_STAGE: "进展", "Stage";
    COLUMN_DUE: "期限", "Deadline";
    COLUMN_CALLER: "回访人", "Caller";
    COLUMN_RATING: "满意度", "Satisfaction";
    COLUMN_ATTEMPTS: "联系", "Attempts";
    TIMES: "{} 次", "{}";
    APPOINTED_AT: "约 {}", "Agreed {}";
    TO_TEAM: "看团队的回访", "See the team’s follow-ups";

    EMPTY: "没有要回访的", "Nothing to follow up";
    EMPTY_NOTE: "安排给您的回访会出现在这里。主管可以从客户档案新建一次回访活动。",
        "What is assigned to you appears here. A supervisor can start a campaign from the customer files.";
    EMPTY_VIEW: "这里没有", "Nothing here";
    EMPTY_VIEW_NOTE: "没有符合这些条件的回访。", "No follow-up fits these filters.";
    SHOW_ALL: "看全部", "Show all";

    SELECTED: "已选 {} 项", "{} selected";
    UNSELECT: "取消选择", "Clear the selection";
    CHECK: "核对", "Check";
    REASSIGN: "改派", "Reassign";
    REASSIGN_NOTE: "改派要服务器确认；离线时先记下，联网后生效。", "Reassigning needs the server; offline it waits for the network.";
    TO_WHOM: "改派给", "To";
    WAIVE: "免访", "Waive";
    WAIVE_NOTE: "会员客户必须回访，不能免访；选中的会员会留下。", "Members must be followed up; members among these stay.";
    REASON: "原因", "Reason";
    REASON_NEEDED: "请写明原因。", "Please give a reason.";
    PERSON_NEEDED: "请选一个人。", "Choose somebody.";
    DONE_COUNT: "{} 项完成。", "{} done. ";
    FAILED_COUNT: "{} 项没有做：", "{} not done: ";
    ABSENT: "{}（休假）", "{} (away)";

    BACK: "回访列表", "List";
    CALL: "打电话", "Call";
    PRINT: "打印", "Print";
    SHEET: "回访记录表", "Follow-up record";
    ATTEMPTS: "联系记录", "Attempts";
    ANSWERS: "话术回答", "Answers to the script";
    NO_ANSWERS: "通话时按话术提问，回答会记在这里。", "Answers to the script are kept here.";
    CUSTOMER: "客户", "Customer";
    NO_FILE: "客户档案不在这台设备上", "The customer’s file is not on this device";
    DEADLINE: "期限", "Deadline";
    MEMBER: "会员", "Member";
    NUMBER_LATER: "待编号", "No number yet";
    STORY: "经过", "What happened";
}
