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
    COUNT: "{} 个文件", "{} files";
}
