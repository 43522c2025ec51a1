//! What each kind of line in 操作记录 is called.

use crate::i18n::{Words, strings};

strings! {
    NOTE: "谁在什么时候改了人员、部门和规则。记录不能修改。", "Who changed people, departments and rules, and when. Nobody can edit this.";
    EVERYBODY: "所有人", "Everybody";
    EVERYTHING: "全部内容", "Everything";
    ABOUT: "内容", "About";
    NONE: "没有符合的记录", "Nothing found";
    NONE_NOTE: "换一个人或内容看看。", "Choose another person or subject.";
    MORE: "更早的记录", "Earlier";
    OF_PERSON: "人员", "People";
    OF_SESSION: "登录", "Signing in";
    OF_DEPARTMENT: "部门", "Departments";
    OF_REGION: "区域", "Regions";
    OF_CLASS: "客户分类", "Customer classes";
    OF_ABSENCE: "请假", "Absences";
    OF_SETTING: "规则与数值", "Rules";
    OF_CALENDAR: "日历", "Calendar";
    OF_SCRIPT: "话术", "Call script";
    OF_PROCESS: "流程", "Processes";
    OF_IMPORT: "导入", "Import";
    PERSON_ADD: "邀请了", "Invited";
    PERSON_CHANGE: "修改了人员", "Changed the person";
    PERSON_LINK: "给了重设密码链接", "Made a password link for";
    PASSWORD_SET: "设置了密码", "Set a password";
    SESSION_START: "登录", "Signed in";
    SESSION_END: "退出", "Signed out";
    SESSION_REVOKE: "让设备退出登录", "Signed out a device of";
    DEPARTMENT_ADD: "新建部门", "Added the department";
    DEPARTMENT_CHANGE: "修改部门", "Changed the department";
    REGION_ADD: "新建区域", "Added the region";
    REGION_CHANGE: "修改区域", "Changed the region";
    CLASS_ADD: "新建客户分类", "Added the class";
    CLASS_CHANGE: "修改客户分类", "Changed the class";
    ABSENCE_ADD: "登记请假", "Entered an absence of";
    ABSENCE_REMOVE: "删除请假", "Removed an absence";
    SETTING_SET: "修改", "Changed";
    CALENDAR_SET: "修改日历", "Changed the calendar of";
    SCRIPT_SET: "修改话术", "Changed the script";
    PROCESS_LOAD: "载入流程", "Loaded the process";
    DEMO: "建立演示公司", "Made the demonstration company";
    IMPORT_MADE: "导入记录", "Imported records";
    IMPORT_UNDO: "撤销导入", "Took back an import";
    IMPORT_TEMPLATE: "保存导入模板", "Kept an import template";
    IMPORT_TEMPLATE_GONE: "删除导入模板", "Removed an import template";
}

pub const TOPICS: [(&str, Words); 11] = [
    ("person", OF_PERSON),
    ("session", OF_SESSION),
    ("department", OF_DEPARTMENT),
    ("region", OF_REGION),
    ("class", OF_CLASS),
    ("absence", OF_ABSENCE),
    ("setting", OF_SETTING),
    ("calendar", OF_CALENDAR),
    ("script", OF_SCRIPT),
    ("process", OF_PROCESS),
    ("import", OF_IMPORT),
];

pub fn what_words(what: &str) -> Option<Words> {
    Some(match what {
        "person.add" => PERSON_ADD,
        "person.change" => PERSON_CHANGE,
        "person.link" => PERSON_LINK,
        "link.accept" => PASSWORD_SET,
        "session.start" => SESSION_START,
        "session.end" => SESSION_END,
        "session.revoke" => SESSION_REVOKE,
        "department.add" => DEPARTMENT_ADD,
        "department.change" => DEPARTMENT_CHANGE,
        "region.add" => REGION_ADD,
        "region.change" => REGION_CHANGE,
        "class.add" => CLASS_ADD,
        "class.change" => CLASS_CHANGE,
        "absence.add" => ABSENCE_ADD,
        "absence.remove" => ABSENCE_REMOVE,
        "setting.set" => SETTING_SET,
        "calendar.set" => CALENDAR_SET,
        "script.set" => SCRIPT_SET,
        "process.load" => PROCESS_LOAD,
        "demo.make" => DEMO,
        "import.make" => IMPORT_MADE,
        "import.undo" => IMPORT_UNDO,
        "import.template" => IMPORT_TEMPLATE,
        "import.template_gone" => IMPORT_TEMPLATE_GONE,
        _ => return None,
    })
}
