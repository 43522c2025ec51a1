//! What the server refuses on the pages of administration and import: the fields it names and why.

use super::strings;

strings! {
    ABILITY: "业务能力", "Ability";
    FROM_DAY: "开始日期", "First day";
    TO_DAY: "结束日期", "Last day";
    PERSON: "人员", "Person";
    REASON: "原因", "Reason";
    MAPPING: "各列对应的字段", "Columns and fields";
    YEAR: "年份", "Year";
    VERSION: "版本", "Version";
    PREFIX: "编号前缀", "Number prefix";
    PARENT: "上级部门", "Part of";
    HEAD: "部门负责人", "Head";
    WHY_BELOW: "这个部门本来就在它下面，请换一个上级部门。", "That department stands below this one. Choose another one above it.";
    WHY_BEFORE: "结束日期早于开始日期，请改一下。", "The last day is before the first. Change one of them.";
    WHY_VERSION: "版本号要比现有的大，请把 version 加 1 再载入。", "The version must be higher than the one in use. Raise it by one and load again.";
    WHY_PREFIX: "编号前缀（number_prefix）要写 1 到 8 个大写字母，例如 SW。", "The number prefix takes 1 to 8 capital letters, such as SW.";
    WHY_BUILT_IN: "这是系统自带的流程，不能替换。请给新流程换一个 id。", "This process comes with the product and cannot be replaced. Give yours another id.";
    WHY_RUNNING: "您的另一个文件还在处理，请等它完成再试。", "Another file of yours is still being read. Wait for it, then try again.";
    FILE_CHANGED: "这个文件已经改动或移走了，什么都没有导入。请重新选择文件。", "The file was changed or moved meanwhile; nothing was imported. Choose it again.";
    TOO_LARGE: "内容太大，没有收下。请拆小一些再试。", "It is too large and was not taken. Split it and try again.";
    MALFORMED: "服务器读不懂发送的内容，什么都没有改动。请刷新页面再试。", "The server could not read what was sent; nothing was changed. Reload the page and try again.";
}
