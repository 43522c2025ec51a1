//! Words about photographs and other files.

use crate::i18n::strings;

strings! {
    CAMERA: "拍照", "Take a picture";
    CHOOSE: "选照片或 PDF", "Choose a file";
    READING: "正在处理照片…", "Preparing the picture…";
    KEPT: "仅在本机", "On this device";
    SENDING: "正在上传 {}%", "Sending, {}%";
    REFUSED: "没有上传", "Not sent";
    OPEN: "看大图", "Show large";
    SAVE: "下载文件", "Save the file";
    REMOVE: "去掉这张", "Take it away";
    PICTURE: "照片", "Picture";
    NONE: "还没有照片", "No pictures yet";
    FIRST_SAVE: "先保存，打开以后再加照片。", "Save first; then open it and add pictures.";
    SIGN: "签字", "Sign";
    SIGN_NOTE: "请在白框里签字，手指、笔、鼠标都可以。", "Sign in the white box with a finger, a pen or the mouse.";
    SIGN_AGAIN: "重签", "Again";
    SIGN_KEEP: "签好了", "Signed";
    COUNT: "{} 个文件", "{} files";
}
