//! What a kind of record is for, said where there is none yet.

use shared::id::ProcessId;

use crate::i18n::{Words, strings};

strings! {
    COMPLAINT: "客户不满意的事：受理、安排、处理、回访，查清原因后归档。", "What a customer is not content with: accepted, handled, asked about, and archived once its cause is known.";
    MATTER: "咨询、建议和质疑：谁提的，交给谁，怎么答复的。也可以转成投诉。", "Enquiries, suggestions and doubts: who asked, who answers and what was said. One may become a complaint.";
    REPAIR: "从登记、派工到修复、回访，停在哪一步都看得见。", "From the report by way of dispatch and repair to the satisfaction call: where each one stands.";
    ROUND: "按模板逐项检查，没有网络也能走完；查出的问题会交给人整改。", "A checklist walked item by item, also without a network; what is found becomes somebody’s work.";
    FINDING: "巡查中查出的问题，也可以直接登记。派人整改，再由另一个人复查。", "What a round has found, or what you enter here: put right by one person, checked again by another.";
    HANDOVER: "和业主一起逐项验房，抄表、交钥匙，双方在屏幕上签字。", "The flat is inspected with its owner: meters, keys, and both signatures on the screen.";
    NOTICE: "要告诉业主的事：通知了谁，谁已经知道。", "What owners are to be told: who was told, and who has confirmed it.";
    BUILDING_MONTH: "每栋楼一个月里损坏了什么。检查后报工程部。", "What was damaged in a building in a month: checked, then reported to engineering.";
    MORNING_CHECK: "每天早上看过前一天的工作，记下今天怎么安排。", "Each morning: what the day before came to, and what is arranged for today.";
    TEMPLATE: "巡查和验房要逐项看什么，一行一项。有了模板才能开始巡查。", "What is looked at on a round or at a handover, one item a line. A round begins from one.";
    UNIT: "每一户在哪层、业主是谁、装修到哪一步。可以从表格导入。", "Each home: its floor, its owner, its renovation. A sheet of them can be imported.";
    BUILDING: "先有项目，再有楼栋，最后是房屋。建好后在楼层图里按层看。", "A project has buildings, a building has units. The floor plan shows them floor by floor.";
    PROJECT: "一个小区或一期工程。楼栋和房屋归在它下面。", "An estate, or a phase of one. Buildings and units belong to it.";
}

pub fn of(process: &ProcessId) -> Option<Words> {
    Some(match process.as_str() {
        "complaint" => COMPLAINT,
        "matter" => MATTER,
        "repair" => REPAIR,
        "round" => ROUND,
        "finding" => FINDING,
        "handover" => HANDOVER,
        "notice" => NOTICE,
        "building_month" => BUILDING_MONTH,
        "morning_check" => MORNING_CHECK,
        "template" => TEMPLATE,
        "unit" => UNIT,
        "building" => BUILDING,
        "project" => PROJECT,
        _ => return None,
    })
}
