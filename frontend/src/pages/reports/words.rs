//! The words of the reports.

use crate::i18n::strings;

strings! {
    NOTE: "只算您看得到的记录，没有网络也是最新的本机数字。", "Over the records in your sight; without a network, as this device has them.";
    PRINT: "打印", "Print";
    RULES: "规章达标表", "Rules kept";
    RULES_NOTE: "最近三十天；还没办完的，不论多久都算。", "The last thirty days; what is not done yet counts whatever its age.";
    ASKED: "要求 {}%", "asks for {}%";
    OURS: "本公司设定，原文没有规定", "The company’s own number; the texts lay down none";
    OUR_NUMBER: "天数：本系统默认（非原文规定）", "Days: our default, not laid down";
    BROKEN_DAYS: "没做到的日子：{}", "Days not kept: {}";
    ALIKE_DAYS: "时间和前一天差不多的日子（多近算差不多，是本系统默认）：{}", "Days at the times of the day before (how near is our default): {}";
    NOTHING: "还没有可以算的", "Nothing to judge yet";

    FROM: "从", "From";
    TO: "到", "To";
    THIS_MONTH: "本月", "This month";
    LAST_MONTH: "上月", "Last month";
    THIRTY_DAYS: "近三十天", "Last 30 days";
    THIS_YEAR: "今年", "This year";
    WRONG_DAYS: "日子不对：“从”要在“到”之前，最多十年。", "These days do not work: “from” stands before “to”, ten years at most.";
    NO_SUCH: "没有这张报表", "There is no such report";
    EMPTY: "这段日子里没有", "Nothing in these days";
    EMPTY_NOTE: "换一段日子看看。", "Choose other days.";
    XLSX: "下载 Excel", "Download for Excel";
    XLSX_OFFLINE: "联网后才能下载", "Needs the network";
    DAYS: "{} 天", "{} days";
    HOURS: "{} 小时", "{} hours";
    MINUTES: "{} 分钟", "{} min";
}
