//! The words of what waits for a decision.

use crate::i18n::strings;

strings! {
    TWO_VALUES: "两处改动不一致", "Two values";
    TWO_VALUES_NOTE: "同一项被改成了不同的内容，两个都留着，没有丢。请选一个，没网也可以选。",
        "The same field was changed to different things. Both are kept. Choose one; it works offline too.";
    REFUSED: "被退回的", "Returned";
    REFUSED_NOTE: "服务器没有接受下面的内容。您写的都在，可以复制、再试，或者放下。",
        "The server did not take these. Everything you wrote is here: copy it, try again, or let it go.";
    NOTHING: "没有要决定的", "Nothing to decide";
    NOTHING_NOTE: "两人同时改了同一项，或者有内容被服务器退回时，会出现在这里。",
        "If two people change the same field, or the server returns something, it appears here.";

    USE_THIS: "用这个", "Use this";
    KEEP_BOTH: "两个都留", "Keep both";
    WRITE_OWN: "自己写", "Write another";
    USE_OWN: "用我写的", "Use mine";
    USED: "用了{}的。另一个留在修改记录里。", "Took what {} wrote. The other stays in the history.";
    USED_BOTH: "两个都留下了。", "Kept both.";
    USED_OWN: "已改成您写的。原来的两个留在修改记录里。", "Took what you wrote. Both stay in the history.";
    UNDO: "撤销", "Undo";
    ALSO: "同时改了：{}", "Also changed: {}";
    ONLY_THIS: "只改了这一处", "Changed only this";
    UNKNOWN: "有人", "Somebody";
    HERE: "这台设备", "this device";
    ELSEWHERE: "设备 {}", "device {}";
    EMPTY_VALUE: "（清空）", "(cleared)";
    NOT_YOURS: "这一项您不能改，由负责人来选。", "You may not change this field; whoever is in charge chooses.";

    WHY: "为什么：{}", "Why: {}";
    DONE_AT: "{} 写的", "written {}";
    COPY: "复制文字", "Copy the words";
    COPIED: "已复制", "Copied";
    NOT_COPIED: "浏览器不让复制，请选中文字自己复制。", "The browser did not allow copying; select the words and copy them yourself.";
    RETRY: "再试一次", "Try again";
    RETRIED: "已重新保存，会再送一次", "Kept again; it will be sent once more";
    DROP: "放下", "Let it go";
    DROP_SURE: "放下这条内容？", "Let this go?";
    DROP_NOTE: "放下后这台设备上就不再留着它。需要的话请先复制文字。",
        "It is then no longer kept on this device. Copy the words first if you need them.";
    DROPPED: "已放下", "Let go";

    TEAM_REFUSED: "团队被退回的", "Returned to the team";
    TEAM_REFUSED_NOTE: "内容留在本人的设备上，请提醒他处理。", "The words are on that person's device; remind them to look.";
    WHY_STAGE: "别人先走了一步", "Somebody else had moved it on";
    WHY_DENIED: "规则不允许", "A rule does not allow it";
    WHY_INVALID: "填的内容不对", "Something filled in is not right";
    WHY_GONE: "记录已删除", "The record is gone";
    WHY_DEPS: "前面的改动被退回了", "It follows something that was returned";
    WHY_FORM: "内容不完整", "The change is not whole";
}
