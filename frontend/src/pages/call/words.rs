//! The words of the call screen.

use crate::i18n::strings;

strings! {
    DIAL: "拨打 {}", "Dial {}";
    DIAL_ANYWAY: "现在休息，仍要拨打", "Resting; call all the same";
    NO_PHONE: "没有电话，请到客户档案里补上", "No phone number; add one in the customer’s file";
    NO_FILE: "客户档案不在这台设备上", "The customer’s file is not on this device";
    START: "开始计时", "Start the timer";
    STOP: "停止计时", "Stop the timer";
    TIMER: "通话时长", "Length of the call";
    MEMBER: "会员", "Member";
    FILE: "客户档案", "Customer file";
    OPEN_ITEM: "回访记录", "Follow-up record";

    REST_TITLE: "现在不宜打扰", "Not a good time";
    REST_UNTIL: "{} 后可以打。", "May be called from {}.";
    REST_ADVICE: "可以改到那时再打；一定要现在打，请写明原因，会留在记录里。",
        "Put it off until then; if it must be now, give a reason. It is kept with the record.";
    REST_APPOINT: "改到 {}", "Put off until {}";
    REST_GO: "记下原因，现在打", "Keep the reason and call";
    REST_REASON: "现在打的原因", "Why now";
    REST_REASON_NEEDED: "请写明原因，例如：客户来电要求回复。", "Give a reason, for instance: the customer asked to be called back.";
    REST_GIVEN: "休息时间拨打：{}", "Called in rest hours: {}";

    SCRIPT: "回访用语", "Script";
    SAY_OPENING: "开场", "Opening";
    SAY_QUESTION: "提问", "Question";
    SAY_LISTEN: "倾听并记下", "Listen and note";
    SAY_CLOSING: "结束", "Closing";
    SCRIPT_TIP: "时间不宜过长，内容不宜过多。", "Keep it short; do not ask too much.";
    NO_SCRIPT: "还没有回访用语，请主管到管理里添加。", "There is no script yet; a supervisor adds one under Administration.";
    FAREWELL: "祝语", "Farewell";
    ANSWER: "客户的回答", "What the customer says";
    SLOT_CUSTOMER: "客户", "customer";
    SLOT_SALUTATION: "先生/小姐", "Mr/Ms";
    SLOT_CALLER: "回访人", "caller";
    SLOT_COMPANY: "公司", "company";
    SLOT_TIME: "服务时间", "time of service";
    SLOT_SERVICE: "服务项目", "service item";
    SLOT_FAREWELL: "祝语", "farewell";

    RECORD: "回访记录", "Record";
    OUTCOME: "这次通话", "This call";
    APPOINTMENT: "约在什么时候", "When to call again";
    OWN_DATE: "日期", "Date";
    OWN_CLOCK: "时间", "Time";
    RATING: "满意吗", "Satisfied?";
    CHANNEL: "回访方式", "Channel";
    NOTE: "说明", "Note";
    NOTE_HINT: "例如：家人接的电话，请晚上再打", "For instance: a relative answered; call in the evening";

    MISSING: "还缺 {} 项：", "{} still missing: ";
    COMPLETE: "记录完整，可以保存", "Complete; ready to save";
    CHOOSE_OUTCOME: "通话结束后，选一下结果", "When the call is over, say how it ended";
    SAVE_DONE: "完成并保存", "Complete and save";
    SAVE_APPOINT: "保存预约", "Save the appointment";
    SAVE_MISS: "保存，稍后再打", "Save; call again later";
    SAVE: "保存", "Save";
    LEAVE: "先离开", "Leave for now";
    DRAFT_KEPT: "内容已留在本机，随时可以接着写。", "What you typed stays on this device; go on at any time.";
    CTRL_ENTER: "Ctrl+回车", "Ctrl+Enter";

    NOT_YOURS: "这一项由 {} 回访。您可以看，不能记录。", "{} makes this follow-up. You can look, but not record.";
    NOBODY: "还没有安排的人", "somebody not named yet";
    ALREADY: "这一项现在是“{}”，不用再打。", "This one is “{}” now; no call is needed.";

    KEPT: "已保存在本机。", "Kept on this device. ";
    KEPT_NOTE: "联网后自动送到服务器，不用等。", "It goes to the server by itself; no need to wait.";
    KEPT_DONE: "{} 的回访完成了", "The follow-up with {} is complete";
    KEPT_APPOINT: "和 {} 约好了", "An appointment with {}";
    KEPT_MISS: "{} 这次没联系上，稍后再提醒您", "{} was not reached; you will be reminded";
    NEXT_LOOKING: "正在看下一位…", "Looking for the next…";
    NEXT: "下一位：{}", "Next: {}";
    NO_NEXT: "现在没有可以打的了。", "Nobody to call right now. ";
    NO_NEXT_NOTE: "其余的在休息时间、约了以后，或刚刚打过。", "The others are resting, have an appointment later, or were just tried.";
    TO_LIST: "回到我的回访", "Back to my follow-ups";
}
