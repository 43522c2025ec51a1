//! What stands on the departments' own forms when a case is over: who did what and when, and what the customer said.

mod support;

use shared::form::{Row, rows};
use shared::label::Language;
use shared::process::{self, Process};
use support::site::*;
use support::*;

/// Each row in words: its label, and for steps who took which, with what he said.
fn printed(site: &Site) -> Vec<String> {
    let (record, process) = (site.record(), &site.process);
    let line = |row: Row| match row {
        Row::Field(field) => field.label.get(Language::Zh).to_owned(),
        Row::Steps(label, taken) => {
            let taken = taken.iter().map(|one| {
                assert!(one.at_ms >= NOW_MS, "{label:?}");
                let step = one.step.map(|step| step.get(Language::Zh).to_owned());
                let said = one.said.iter().map(|(field, value)| {
                    format!("{}={}", field.label.get(Language::Zh), value.as_text().unwrap_or_default())
                });
                let said = step.into_iter().chain(said).collect::<Vec<_>>().join(",");
                format!("{}({said})", one.by)
            });
            format!("{}：{}", label.get(Language::Zh), taken.collect::<Vec<_>>().join(" "))
        }
    };
    rows(&record, process).into_iter().map(line).collect()
}

fn check(site: &Site, wanted: &[&str]) {
    let found = printed(site);
    for line in wanted {
        assert!(found.iter().any(|one| one == line), "no “{line}” in {found:#?}");
    }
}

fn born(process: Process, birth: &str, empty: &[&str]) -> Site {
    Site::born(&process, "fay", birth, empty, NOW_MS)
}

#[test]
fn a_complaint_prints_its_whole_story() {
    let mut site = born(process::complaint::process(), "accept", &[]);
    site.take("boss", "assign").take("ann", "resolve").take("amy", "reopen").take("ann", "resume");
    site.take("ann", "resolve").take("amy", "follow_up").take("boss", "analyse").take("boss", "archive");
    check(
        &site,
        &[
            "受理：fay(部门=service)",
            "处理人：boss(安排处理,处理人=ann) ann(继续处理)",
            "措施",
            "报结果：ann() ann()",
            "上报和批示：",
            "回访：amy(客户不满意) amy(回访,满意度=satisfied,客户怎么说=一)",
            "原因分析",
            "分析：boss()",
            "归档号",
            "归档：boss(归档)",
        ],
    );
    let mut raised = born(process::complaint::process(), "accept", &[]);
    raised.take("ann", "escalate").take("max", "settle");
    check(&raised, &["上报和批示：ann(上报) max(批示结果,批示=一)"]);
}

#[test]
fn a_repair_prints_who_repaired_it_when_and_what_the_customer_said() {
    let mut site = born(process::repair::process(), "report", &[]);
    site.take("fay", "send").take("ann", "start").take("ann", "mark_hard").take("ann", "repair");
    site.take("amy", "follow_up").take("fay", "feed_back").take("boss", "close");
    check(
        &site,
        &[
            "登记：fay(部门=service)",
            "派工：fay(派给人员,维修人员=ann)",
            "维修：ann(开始维修) ann(已修复)",
            "疑难：ann(标为疑难)",
            "满意率回访：amy(满意率回访,满意度=satisfied,客户怎么说=一)",
            "反馈部门：fay()",
            "关闭：boss(关闭)",
        ],
    );
}

#[test]
fn a_building_report_says_that_nothing_was_damaged_and_who_checked_it() {
    let mut site = born(process::building_month::process(), "create", &["damages"]);
    site.write("fay", vec![set("nothing", true)]);
    site.take("fay", "submit").take("boss", "check").take("boss", "send");
    check(&site, &["本月没有损坏", "填表：fay()", "检查：boss(检查)", "报工程部：boss()"]);
}

#[test]
fn a_finding_prints_who_fixed_it_and_who_looked_again() {
    let mut site = born(process::finding::process(), "find", &[]);
    site.take("boss", "assign").take("ann", "start").take("ann", "fix").take("boss", "fail");
    check(
        &site,
        &[
            "发现：fay(部门=service)",
            "安排：boss(安排处理,负责人=ann)",
            "处理：ann(开始处理) ann(已解决)",
            "复查：boss(复查不通过)",
        ],
    );
}

#[test]
fn a_round_and_a_task_print_from_whom_they_came_and_who_let_them_pass() {
    let mut round = Site::born(&process::round::process(), "boss", "plan", &[], NOW_MS);
    check(&round, &["安排：boss(安排巡查,巡查人=ann,部门=service)", "巡查：", "复核："]);
    round.take("ann", "start").take("ann", "finish").take("boss", "return");
    check(&round, &["巡查：ann(开始) ann(完成)", "复核：boss(退回补查)"]);
    let mut task = Site::born(&process::task::process(), "boss", "create", &[], NOW_MS);
    task.take("ann", "start").take("ann", "finish").take("boss", "confirm");
    check(&task, &["安排：boss(新建任务,负责人=ann,部门=service)", "完成：ann(开始) ann(完成)", "确认：boss(确认)"]);
}

#[test]
fn a_handover_prints_its_way_and_keeps_its_signatures_from_the_screen() {
    let mut site = born(process::handover::process(), "create", &[]);
    site.take("fay", "notify").take("fay", "appoint").take("ann", "inspect").take("ann", "hand_over");
    check(
        &site,
        &[
            "通知业主：fay(新建交房,部门=service) fay(已发入住通知)",
            "预约：fay(交房人=ann)",
            "验房和整改：ann(开始验房)",
            "交房：ann(交房)",
            "业主签字",
        ],
    );
}

#[test]
fn a_notice_says_who_let_it_out_and_not_why_it_went_back() {
    let mut site = born(process::notice::process(), "draft", &[]);
    site.take("boss", "return").take("boss", "review").take("fay", "send");
    check(&site, &["起草：fay(部门=service)", "审核：boss()", "发出：fay(已发出)"]);
}

#[test]
fn a_form_names_only_what_is_described() {
    let mut process = process::repair::process();
    let Some(form) = &mut process.print else { panic!() };
    form.fields.push("nobody".into());
    form.steps[0].steps.push("no_step".into());
    let found = process::check::problems(&process);
    assert!(found.len() == 2 && found[0].en.contains("no_step") && found[1].en.contains("nobody"), "{found:?}");
}
