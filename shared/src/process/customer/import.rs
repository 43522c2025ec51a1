//! How customer files are imported: the headings of the lists that companies keep in spreadsheets.

use crate::process::import::Import;

pub fn import() -> Import {
    Import::new("extract", "retire")
        .words(
            "name",
            "姓名 客户姓名 业主姓名 名字 客户名称 客户名 客户 业主 联系人 收件人姓名 name fullname customer
             customername owner ownername",
        )
        .words(
            "phones",
            "电话 手机 联系电话 手机号 手机号码 电话号码 客户电话 业主电话 固定电话 座机 联系方式 移动电话 备用电话
             phone phones tel telephone mobile cell phonenumber mobilephone",
        )
        .words("address", "地址 住址 客户地址 家庭地址 联系地址 详细地址 收件地址 房号 address homeaddress")
        .words("kind", "客户类型 类型 客户类别 kind type customertype")
        .words("is_member", "会员 是否会员 会员客户 member ismember")
        .words("class", "分类 客户分类 等级 客户等级 级别 class category grade")
        .words("region", "区域 地区 片区 小区 所在区域 region area district")
        .words("email", "邮箱 电子邮箱 电子邮件 电邮 邮件 email mail emailaddress")
        .words("rest_hours", "休息时间 休息 免打扰 免打扰时间 resthours quiethours donotdisturb")
        .words("salutation", "称呼 称谓 salutation formofaddress title")
        .words("channel", "首选方式 首选联系方式 沟通方式 channel preferredchannel")
        .words("needs", "需求 客户需求 needs")
        .words("tags", "标签 客户标签 tags tag labels")
        .same(&["phones"])
        .same(&["name", "address"])
}
