//! The words of 导入.

use crate::i18n::strings;

strings! {
    NOTE: "从 Excel 或 CSV 文件导入。先预览，确认后才写入。", "From an Excel or CSV file. You see everything before anything is written.";
    WHAT: "导入什么", "What to import";
    NOT_YOURS: "您的岗位不能导入", "Your posts do not import";
    NOT_YOURS_NOTE: "导入由能新建记录的岗位来做，例如客服专员、客服主管和客服经理。需要时请找主管。",
        "Those who make such records import them: specialists, supervisors, managers. Ask your supervisor if you need it.";
    CHOOSE: "选择文件", "Choose a file";
    DROP: "把文件拖到这里，或者", "Drop a file here, or";
    KINDS: "CSV（UTF-8 或 GB18030）、xlsx，最大 20 MB；有没有列名都可以", "CSV (UTF-8 or GB18030) or xlsx, at most 20 MB, with or without names of columns";
    TOO_BIG: "这个文件有 {} MB，最大是 20 MB，没有上传。请拆成几个文件分别导入。",
        "This file has {} MB; the limit is 20 MB, and it was not sent. Split it and import the parts.";
    EMPTY_FILE: "这个文件是空的，请另选一个。", "This file is empty. Choose another.";
    READING: "正在读取…", "Reading…";
    OTHER_FILE: "换一个文件", "Another file";
    ENCODING: "编码 {}", "Encoding {}";
    WORKBOOK: "{} 工作簿，第一张表", "{} workbook, first sheet";
    ROWS: "{} 行", "{} rows";
    FIRST_LINE: "第一行是", "The first line is";
    IS_HEADINGS: "列名", "names of columns";
    IS_DATA: "数据", "data";
    SEPARATOR: "各列之间用什么隔开", "What separates the columns";
    COMMA: "逗号", "comma";
    SEMICOLON: "分号", "semicolon";
    TAB: "制表符", "tab";
    BAR: "竖线", "bar";
    NO_SEPARATOR: "不分列，一行就是一条", "nothing: each line is one";
    COLUMN_NO: "第 {} 列", "Column {}";
    COLUMNS: "每一列是什么", "What each column is";
    COLUMNS_NOTE: "认得的已经选好；标黄的没有认出来，请选一项，或者留着不导入。", "Known ones are chosen. Those in yellow were not recognised: choose a field, or leave them out.";
    SKIP_COLUMN: "不导入", "Leave out";
    FIELD_FOR: "“{}”这一列对应", "Column “{}” is";
    DATES: "日期按“{}”读", "Dates are read as {}";
    DATES_DOUBTFUL: "分不清月和日，按“{}”读，请核对", "Month and day cannot be told apart; read as {}: please check";
    DATES_AS: "日期的写法", "How dates are written";
    DATES_FOUND: "按文件判断", "As the file suggests";
    DAY_FIRST: "日/月/年", "day/month/year";
    MONTH_FIRST: "月/日/年", "month/day/year";
    TEMPLATES: "模板", "Templates";
    USE_TEMPLATE: "用存好的模板", "Use a kept template";
    NO_TEMPLATE: "不用模板，按列名认", "None: by the headings";
    REMOVE_TEMPLATE: "删除这个模板", "Remove this template";
    KEEP_TEMPLATE: "把下面的对应存成模板", "Keep what the columns are as a template";
    KEEP_TEMPLATE_NOTE: "下次列名相同的文件可以直接用，同事也能用。起同样的名字会替换原来的。", "It is offered for the next file with these headings, to your colleagues too. The same name replaces the earlier one.";
    KEEP: "存为模板", "Keep";
    TEMPLATE_KEPT: "已存为“{}”", "Kept as “{}”";
    MISSING: "还没有哪一列对应“{}”，请选好再导入。", "No column is chosen for “{}” yet. Choose one first.";
    READY: "可导入", "Ready";
    ERRORS: "有错误", "With errors";
    DUPLICATES: "重复", "Duplicates";
    WARNINGS: "有提醒", "With remarks";
    FIRST_ROWS: "前 20 行", "First 20 rows";
    LINE: "行", "Line";
    NOTICE: "说明", "Note";
    MORE_ROWS: "只列出前 200 行。", "The first 200 are listed.";
    SEE_RECORD: "看已有的", "See it";
    CHOICES: "怎么导入", "How to import";
    SKIP_ERRORS: "跳过有错误的行，只导入其余的", "Leave out rows with errors and import the others";
    SKIP_DUPLICATES: "跳过重复的行", "Leave out duplicates";
    KEEP_DUPLICATES_NOTE: "不跳过会再建一份。", "Otherwise a second one is made.";
    TO_DEPARTMENT: "归到哪个部门", "Department";
    IMPORT_ROWS: "导入 {} 位客户", "Import {} customers";
    IMPORT_RECORDS: "导入 {} 条记录", "Import {} records";
    FIX_FIRST: "有 {} 行有错误。请在文件里改好再选一次，或勾选“跳过有错误的行”。",
        "{} rows have errors. Mend them in the file and choose it again, or leave them out.";
    NOTHING_READY: "没有可以导入的行。", "No row can be imported.";
    IMPORTING: "正在导入，可以离开这一页，导入会继续…", "Importing. You may leave this page; it goes on…";
    DONE_TITLE: "导入完成", "Imported";
    DONE_TEXT: "建立了 {} 份客户档案", "{} customer files were made";
    DONE_RECORDS: "建立了 {} 条记录", "{} records were made";
    STILL_TEXT: "已写入 {} 份，正在继续", "{} written so far";
    FAILED_TITLE: "没有导入", "Not imported";
    FAILED_TEXT: "中途有一行被规则拒绝，整批已经撤回，没有留下一半。请重新选择文件看看是哪一行。",
        "A rule refused a row on the way; the whole batch was taken back and nothing is left half-done. Choose the file again to see which row.";
    SKIPPED: "跳过有错误 {}", "{} with errors left out";
    SKIPPED_SAME: "跳过重复 {}", "{} duplicates left out";
    SEE_BATCH: "看这一批", "See them";
    SEE_ALL: "去列表", "To the list";
    NEXT_FILE: "再导入一个文件", "Import another file";
    LOST: "没有收到服务器的回答。导入要么整批完成，要么一行不留：请看下面的导入记录，有这一批就是已经开始，没有就是什么都没导入，可以再试。",
        "No answer came. An import is whole or not at all: if the list below names this one, it has begun; if not, nothing was imported and you may try again.";
    PAST: "导入记录", "Past imports";
    NO_PAST: "还没有导入过", "Nothing has been imported yet";
    NO_PAST_NOTE: "选一个文件开始。导入之后在这里能看到，也能撤销。", "Choose a file to begin. Imports are listed here, and can be taken back.";
    STATE_WRITING: "正在导入", "Importing";
    STATE_DONE: "已导入", "Imported";
    STATE_UNDOING: "正在撤销", "Taking back";
    STATE_UNDONE: "已撤销", "Taken back";
    STATE_FAILED: "没有导入", "Not imported";
    MADE: "{} 位客户", "{} customers";
    MADE_RECORDS: "{} 条记录", "{} records";
    VOIDED: "撤回 {}", "{} taken back";
    KEPT: "保留 {}", "{} kept";
    UNDO: "撤销", "Take back";
    UNDO_TITLE: "撤销这次导入？", "Take this import back?";
    UNDO_TEXT: "“{}”导入的记录里，没有人动过的会收回；已经有人修改或跟进过的会保留，并列给您看。",
        "Of the records from “{}”, those that nobody has touched are withdrawn; those that somebody has worked on are kept and listed.";
    UNDONE_TEXT: "收回了 {} 份档案", "{} files were withdrawn";
    UNDONE_RECORDS: "收回了 {} 条记录", "{} records were withdrawn";
    KEPT_TEXT: "这些已经有人动过，保留下来：", "These have been worked on and were kept:";
    BATCH_TITLE: "“{}”导入的记录", "Records from “{}”";
    ROW_KEPT: "保留", "Kept";
    ROW_VOIDED: "已收回", "Withdrawn";
    ROW_WAITING: "等待写入", "Waiting";
}
