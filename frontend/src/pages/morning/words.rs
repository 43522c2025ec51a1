//! The words of the morning.

use crate::i18n::strings;

strings! {
    NOTE: "前面的工作记录、完成和跟进情况，和今天要安排的事。", "What the days before came to, and what is to be arranged today.";
    SPAN: "{} 至 {}", "{} to {}";
    DAY: "看哪一天", "Which day";
    SINCE: "上个工作日起", "Since the last working day";
    WORK: "工作记录", "Work recorded";
    WORK_NONE: "这几天没有记录。换一天看看。", "Nothing was recorded. Choose another day.";
    LOG: "工作日志", "Work log";
    LOG_NOTE: "登记按登记人算；完成和有进展按负责人算，别人代办的也在负责人名下。一件事后来又有变动的，按最近一次算，所以越早的日子越不全。",
        "New records stand under whoever made them; what was completed or went on under whoever is in charge, even if somebody else did it. Of each record the last act counts, so days further back are less complete.";
    MADE: "登记", "Recorded";
    DONE: "完成", "Completed";
    MOVED: "有进展", "Went on";
    LATE: "现在逾期", "Overdue now";
    NOW: "今天要安排的", "To arrange today";
    NOW_NOTE: "按此刻的情况，点开就能处理。", "As things stand now; open one to act on it.";
    NOW_NONE: "没有人负责、逾期、今天到期和等您处理的都没有。", "Nothing is unassigned, overdue, due today or waiting for you.";
    RECORD: "记下晨检", "Record the check";
    RECORDED: "今天已晨检 · {}", "Checked today · {}";
    TITLE: "晨检 {}", "Morning check {}";
    LEADERS: "晨检给主管和经理看", "The morning page is for leaders";
    LEADERS_NOTE: "您自己的工作在工作台。", "Your own work is on the home page.";
}
