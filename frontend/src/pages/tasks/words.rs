//! The words of tasks.

use crate::i18n::strings;

strings! {
    MINE: "我的", "Mine";
    GIVEN: "我派的", "Given by me";
    LATE: "逾期", "Overdue";
    ALL: "全部", "All";
    VIEWS: "看哪些", "Which ones";
    SEARCH: "搜索任务、单号、拼音首字母", "Task, number, pinyin initials";
    LOOK: "样子", "Look";
    AS_LIST: "列表", "List";
    AS_BOARD: "看板", "Board";
    NEW: "派任务", "New task";
    COUNT: "共 {} 项", "{} in all";

    NONE_MINE: "没有派给您的任务", "No tasks for you";
    NONE_MINE_NOTE: "有人派任务给您时会出现在这里。", "When somebody gives you one, it appears here.";
    NONE_GIVEN: "您还没有派出任务", "You have given out no tasks";
    NONE_GIVEN_NOTE: "派出的任务由您确认完成。", "You confirm the tasks that you give out.";
    NONE_LATE: "没有逾期的任务", "No overdue tasks";
    NONE_LATE_NOTE: "都在期限内。", "All are within their time.";
    NONE_ALL: "还没有任务", "No tasks yet";
    NONE_ALL_NOTE: "用“派任务”派出第一项。", "Give out the first one with “New task”.";

    WHAT: "事项", "What";
    STAGE: "进展", "Stage";
    WHO: "负责人", "Assignee";
    DUE: "期限", "Due";

    OLDEST: "最久 {} 天", "oldest {} d";
    OLDEST_TODAY: "今天起", "since today";
    MOVE: "移动 {}", "Move {}";
    MOVE_TITLE: "下一步", "Next step";
    NO_WAY: "从“{}”不能直接到这里", "There is no step here from “{}”";
    MORE_HERE: "还有 {} 项，请看列表", "{} more; see the list";

    DUE_TODAY: "今天", "Today";
    DUE_TOMORROW: "明天", "Tomorrow";
    DUE_THREE: "三天后", "In 3 days";
    DUE_MONDAY: "下周一", "Next Monday";
    DUE_WEEK: "一周后", "In a week";
    DUE_QUICK: "期限快选", "Due, quickly";
    CREATED: "任务已派出，保存在本机", "The task is given out and kept on this device";
    LIST: "列表", "List";
    CLOSE: "关闭", "Close";
    FROM: "{} 派的", "given by {}";
    NUMBER_LATER: "待编号", "number to come";
    DETAILS: "内容", "Details";
}
