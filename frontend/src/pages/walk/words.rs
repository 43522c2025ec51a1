//! The words of a round.

use crate::i18n::strings;

strings! {
    LEAVE: "先离开，已记的都在", "Leave; what is recorded stays";
    PROGRESS: "已检查", "Checked";
    PREVIOUS: "上一项", "Previous";
    NEXT: "下一项", "Next";
    NOTE: "说明", "Note";
    NOTE_HINT: "点词或打字；正常的可以不写。", "Tap a word or type; nothing is needed where all is well.";
    KEPT: "已记：{}", "Recorded: {}";
    AGAIN: "上次：{}。再看一次，选现在的结果。", "Last time: {}. Look again and choose how it is now.";
    AS_FINDING: "同时记成问题，安排人处理", "Record it as a finding, too, for somebody to see to";
    FINDING_MADE: "问题已记下，等主管安排", "The finding is recorded; a supervisor will assign it";

    DONE_TITLE: "都检查完了", "All items are checked";
    LEFT_TITLE: "还有 {} 项要检查", "{} items are left to check";
    LEFT_GO: "去检查", "Go to what is left";
    PROBLEMS: "有问题的 {} 项", "{} with a problem";
    NO_ITEMS: "还没有检查项目", "There are no items yet";
    NO_ITEMS_NOTE: "从模板带入，或在记录里逐项添加。", "Take them from a template, or add them in the record.";
    TAKE_ITEMS: "带入“{}”的项目", "Take the items of “{}”";
    OPEN_RECORD: "打开记录", "Open the record";

    BEGIN: "开始巡查", "Begin a round";
    BEGIN_NOTE: "选一个模板，马上开始；没有网络也可以。", "Choose a template and begin at once, with or without a network.";
    WHICH_UNIT: "抽查哪一间", "Which unit";
    WHICH_UNIT_NOTE: "正在装修的，最久没查的在前。", "Those being renovated, the one checked longest ago first.";
    NEVER_CHECKED: "还没查过", "Never checked";
    LAST_CHECKED: "上次 {}", "Last {}";
    NONE_RENOVATING: "没有登记在装修的房屋", "No unit is registered as being renovated";
    WITHOUT_UNIT: "不选房屋，直接开始", "Begin without naming a unit";
    NO_TEMPLATES: "还没有巡查模板", "There are no templates yet";
    NO_TEMPLATES_NOTE: "请主管先在“巡查模板”里建一个，一行一项。", "A supervisor makes one under Templates, one item a line.";
    TO_TEMPLATES: "去巡查模板", "Templates";
    PLACE: "区域（可不填）", "Place (optional)";
    BUILDING: "楼栋（可不选）", "Building (optional)";
    WHICH_BUILDING: "在哪一栋", "Which building";
    CATEGORY: "类别", "Category";
    WHERE: "位置", "Where";
}

/// The usual places, one tap each.
pub const PLACES: [crate::i18n::Words; 8] = [
    crate::i18n::Words { zh: "大堂", en: "Lobby" },
    crate::i18n::Words { zh: "电梯厅", en: "Lift hall" },
    crate::i18n::Words { zh: "楼梯间", en: "Stairwell" },
    crate::i18n::Words { zh: "走廊", en: "Corridor" },
    crate::i18n::Words { zh: "地下车库", en: "Garage" },
    crate::i18n::Words { zh: "设备间", en: "Plant room" },
    crate::i18n::Words { zh: "屋顶", en: "Roof" },
    crate::i18n::Words { zh: "室外", en: "Outside" },
];

/// The usual words for what is wrong, one tap each.
pub const USUAL: [crate::i18n::Words; 8] = [
    crate::i18n::Words { zh: "破损", en: "Broken" },
    crate::i18n::Words { zh: "不亮", en: "No light" },
    crate::i18n::Words { zh: "渗漏", en: "Leaking" },
    crate::i18n::Words { zh: "脏污", en: "Dirty" },
    crate::i18n::Words { zh: "堵塞", en: "Blocked" },
    crate::i18n::Words { zh: "缺失", en: "Missing" },
    crate::i18n::Words { zh: "松动", en: "Loose" },
    crate::i18n::Words { zh: "有异响", en: "Noisy" },
];
