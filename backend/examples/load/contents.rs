//! What the records say: the same for us and for the peers. About forty values in Chinese, 2 KB as JSON, in a first
//! version and ten edits; drawn from a seed, so that every run and every peer writes the same words.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use shared::id::EntryId;
use shared::record::command::Act;
use shared::value::Value;

pub const EDITS: usize = 10;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞建国文辉力健世广志义兴良海山仁波宁贵福生";
const CITIES: [&str; 8] = [
    "北京市朝阳区",
    "上海市浦东新区",
    "广州市天河区",
    "杭州市西湖区",
    "成都市武侯区",
    "武汉市洪山区",
    "西安市雁塔区",
    "苏州市工业园区",
];
const ROADS: [&str; 8] = ["人民路", "解放大道", "中山北路", "建设二路", "文化东路", "长江路", "滨河大道", "新华西路"];
/// Whole template sentences would compress better than what people write: words and single characters by chance do not.
const WORDS: &str = "客户 来电 咨询 设备 安装 进度 告知 预计 工作日 完成 上门 维修 结果 满意 希望 后续 提供 季度 保养 发票 抬头 \
    有误 财务 重新 要求 更换 联系人 负责人 采购 经理 合同 到期 发送 续签 方案 内部 评审 投诉 物流 延误 致歉 承诺 补偿 运费 \
    询问 折扣 政策 报价 等待 回复 现场 勘查 线路 老化 建议 分期 改造 周末 上午 避免 影响 生产 确认 收到 包装 破损 完好 付款 \
    对账 差额 核实 登录 异常 培训 手册 升级 导出 测试 验收 报告 盖章 快递 签收 退货 换货 库存 型号 噪音 漏水 温度 压力 停机 \
    备件 工程师 预约 改期 回访 评价 建档 拜访 会议 预算 招标 价格 顾虑 流程 总部 门店 仓库 园区 物业 年检 保险 理赔 照片 远程";
const LETTERS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而\
    方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然\
    前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者\
    最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运";

/// Small, fast, the same on every machine (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn letter(&mut self, of: &str) -> char {
        let count = of.chars().count();
        of.chars().nth(self.below(count)).unwrap_or('客')
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn name(&mut self) -> String {
        [SURNAMES, GIVEN, GIVEN].iter().map(|of| self.letter(of)).collect()
    }

    /// So many clauses of about 22 characters.
    fn text(&mut self, clauses: usize) -> String {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let mut text = String::new();
        for _ in 0..clauses {
            let mut length = 0;
            while length < 20 {
                if self.below(100) < 45 {
                    text.push(self.letter(LETTERS));
                    length += 1;
                } else {
                    let word = self.one(&words);
                    text.push_str(word);
                    length += word.chars().count();
                }
            }
            text.push(if self.below(10) < 7 { '，' } else { '。' });
        }
        text
    }

    fn address(&mut self) -> String {
        let (city, road) = (self.one(&CITIES), self.one(&ROADS));
        format!("{city}{road}{}号{}栋{}室", 1 + self.below(900), 1 + self.below(30), 100 + self.below(2_000))
    }
}

fn set(field: &str, value: impl Into<Value>) -> Act {
    Act::Set { field: field.into(), value: value.into() }
}

fn append(field: &str, entry: EntryId, values: Vec<(&str, String)>) -> Act {
    let values = values.into_iter().map(|(key, value)| (key.to_owned(), Value::Text(value))).collect();
    Act::Append { field: field.into(), entry, values }
}

fn person(dice: &mut Dice, entry: EntryId) -> Act {
    let phone = format!("1{}", dice.digits(10));
    let role = dice.one(&["采购部经理", "行政主管", "财务负责人", "技术总监"]).to_owned();
    let email = format!("{}@example.cn", dice.digits(9));
    append("people", entry, vec![("name", dice.name()), ("phone", phone), ("email", email), ("role", role)])
}

pub fn contact(dice: &mut Dice, entry: EntryId) -> Act {
    let channel = dice.one(&["phone", "email", "sms", "visit"]).to_owned();
    append("contacts", entry, vec![("channel", channel), ("content", dice.text(2)), ("next", dice.text(1))])
}

