//! The texts that the rules were taken from. A rule names them shortly (`D13, D18`), a person reads their titles.

use crate::process::Source;

/// In the order of their numbers, `D1` first.
const TITLES: [&str; 21] = [
    "职能职责介绍：客户服务总监",
    "客户服务中心组织架构及客服部门岗位职责",
    "客户服务主管岗位职责",
    "各部门职能及岗位职责与要求",
    "客户服务部工作职责及规范",
    "岗位职能及职责说明书",
    "各职能部门的管理制度及岗位职责",
    "客户服务部岗位职责及管理制度",
    "客服主管岗位职责",
    "公司部门工作职能及岗位职责",
    "公司各部门职能说明书",
    "部门职能和岗位职责",
    "物业公司客户服务部主管岗位职责",
    "部门职能及部门岗位职责",
    "售后服务部岗位职责",
    "客服部经理岗位职责",
    "各部门工作职责及岗位说明书",
    "物业公司客户服务部主管岗位职责",
    "综合管理部部门职能及岗位职责",
    "客户服务部岗位职责文档",
    "客户部岗位职责",
];

impl Source {
    /// Title and short name of each document; of one that is not ours (a company's own process) what its description says.
    pub fn titles(&self) -> Vec<String> {
        let title = |name: &str| {
            let number: usize = name.strip_prefix('D')?.parse().ok()?;
            TITLES.get(number.checked_sub(1)?)
        };
        // Texts of one title are two copies that differ a little.
        let mut found: Vec<(Option<&str>, Vec<&str>)> = vec![];
        for name in self.documents.split([',', '，']).map(str::trim).filter(|name| !name.is_empty()) {
            let title = title(name).copied();
            match found.iter_mut().find(|(one, _)| title.is_some() && *one == title) {
                Some((_, names)) => names.push(name),
                None => found.push((title, vec![name])),
            }
        }
        let say = |(title, names): (Option<&str>, Vec<&str>)| {
            let names = names.join("、");
            title.map_or_else(|| names.clone(), |title| format!("《{title}》（{names}）"))
        };
        found.into_iter().map(say).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::process::words::source;

    #[test]
    fn a_document_is_named_by_its_title_and_a_companys_own_as_it_says() {
        let titles = |documents: &str| source("", documents).titles();
        assert_eq!(titles("D9, 员工手册"), ["《客服主管岗位职责》（D9）", "员工手册"]);
        assert_eq!(titles("D13, D18"), ["《物业公司客户服务部主管岗位职责》（D13、D18）"]);
        assert_eq!(titles("D0, D22,"), ["D0", "D22"]);
    }

    #[test]
    fn every_rule_names_a_document_that_has_a_title() {
        let all = crate::process::built_in();
        let sources = all.iter().flat_map(|process| {
            let steps = process.steps.iter().filter_map(|step| step.source.as_ref());
            let deadlines = process.deadlines.iter().filter_map(|deadline| deadline.source.as_ref());
            steps.chain(deadlines).chain(process.effects.iter().filter_map(|effect| effect.source.as_ref()))
        });
        let settings = crate::setting::known().into_iter().filter_map(|setting| setting.source);
        for source in sources.cloned().chain(settings) {
            let titles = source.titles();
            assert!(!titles.is_empty() && titles.iter().all(|title| title.starts_with('《')), "{source:?}");
        }
    }
}
