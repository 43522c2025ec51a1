//! Which column is which field. Only a suggestion: the person sees it and may change it.

use serde::{Deserialize, Serialize};

/// For every column the key of a customer field, or none: the column is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    pub columns: Vec<Option<String>>,
}

/// Header words as they stand once spaces, brackets and marks are gone, in lower case.
const WORDS: &[(&str, &[&str])] = &[
    (
        "name",
        &[
            "姓名",
            "客户姓名",
            "业主姓名",
            "名字",
            "客户名称",
            "客户名",
            "客户",
            "业主",
            "联系人",
            "收件人姓名",
            "name",
            "fullname",
            "customer",
            "customername",
            "owner",
            "ownername",
        ],
    ),
    (
        "phones",
        &[
            "电话",
            "手机",
            "联系电话",
            "手机号",
            "手机号码",
            "电话号码",
            "客户电话",
            "业主电话",
            "固定电话",
            "座机",
            "联系方式",
            "移动电话",
            "备用电话",
            "phone",
            "phones",
            "tel",
            "telephone",
            "mobile",
            "cell",
            "phonenumber",
            "mobilephone",
        ],
    ),
    (
        "address",
        &["地址", "住址", "客户地址", "家庭地址", "联系地址", "详细地址", "收件地址", "房号", "address", "homeaddress"],
    ),
    ("kind", &["客户类型", "类型", "客户类别", "kind", "type", "customertype"]),
    ("is_member", &["会员", "是否会员", "会员客户", "member", "ismember"]),
    ("class", &["分类", "客户分类", "等级", "客户等级", "级别", "class", "category", "grade"]),
    ("region", &["区域", "地区", "片区", "小区", "所在区域", "region", "area", "district"]),
    ("email", &["邮箱", "电子邮箱", "电子邮件", "电邮", "邮件", "email", "mail", "emailaddress"]),
    ("rest_hours", &["休息时间", "休息", "免打扰", "免打扰时间", "resthours", "quiethours", "donotdisturb"]),
    ("salutation", &["称呼", "称谓", "salutation", "formofaddress", "title"]),
    ("channel", &["首选方式", "首选联系方式", "沟通方式", "channel", "preferredchannel"]),
    ("needs", &["需求", "客户需求", "needs"]),
    ("tags", &["标签", "客户标签", "tags", "tag", "labels"]),
];

/// Fields of which several columns may be a part.
const MANY: [&str; 2] = ["phones", "tags"];

pub fn suggest(headers: &[String]) -> Mapping {
    let mut columns: Vec<Option<String>> = Vec::with_capacity(headers.len());
    for header in headers {
        let key = key(header).map(str::to_owned);
        let taken = key.as_deref().is_some_and(|key| !MANY.contains(&key)) && columns.contains(&key);
        columns.push(if taken { None } else { key });
    }
    Mapping { columns }
}

fn key(header: &str) -> Option<&'static str> {
    // `电话（必填）` and `Phone (mobile)` say it before the bracket; `手机1` is one of several.
    let head = header.split(['(', '（', '[', '【']).next().unwrap_or_default();
    let plain: String = head.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    WORDS.iter().find(|(_, words)| words.contains(&plain.as_str())).map(|(key, _)| *key)
}
