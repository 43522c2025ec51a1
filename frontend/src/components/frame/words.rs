//! The words of the frame.

use crate::i18n::strings;

strings! {
    MORE: "更多", "More";
    FOLD: "收起", "Collapse";
    UNFOLD: "展开", "Expand";
    BACK: "返回", "Back";
    SEARCH: "搜索", "Search";
    SEARCH_HINT: "搜索姓名、电话、单号、地址、拼音首字母", "Name, phone, number, address, initials";
    SEARCH_ALL: "看全部 {} 条", "See all {}";
    SEARCH_NOTHING: "没有找到“{}”。可以试试电话的后几位、单号或名字的拼音首字母。",
        "“{}” was not found. Try the last digits of the phone, a number, or the initials of the name.";
    GO_TO: "去", "Go to";
    DO_NOW: "新建", "New";
    NEW_TASK: "新任务", "New task";

    SYNCED: "已同步", "Synced";
    STARTING: "正在连接", "Connecting";
    ARRIVING: "正在取资料 {}", "Receiving {}";
    WAITING: "等待发送 {}", "{} to send";
    OFFLINE: "离线", "Offline";
    KEPT_HERE: "，已保存在本机", ", kept on this device";
    OUTDATED: "这一页的版本旧了，正在找新版本", "This page is out of date; looking for the newer one";
    TROUBLE: "服务器暂时不通", "Server not answering";
    EXPIRED: "登录已过期", "Signed out";
    REFUSED: "{} 条被退回", "{} returned";
    SYNC_OPENS: "查看同步情况", "See what is where";

    EXPIRED_NOTE: "登录已过期。工作照常保存在本机，登录后自动送出。",
        "Your session has ended. Your work is kept on this device as before and is sent once you sign in.";
    SIGN_IN_AGAIN: "重新登录", "Sign in again";
    SIGN_IN_AS: "以 {} 的身份登录", "Sign in as {}";
    WRONG_PASSWORD: "密码不对。请检查大小写后再试。", "The password is wrong. Check capitals and try again.";
    NEW_VERSION: "有新版本。更新只要几秒，还没送出的工作会留在本机。",
        "A new version is ready. It takes a few seconds; work that is not sent yet stays on this device.";
    UPDATE: "更新", "Update";
    OTHER_BUILD: "另一个窗口已经是新版本，请重新打开本页。还没送出的工作会留在本机。",
        "Another window runs a newer version. Load this page again; work that is not sent yet stays on this device.";
    RELOAD: "重新打开", "Load again";

    BELL: "提醒", "Reminders";
    BELL_UNREAD: "提醒，{} 条没看", "Reminders, {} unread";
    BELL_LOOKS: "正在查看…", "Looking…";
    BELL_NONE: "现在没有要提醒的。", "Nothing to remind you of now.";
    BELL_READ: "都看过了", "Mark all as read";
    BELL_SYSTEM: "这一页不在眼前时，用系统通知提醒", "Use system notifications while this page is out of sight";
    BELL_HOURS: "只在工作时间提醒，要开着这一页。", "Only in working hours, and while this page is open.";
    BELL_DENIED: "浏览器不让通知，请在浏览器设置里允许本站。", "The browser does not allow it. Allow this site in the browser’s settings.";
    BELL_NEW: "新", "New";
    BELL_MANY: "有 {} 条新提醒", "{} new reminders";

    ME: "我：{}", "Me: {}";
    KEYS: "键盘快捷键", "Keyboard shortcuts";
    KEY_SEARCH: "搜索", "Search";
    KEY_HELP: "显示这张表", "Show this list";
    KEY_EDIT: "修改档案里的这一项", "Change this line of the file";
    KEY_CLOSE: "关闭、退出", "Close, leave";
    KEY_LIST: "在列表里上下移动", "Down and up in a list";
    KEY_GO: "去{}", "Go to {}";

    LEAVE_UNSENT: "还有 {} 条没有送出", "{} changes are not sent yet";
    LEAVE_UNSENT_NOTE: "现在退出，这些内容会留在这台设备上，等您下次在这里登录后自动送出。这台设备要是和别人合用，最好先联网送出再退出。",
        "If you sign out now they stay on this device and are sent when you next sign in here. If others use this device, better connect and send them first.";
    STAY: "先不退出", "Stay";
    LEAVE_KEEP: "留在本机并退出", "Keep them here and sign out";
}
