//! Every word of the page, in both languages at once: `strings!` takes a pair or does not compile.

use std::sync::LazyLock;

use leptos::prelude::*;
use shared::label::Language;

use crate::browser;

pub mod refusal;

const KEY: &str = "huifang.language";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Words {
    pub fn get(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

static LANGUAGE: LazyLock<ArcRwSignal<Language>> = LazyLock::new(|| {
    ArcRwSignal::new(match browser::read(KEY).as_deref() {
        Some("en") => Language::En,
        _ => Language::Zh,
    })
});

/// Follows the choice where it is read reactively.
pub fn language() -> Language {
    LANGUAGE.get()
}

pub fn set(language: Language) {
    browser::write(KEY, if language == Language::Zh { "zh" } else { "en" });
    LANGUAGE.set(language);
    start();
}

/// `<html lang>` follows, so that fonts, line breaks and voices do.
pub fn start() {
    if let Some(root) = browser::document().document_element() {
        let lang = if LANGUAGE.get_untracked() == Language::Zh { "zh-CN" } else { "en" };
        let _ = root.set_attribute("lang", lang);
    }
}

/// Words as they are in the language of the moment.
pub fn t(words: Words) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || words.get(language())
}

/// What stands between names in a row.
pub fn comma() -> &'static str {
    if language() == Language::Zh { "、" } else { ", " }
}

/// Words with one `{}` filled in. In English a day that begins with a capital loses it inside the sentence.
pub fn fill(words: Words, value: &str) -> String {
    let template = words.get(language());
    let is_day = ["Today", "Tomorrow", "Yesterday"].iter().any(|day| value.starts_with(day));
    if is_day && !template.starts_with("{}") {
        let value = format!("{}{}", value[..1].to_lowercase(), &value[1..]);
        return template.replacen("{}", &value, 1);
    }
    template.replacen("{}", value, 1)
}

/// The title of the window follows page and language.
pub fn title(words: Words) {
    Effect::new(move |_| {
        browser::document().set_title(&format!("{} · {}", words.get(language()), BRAND.get(language())));
    });
}

/// A page with many words has a file of its own: `mod words; ` with one `strings!` in it.
macro_rules! strings {
    ($($name:ident: $zh:literal, $en:literal;)+) => {
        $(pub const $name: $crate::i18n::Words = $crate::i18n::Words { zh: $zh, en: $en };)+
    };
}
pub(crate) use strings;

