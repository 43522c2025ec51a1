//! The words of the shared parts.

use crate::i18n::strings;

strings! {
    MISSED: "未做", "Missed";
    MARK_SERVER: "已到服务器", "On the server";
    MARK_SERVER_NOTE: "别人也能看到。", "Others can see it.";
    MARK_LOCAL: "仅在本机", "On this device";
    MARK_LOCAL_NOTE: "已保存在这台设备，联网后自动送出。", "Kept on this device; it is sent when there is a network.";
    MARK_WAITING: "待确认", "To be confirmed";
    MARK_WAITING_NOTE: "这一步要服务器确认，联网后就有结果。", "The server has to confirm this step; the answer comes with the network.";
    MARK_REFUSED: "被退回", "Returned";
    MARK_REFUSED_NOTE: "服务器没有接受，请到待处理里看原因。", "The server did not take it; see why under To decide.";

    COUNTED_FROM: "从 {} 起算", "counted from {}";
    DUE_AT: "{} 到期", "due {}";
    WHY_RULE: "依据", "The rule";

    MAY_CALL: "现在可以打", "May call now";
    MAY_CALL_AGREED: "约好的时间，可以打", "Agreed time, may call";
    CALL_FROM: "{} 后可打", "Call from {}";

    NOT_FILLED: "未填", "Not filled in";
    NOT_SEEN_HERE: "不在这台设备上", "Not on this device";
    UNKNOWN: "（已不存在）", "(no longer there)";
    YES: "是", "Yes";
    NO: "否", "No";
    TIMES: "{} 次", "{}";
    ENTRIES: "{} 条", "{} entries";

    NEEDED: "必填", "Required";
    ANY: "不限", "Any";
    CHOOSE: "请选择", "Choose";
    NONE: "不填", "None";
    DATE_OF: "{}：日期", "{}: date";
    TIME_OF: "{}：时间", "{}: time";
    YUAN: "元", "yuan";
    ADD: "加上", "Add";
    REMOVE_ONE: "去掉 {}", "Remove {}";
    TYPE_AND_ENTER: "写好按回车，可以加几个", "Type and press Enter; several are possible";
    FIND_RECORD: "输入名字查找", "Type a name to find it";
    NOTHING_FOUND: "没有找到“{}”", "“{}” was not found";
    CHOSEN_CLEAR: "换一个", "Choose another";

    NOT_HERE: "这台设备上没有这份记录", "This record is not on this device";
    NOT_HERE_NOTE: "它可能还没同步过来，也可能不归您看。连上网再试，或回到列表。",
        "It may not have arrived yet, or it is not yours to see. Try again with a network, or go back to the list.";
    BACK_TO_LIST: "回到列表", "Back to the list";
    UNKNOWN_PROCESS: "这类记录的说明还没有到这台设备，请联网同步后再看。",
        "The description of this kind of record has not reached this device yet. Sync and look again.";

    NEXT_STEPS: "接下来", "What comes next";
    STEPS_WHY: "还有 {} 项现在不能做", "{} not possible now";
    NEEDS_SERVER: "需要服务器确认，联网后生效", "Needs the server’s word; takes effect with a network";
    REASON: "原因", "Reason";
    REASON_OPTIONAL: "说明", "Note";
    CLOSE: "关闭", "Close";
    GUARD_ASK: "{}。要继续，请写明原因。", "{}. To go on, give a reason.";

    STEP: "步骤", "Step";

    COUNT_UP: "{} 加一", "One more: {}";
    COUNT_DOWN: "{} 减一", "One less: {}";
    EDIT_OF: "修改 {}", "Edit {}";
    TWO_VALUES: "两处改动，请选定", "Two values; choose one";

    SELECT_ALL: "全选", "Select all";
    SELECT_ONE: "选择 {}", "Select {}";
    NAMELESS: "（没有名字）", "(no name)";
    ADD_ENTRY: "添加", "Add";
    NO_ENTRIES: "还没有{}", "No {} yet";

    ADD_ONE_HINT: "写好按回车加上；再按一次回车结束", "Enter adds it; Enter again ends";

    STORY_FILTER: "显示哪些", "What to show";
    STORY_ALL: "全部", "Everything";
    STORY_TALK: "沟通", "Conversations";
    STORY_CHANGES: "改动", "Changes";
    STORY_EMPTY: "还没有记录", "Nothing yet";
    LATE_ENTRY: "原负责人补记", "Added later by the former owner";
    CHANGED: "改动", "Changed";
    CLEARED: "已清空", "cleared";
    ONE_MORE: "新增一条", "one added";

    NUMBER: "编号", "No.";
    NO_NUMBER: "待编号", "not numbered yet";
    DATE: "日期", "Date";
    EMPTY_FORM: "清空", "Empty the form";

    IN_CHARGE: "负责人 {}", "In charge: {}";
    NOBODY: "还没有负责人", "Nobody in charge yet";
    CLOSE_RECORD: "关上", "Close it";
    SHOW_LIST: "列表", "List";
    PRINT: "打印", "Print";
    WALK: "逐项检查", "Check item by item";
    LIST_EMPTY: "这里没有要处理的了", "Nothing left here";
    LIST_EMPTY_NOTE: "刚才的可能已经处理完，回到工作台看看别的。", "What was here may be done by now. Go back and see what else there is.";
    LIST_MORE: "再看，还有 {} 件", "{} more";
}