/// The first version of record `n`, as its author writes it.
pub fn birth(n: usize, mut entry: impl FnMut() -> EntryId) -> Vec<Act> {
    let mut dice = Dice::new(n as u64 * 1_000);
    let values = BTreeMap::from([("department".to_owned(), Value::from("kf"))]);
    let mut acts = vec![
        Act::Take { step: "extract".into(), entry: entry(), values, reason: None },
        set("name", format!("{}{n:05}", dice.name())),
        set("salutation", dice.one(&["先生", "小姐", "女士"])),
        set("email", format!("{}@example.cn", dice.digits(9))),
        set("kind", dice.one(&["owner", "user", "member", "dealer"])),
        set("relation", dice.one(&["pre", "in", "after"])),
        set("class", dice.one(&["普通客户", "银牌客户", "金牌客户", "战略客户"])),
        set("is_member", dice.below(2) == 1),
        set("region", dice.one(&CITIES)),
        set("address", dice.address()),
        set("channel", dice.one(&["phone", "email", "sms"])),
        set("rest_hours", "12:00-14:00"),
        set("needs", dice.text(4)),
        Act::Splice { field: "dynamics".into(), at: 0, delete: 0, insert: dice.text(2) },
    ];
    for _ in 0..2 {
        acts.push(Act::Add { field: "phones".into(), value: format!("1{}", dice.digits(10)) });
        acts.push(person(&mut dice, entry()));
    }
    for tag in ["重点关注", "季度保养"] {
        acts.push(Act::Add { field: "tags".into(), value: tag.into() });
    }
    acts
}

/// Edit `k` of record `n`, from 1 to [`EDITS`].
pub fn edit(n: usize, k: usize, entry: impl FnOnce() -> EntryId) -> Vec<Act> {
    let mut dice = Dice::new(n as u64 * 1_000 + k as u64);
    match k {
        1 => vec![set("needs", dice.text(4))],
        2 | 4 | 8 => vec![contact(&mut dice, entry()), Act::Count { field: "calls".into(), by: 1 }],
        3 => vec![set("address", dice.address()), set("region", dice.one(&CITIES))],
        5 => vec![Act::Add { field: "tags".into(), value: "需要回访".into() }],
        6 => vec![person(&mut dice, entry())],
        7 => vec![set("needs", dice.text(6)), set("kind", "member")],
        9 => vec![set("agreed_at_ms", 1_795_400_000_000 + dice.below(864_000_000) as i64)],
        _ => vec![Act::Splice { field: "dynamics".into(), at: 0, delete: 0, insert: dice.text(1) }],
    }
}

/// The record as peers keep it: a flat map, and per edit the keys it writes; `rev` says how many edits are in.
pub fn flat(n: usize) -> Json {
    let mut made = 0;
    let mut entry = || {
        made += 1;
        EntryId::new(format!("{made}"))
    };
    let mut held = Map::new();
    let mut versions = vec![];
    for k in 0..=EDITS {
        let acts = if k == 0 { birth(n, &mut entry) } else { edit(n, k, &mut entry) };
        let mut wrote = Map::from_iter([("rev".to_owned(), json!(k))]);
        for act in acts {
            flatten(act, &mut held, &mut wrote);
        }
        versions.push(Json::Object(wrote));
    }
    json!({ "key": format!("c{n:07}"), "versions": versions })
}

fn flatten(act: Act, held: &mut Map<String, Json>, wrote: &mut Map<String, Json>) {
    let mut write = |key: String, value: Json| {
        held.insert(key.clone(), value.clone());
        wrote.insert(key, value);
    };
    match act {
        Act::Set { field, value } => write(field, json!(value)),
        Act::Add { field, value } => {
            let place = (1..).find(|place| !held.contains_key(&format!("{field}.{place}"))).unwrap_or(1);
            held.insert(format!("{field}.{place}"), json!(value));
            wrote.insert(format!("{field}.{place}"), json!(value));
        }
        Act::Append { field, entry, values } => {
            for (key, value) in values {
                write(format!("{field}.{entry}.{key}"), json!(value));
            }
        }
        Act::Count { field, by } => {
            let was = held.get(&field).and_then(Json::as_i64).unwrap_or(0);
            held.insert(field.clone(), json!(was + by));
            wrote.insert(field, json!(was + by));
        }
        Act::Splice { field, insert, .. } => {
            let was = held.get(&field).and_then(Json::as_str).unwrap_or_default();
            let now = json!(format!("{insert}{was}"));
            held.insert(field.clone(), now.clone());
            wrote.insert(field, now);
        }
        Act::Take { step, .. } => write("stage".into(), json!(step)),
        Act::Remove { .. } => {}
    }
}
