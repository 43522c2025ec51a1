//! The words of what is where.

use crate::i18n::strings;

strings! {
    SYNC_NOW: "立即同步", "Sync now";
    LINE: "现在", "Now";
    LINE_STARTING: "正在连接服务器", "Connecting to the server";
    LINE_SYNCING: "正在同步", "Syncing";
    LINE_SYNCED: "已连上，都已同步", "Connected, all synced";
    LINE_OFFLINE: "没有连上服务器。工作照常，联网后自动送出。", "The server cannot be reached. Work goes on and is sent by itself once there is a network.";
    LINE_SIGNED_OUT: "登录已过期。工作照常保存在本机，重新登录后自动送出。", "Your session has ended. Work is kept here and is sent once you sign in again.";
    LINE_OUTDATED: "这一页的版本旧了，更新后自动接着送", "This page is out of date; sending goes on after the update";
    LINE_TROUBLE: "服务器暂时不能服务，过一会儿会自动再试。", "The server cannot serve right now; it is tried again by itself.";
    LAST: "上次全部同步", "Last all synced";
    NEVER: "还没有过", "Not yet";
    ARRIVING: "正在取资料", "Receiving";
    ARRIVING_COUNT: "已取到 {} 份", "{} records so far";
    WAITS: "等待发送", "To be sent";
    REFUSED: "被退回", "Returned";
    DECIDE: "等您决定", "For you to decide";
    COUNT: "{} 条", "{}";
    LOOK: "去看看", "Look";

    UNSENT: "还没送出的", "Not sent yet";
    UNSENT_NONE: "都送出了", "Everything is sent";
    UNSENT_NONE_NOTE: "您在这台设备上做的，服务器都已收到。", "The server has everything you did on this device.";
    DECIDED: "待确认", "To be confirmed";
    DECIDED_NOTE: "这一步要服务器确认后才算数。", "This step counts once the server has confirmed it.";

    DEVICE: "这台设备", "This device";
    DEVICE_NAME: "名称", "Name";
    DEVICE_ID: "编号", "Id";
    BUILD: "程序版本", "Program version";
    STORAGE: "本机存储", "Storage";
    STORAGE_YES: "浏览器已答应一直保留", "The browser has promised to keep it";
    STORAGE_NO: "浏览器可能在磁盘满时清理，请尽快送出未同步的内容；把本网站加到主屏幕或收藏通常就会一直保留。",
        "The browser may clear it when the disk is full; send what is unsent soon. Installing or bookmarking this site usually makes it stay.";
    STORAGE_UNKNOWN: "这个浏览器不说", "This browser does not say";
    STORAGE_ASK: "请浏览器保留", "Ask the browser to keep it";
}
