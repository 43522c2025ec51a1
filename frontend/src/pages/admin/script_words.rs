//! The words of 话术.

use crate::i18n::strings;

strings! {
    NOTE: "打电话时左边一段一段出现的用语。改好后先看右边的预览，保存后所有设备用新的一版；已经记下的回答不变。",
        "What callers read, piece by piece. Try it on the right, then save: every device takes the new version, answers already given stay.";
    PIECE: "第 {} 段", "Piece {}";
    FIRST: "开场", "Opening";
    SAYS_ZH: "中文", "Chinese";
    SAYS_EN: "英文", "English";
    SLOTS: "插入：", "Insert:";
    SLOT_CUSTOMER: "客户姓名", "customer";
    SLOT_SALUTATION: "先生/女士", "salutation";
    SLOT_CALLER: "回访人", "caller";
    SLOT_COMPANY: "公司", "company";
    SLOT_TIME: "时间", "time";
    SLOT_SERVICE: "服务项目", "service";
    SLOT_FAREWELL: "祝语", "farewell";
    ANSWER: "客户怎么回答", "The customer’s answer";
    ANSWER_NONE: "不用回答", "None";
    ANSWER_CHOICE: "选一项", "One of these";
    ANSWER_TEXT: "记下原话", "In words";
    NEXT: "然后", "Then";
    END: "通话结束", "The call ends";
    SAME_AS_PIECE: "同本段", "As this piece says";
    CHOICE_ZH: "选项（中文）", "Choice, in Chinese";
    CHOICE_EN: "选项（英文）", "Choice, in English";
    CHOICE_NEXT: "选了以后", "Then";
    ADD_CHOICE: "加一个选项", "Add a choice";
    REMOVE_CHOICE: "去掉选项", "Remove the choice";
    ADD_PIECE: "加一段", "Add a piece";
    REMOVE_PIECE: "删除这一段", "Remove this piece";
    UP: "上移", "Move up";
    DOWN: "下移", "Move down";
    PREVIEW: "预览", "Preview";
    PREVIEW_NOTE: "点选回答，看接下来说什么。", "Choose answers and see what comes next.";
    RESTART: "从头看", "Start over";
    PROBLEMS: "保存前请改好这些：", "Mend these before saving:";
    SOUND: "没有发现问题，可以保存。", "Nothing is wrong; it may be saved.";
    VERSION: "第 {} 版", "Version {}";
    SAVED: "已保存为第 {} 版，所有设备随后使用", "Saved as version {}. Every device follows shortly";
    DISCARD: "放弃修改", "Discard changes";
    BUILT_IN: "恢复原文用语", "Back to the original script";
    ANSWER_HERE: "（在这里记下客户的原话）", "(the customer’s words are written down here)";
}