strings! {
    BRAND: "回访", "Huifang";
    SKIP: "跳到内容", "Skip to content";
    NAVIGATION: "主导航", "Main navigation";
    HOME: "工作台", "Home";
    PEOPLE: "人员", "People";
    LANGUAGE_NAME: "语言", "Language";
    THEME_NAME: "外观", "Appearance";
    THEME_AUTO: "跟随系统", "System";
    THEME_LIGHT: "浅色", "Light";
    THEME_DARK: "深色", "Dark";
    OPENING: "正在打开…", "Opening…";
    RETRY: "重试", "Try again";
    NOT_OPENED: "现在打不开", "This cannot be opened now";
    NOT_A_PAGE: "没有这个页面", "There is no such page";
    NOT_A_PAGE_NOTE: "地址可能写错了，请回到工作台。", "The address may be wrong. Go back to the home page.";
    TO_HOME: "回到工作台", "Go to the home page";

    PAGE_CUSTOMERS: "客户", "Customers";
    PAGE_FOLLOW_UPS: "回访", "Follow-ups";
    PAGE_CAMPAIGNS: "回访活动", "Campaigns";
    PAGE_CAMPAIGN: "回访活动", "Campaign";
    PAGE_CALL: "通话", "Call";
    PAGE_TASKS: "任务", "Tasks";
    PAGE_INBOX: "待处理", "To decide";
    PAGE_OUTBOX: "同步", "Sync";
    PAGE_ADMIN: "管理", "Administration";
    PAGE_IMPORT: "导入", "Import";
    PAGE_ESTATE: "楼层图", "Floor plan";
    PAGE_WALK: "巡查", "Round";
    PAGE_MORNING: "晨检", "Morning";
    PAGE_REPORTS: "报表", "Reports";
    PAGE_RECORDS: "记录", "Records";
    PAGE_PRINT: "打印", "Print";

    SIGN_IN: "登录", "Sign in";
    SIGN_IN_NOTE: "用管理员给您的登录名和您自己的密码。", "Use the login your administrator gave you and your own password.";
    SIGN_OUT: "退出登录", "Sign out";
    LOGIN: "登录名", "Login";
    PASSWORD: "密码", "Password";
    SHOW_PASSWORD: "显示密码", "Show the password";
    WRONG_SIGN_IN: "登录名或密码不对。请检查大小写后再试；忘记密码请找管理员要一个新链接。",
        "The login or the password is wrong. Check capitals and try again; if you forgot it, ask your administrator for a new link.";

    WELCOME: "欢迎使用回访", "Welcome to Huifang";
    WELCOME_NOTE: "请设置您的密码。这个链接只能用一次。", "Set your password. This link works once.";
    NAME: "姓名", "Name";
    NEW_PASSWORD: "新密码", "New password";
    PASSWORD_HINT: "至少 12 个字符。几个不相干的词最好记。", "At least 12 characters. A few unrelated words are easiest to remember.";
    LOGIN_HINT: "小写字母、数字和 . - _ @，2 到 64 个。", "Lower-case letters, digits and . - _ @, 2 to 64 of them.";
    BEGIN: "开始使用", "Begin";
    LINK_SPENT: "这个链接已经用过或过期了。请向管理员要一个新链接；如果密码已经设好，直接登录即可。",
        "This link has been used or has expired. Ask your administrator for a new one; if your password is set, just sign in.";

    HELLO: "您好，{}", "Hello, {}";
    NO_POSTS: "您还没有岗位。请管理员给您分配一个。", "You hold no post yet. Ask your administrator for one.";
    THIS_DEVICE: "这台设备", "This device";

    INVITE: "邀请", "Invite";
    INVITE_TITLE: "邀请新人", "Invite somebody";
    INVITE_NOTE: "会得到一个只能用一次、三天内有效的链接，请转交本人。",
        "You get a link that works once, within three days. Pass it on to that person.";
    POSTS: "岗位", "Posts";
    DEPARTMENT: "部门", "Department";
    LINK_READY: "{} 的链接", "Link for {}";
    LINK_ONCE: "离开本页后就看不到了。", "It is not shown again once you leave this page.";
    LINK: "链接", "Link";
    COPY: "复制链接", "Copy the link";
    COPIED: "已复制", "Copied";
    NOT_COPIED: "浏览器不让复制，请选中链接自己复制。", "The browser did not allow copying. Select the link and copy it yourself.";
    STATE: "状态", "State";
    ACTIONS: "操作", "Actions";
    STATE_READY: "可登录", "Can sign in";
    STATE_INVITED: "还没设密码", "No password yet";
    STATE_OFF: "已停用", "Disabled";
    DISABLE: "停用", "Disable";
    ENABLE: "启用", "Enable";
    WHY_TAKEN: "这个登录名已有人用，请换一个。", "This login is taken. Choose another.";
    WHY_SHORT: "密码太短，请加长再试。", "The password is too short. Make it longer.";
    WHY_LONG: "密码太长，请缩短再试。", "The password is too long. Make it shorter.";
    WHY_COMMON: "这个密码太常见，容易被猜到。请换一个。", "This password is too common and easy to guess. Choose another.";
    WHY_LAST: "这是最后一位能登录的管理员。请先让另一位成为管理员。",
        "This is the last administrator who can sign in. Make somebody else an administrator first.";
    WHY_DISABLED: "此人已停用。请先启用再给链接。", "This person is disabled. Enable first, then make a link.";
    SAVE: "保存", "Save";
    CANCEL: "取消", "Cancel";
    CLOSE: "关闭", "Close";

    BAD_OFFLINE: "没有连上服务器。请检查网络后再试，已填的内容都还在。",
        "The server was not reached. Check the network and try again; what you typed is still here.";
    BAD_SESSION: "您已退出登录，请重新登录。", "You are signed out. Please sign in again.";
    BAD_FORBIDDEN: "您的岗位不能做这件事。需要时请找管理员。", "Your posts do not allow this. Ask your administrator if you need it.";
    BAD_NOT_FOUND: "已经不在了。请刷新页面看最新情况。", "It is no longer there. Reload the page to see how things stand.";
    BAD_FIELD: "“{}”填得不对，请改一下再提交。", "“{}” is not right. Change it and send again.";
    BAD_CONFLICT: "现在不能这样做。请刷新看最新情况再试。",
        "Not possible as things stand. Reload to see how they are, and try again.";
    BAD_RATE: "试得太频繁了。请等 {} 秒再试。", "Too many tries. Wait {} seconds and try again.";
    BAD_BUSY: "服务器暂时忙。请过几秒再试，已填的内容都还在。",
        "The server is busy. Try again in a few seconds; what you typed is still here.";
    BAD_SERVER: "服务器出了问题，不是您的错。请稍后再试；一直不行请告诉管理员（{}）。",
        "The server has a fault; it is not you. Try again later, and tell your administrator if it stays ({}).";
}
