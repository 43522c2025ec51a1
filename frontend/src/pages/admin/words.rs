//! The words of 管理.

use crate::i18n::strings;

strings! {
    ONLY_ADMINISTRATOR: "这里由系统管理员管理", "Administrators look after this";
    ONLY_ADMINISTRATOR_NOTE: "人员、部门、规则和日历由系统管理员设置。需要改动时，请告诉他们。",
        "People, departments, rules and the calendar are settled by administrators. Tell them when something should change.";
    DEPARTMENTS: "部门", "Departments";
    REGIONS: "区域", "Regions";
    CLASSES: "客户分类", "Customer classes";
    DEVICES: "设备与登录", "Devices";
    ABSENCES: "请假", "Absences";
    SETTINGS: "规则与数值", "Rules";
    CALENDAR: "日历", "Calendar";
    SCRIPT: "话术", "Call script";
    PROCESSES: "流程", "Processes";
    AUDIT: "操作记录", "Audit";

    PEOPLE_NOTE: "谁能登录，在哪个部门担任什么岗位。", "Who may sign in, and which posts they hold where.";
    SETUP: "开始使用", "Getting started";
    SETUP_DEPARTMENTS: "建立部门", "Set up departments";
    SETUP_DEPARTMENTS_NOTE: "客户和同事都归在部门下，主管只看自己的部门。", "Customers and colleagues belong to departments; a supervisor sees his or her own.";
    SETUP_PEOPLE: "邀请同事", "Invite colleagues";
    SETUP_PEOPLE_NOTE: "给每个人一个一次性链接，由本人设置密码。", "Each gets a link that works once, and sets his or her own password.";
    SETUP_CUSTOMERS: "导入客户", "Import customers";
    SETUP_CUSTOMERS_NOTE: "由客服主管或经理登录后，在“导入”里选择 Excel 或 CSV 文件。", "A supervisor or manager signs in and chooses an Excel or CSV file under Import.";
    TO_DEPARTMENTS: "去建部门", "Set them up";
    ABILITY: "业务能力", "Ability";
    ABILITY_NOTE: "1 到 5，分配回访时按能力和工作量平衡。", "1 to 5. Work is shared out by ability and by how much there is.";
    POST: "岗位", "Post";
    REGION: "负责区域", "Region";
    ALL_REGIONS: "全部区域", "All regions";
    NO_DEPARTMENT: "不限部门", "No department";
    ADD_POST: "加一个岗位", "Add a post";
    REMOVE_POST: "去掉这个岗位", "Remove this post";
    NO_POST_YET: "还没有岗位，至少加一个。", "No post yet. Add at least one.";
    SAME_POST: "同一个岗位写了两次，请去掉一个。", "The same post stands twice. Remove one.";
    EDIT_PERSON: "编辑", "Edit";
    EDIT_TITLE: "{}的资料和岗位", "{}: details and posts";
    LINK_TITLE: "给{}的链接", "Link for {}";
    LINK_NOTE: "请把链接交给本人。链接只能用一次，三天内有效；原来的密码在用它之前仍然有效。",
        "Pass the link on. It works once, within three days; the old password works until then.";
    INVITED_NOTE: "请把链接交给本人，由本人设置密码。链接只能用一次，三天内有效。",
        "Pass the link on; that person sets the password. It works once, within three days.";
    RESET_LINK: "重设密码链接", "Password link";
    DONE: "完成", "Done";
    DISABLE_TITLE: "停用{}", "Disable {}";
    DISABLE_TEXT: "停用后会立即在所有设备上退出，不能再登录。名下的客户和记录都保留；还没发送的内容会交给主管。以后可以重新启用。",
        "This signs the person out on every device at once, and signing in stops working. Customers and records stay; unsent work goes to a supervisor. It can be undone later.";
    YOU: "我", "You";

    DEPARTMENTS_NOTE: "客户和同事都归在部门下。上报的事由部门负责人批示；本人就是负责人的，由上级部门的负责人或经理批示。停用的部门不再出现在选项里，原有记录不变。",
        "Customers and colleagues belong to departments. What is escalated is decided by the head of the department, or where that is the person concerned, by the head above or a manager. A department that is off is no longer offered; records keep it.";
    REGIONS_NOTE: "用来给客户划片，也可以限定一个人负责的范围。", "For the place of a customer, and for what one person looks after.";
    CLASSES_NOTE: "例如：重点客户、普通客户、潜在客户。", "For example: key customers, ordinary ones, prospects.";
    NEW_DEPARTMENT: "新部门名称", "Name of the new department";
    NEW_REGION: "新区域名称", "Name of the new region";
    NEW_CLASS: "新分类名称", "Name of the new class";
    ADD: "添加", "Add";
    RENAME: "改名", "Rename";
    EDIT_DEPARTMENT: "修改", "Change";
    NO_PARENT: "没有上级部门", "Part of no other";
    NO_HEAD: "没有指定负责人", "No head named";
    PART_OF: "属于{}", "part of {}";
    HEADED: "负责人 {}", "head: {}";
    SWITCH_OFF: "停用", "Switch off";
    SWITCH_ON: "启用", "Switch on";
    IN_USE: "使用中", "In use";
    OFF: "已停用", "Off";
    NO_DEPARTMENTS: "还没有部门", "No departments yet";
    NO_DEPARTMENTS_NOTE: "先建一个，例如“客服一部”，再到“人员”里邀请同事。", "Add one first, “Service team 1” say, then invite colleagues under People.";
    NO_REGIONS: "还没有区域", "No regions yet";
    NO_REGIONS_NOTE: "不分片管理可以不建。", "Where customers are not split by place, none is needed.";
    NO_CLASSES: "还没有客户分类", "No customer classes yet";
    NO_CLASSES_NOTE: "建好后，客户资料里就能选。", "Once there are some, customer files offer them.";
    TO_PEOPLE: "去邀请同事", "Invite colleagues";

    DEVICES_NOTE: "谁在哪台设备上登录着。陌生的设备可以让它退出。", "Who is signed in where. A device that nobody knows can be signed out.";
    DEVICE: "设备", "Device";
    FIRST_SEEN: "登录时间", "Signed in";
    LAST_SEEN: "最近使用", "Last seen";
    THIS_ONE: "当前设备", "This one";
    END: "让它退出", "Sign it out";
    END_TITLE: "让这台设备退出？", "Sign this device out?";
    END_TEXT: "{}会在这台设备上退出，需要重新登录。没发送的内容还留在设备上，登录后会继续发送。",
        "{} is signed out there and has to sign in again. Unsent work stays on the device and goes out after that.";

    ABSENCES_NOTE: "请假的日子不分配新的回访。", "On these days nobody is given new follow-ups.";
    PERSON: "人员", "Person";
    FROM_DAY: "从", "From";
    TO_DAY: "到", "To";
    REASON: "原因", "Reason";
    OPTIONAL: "选填", "optional";
    REMOVE: "删除", "Remove";
    REMOVE_TITLE: "删除这条请假？", "Remove this absence?";
    REMOVE_TEXT: "删除后，{}在这些天又会分到新的回访。", "{} will be given new follow-ups on these days again.";
    NO_ABSENCES: "没有人请假", "Nobody is away";
    NO_ABSENCES_NOTE: "在上面登记之后，分配时会自动绕开。", "Enter one above, and work is shared out around it.";
    CHOOSE_PERSON: "请选择人员", "Choose a person";
    PAST: "已结束", "Over";
    NOW_AWAY: "请假中", "Away now";

    SETTINGS_NOTE: "每个数值都注明出处；没有原文规定的，是本系统的默认值，可以按公司的规矩改。",
        "Every number says where it comes from. What no text lays down is our default; change it to your company’s rule.";
    OURS: "本系统默认（非原文规定）", "Our default, not laid down";
    FROM_SOURCE: "原文规定", "Laid down";
    CHANGED: "已修改", "Changed";
    CHANGE: "修改", "Change";
    DEFAULT_IS: "默认 {}", "Default: {}";
    BACK_TO_DEFAULT: "恢复默认", "Back to the default";
    YES: "是", "Yes";
    NO: "否", "No";
    NOT_SET: "未填", "Not set";
    KEPT: "已保存，所有设备随后生效", "Saved. Every device follows shortly";
    HOURS_HINT: "写成 12:00-14:00，多个时段用逗号隔开", "Write 12:00-14:00; commas between several";

    CALENDAR_NOTE: "国务院放假安排和调休。回访期限、提醒和“现在能不能打”都按它计算。",
        "Public holidays and the working days that make up for them. Deadlines, reminders and “may I call now” follow it.";
    HOLIDAY_MARK: "休", "Off";
    WORK_MARK: "班", "On";
    KIND_OFF: "放假", "Day off";
    KIND_WORK: "上班", "Working day";
    KIND_PLAIN: "按星期", "By weekday";
    DAY_NAME: "名称", "Name";
    DAY_NAME_HINT: "例如：国庆节、公司年会", "For example: National Day, company outing";
    NEED_NAME: "请写上名称。", "Please write a name.";
    UNKNOWN_YEAR: "{} 年的放假安排还没有录入", "The holidays of {} are not entered yet";
    UNKNOWN_YEAR_NOTE: "国务院通常在前一年十一月前后公布。录入之前，系统按周末计算，并在日期旁注明。您可以粘贴公布的安排，也可以点日期自己填。",
        "They are usually announced around November of the year before. Until then weekends count, and dates say so. Paste the notice, or fill in single days.";
    PASTE: "粘贴放假安排", "Paste a notice";
    PASTE_NOTE: "holiday-cn 格式的 JSON，例如 {\"year\": 2027, \"days\": [{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": true}]}",
        "JSON in the form of holiday-cn, such as {\"year\": 2027, \"days\": [{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": true}]}";
    PASTE_LABEL: "放假安排（JSON）", "The notice (JSON)";
    PASTE_REPLACES: "会替换该年已有的全部安排。", "It replaces all there is for that year.";
    NOT_JSON: "读不懂这段内容：{}", "This cannot be read: {}";
    EDITED_YEAR: "本公司改过", "Edited here";
    STATE_COUNCIL: "国务院公布", "State Council notice";
    NOT_ANNOUNCED: "未录入", "Not entered";
    LEGEND_OFF: "休：放假", "Off: holiday";
    LEGEND_WORK: "班：周末调休上班", "On: weekend worked in lieu";
}
