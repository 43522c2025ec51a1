//! The words of 流程.

use crate::i18n::strings;

strings! {
    NOTE: "每种记录的内容、阶段和步骤。自带的流程不能改；可以载入自己的流程。",
        "The fields, stages and steps of each kind of record. Those that come with the product stay as they are; you may load your own.";
    LOAD: "载入流程描述（JSON 文件）", "Load a description (JSON file)";
    LOAD_NOTE: "先检查再载入；有错误时什么都不会改动。改已有的流程时，版本号要加 1。",
        "It is checked first; with errors nothing changes. To change a process that is there, raise its version by one.";
    LOADED: "“{}”已载入，所有设备随后可用", "“{}” is loaded. Every device follows shortly";
    NOT_READ: "文件打不开，可能被移动或改过，请再选一次。", "The file cannot be opened; it may have been moved or changed. Choose it again.";
    NOT_JSON: "文件不是完整的 JSON，第 {} 行第 {} 列读不下去。请看那里的引号、逗号和括号。",
        "The file is not whole JSON: reading stops at line {}, column {}. Look at the quotes, commas and brackets there.";
    NOT_DESCRIBED: "第 {} 行第 {} 列不合流程描述的写法：{}", "Line {}, column {} is not written as a description is: {}";
    FAULTS: "这个文件没有载入，请改好再选一次：", "This file was not loaded. Mend it and choose it again:";
    BUILT_IN: "自带", "Built in";
    OWN: "自己载入", "Loaded";
    STAGES: "阶段", "Stages";
    STEPS: "步骤", "Steps";
    EFFECTS: "自动跟着发生的", "What follows by rule";
    MAKES: "建立一条：{}", "Makes: {}";
    CHARGED: "由谁负责（依次找到第一位）：{}", "In whose charge (the first there is): {}";
    NOT_BY: "尽量不由：{}", "Rather not: {}";
    WHO_ONE_OF: "{}轮流", "in turn: {}";
    WHO_TOOK: "做“{}”的人", "who took “{}”";
    MOVES: "同时推进“{}”指向的那条记录", "Takes the step in the record under “{}”, too";
    FIELDS: "内容", "Fields";
    REQUIRED: "必填", "required";
    SET: "可多个", "several";
    ENTRIES: "逐条记录", "entries";
    COUNTER: "计数", "counted";
    TEXT: "可多人同写", "written together";
    DECIDED: "由服务器确认", "Confirmed by the server";
    NEW: "新建", "New";
    BY: "谁来做：", "By: ";
    UNLESS: "条件：", "Needs: ";
    KIND_TEXT: "文字", "text";
    KIND_LONG: "长文字", "long text";
    KIND_PHONE: "电话", "phone";
    KIND_EMAIL: "邮箱", "e-mail";
    KIND_INTEGER: "整数", "whole number";
    KIND_MONEY: "金额", "money";
    KIND_BOOLEAN: "是或否", "yes or no";
    KIND_DATE: "日期", "date";
    KIND_INSTANT: "时间", "time";
    KIND_HOURS: "时段", "hours";
    KIND_PERSON: "人员", "person";
    KIND_RECORD: "另一条记录", "another record";
    KIND_ATTACHMENT: "照片或文件", "a photo or a file";
    KIND_ACTOR: "操作人本人", "whoever takes the step";
    KIND_SUPERIOR: "上级", "the superior";
    KIND_CAUSER: "引起的人", "Who brought it about";
    WHO_OWNER: "负责人", "the owner";
    WHO_ASSIGNEE: "经办人", "the assignee";
    WHO_CREATOR: "建立人", "who made it";
    WHO_LEADER: "本部门主管或经理", "its supervisor or a manager";
    WHO_LEADER_OF: "所填部门的主管或经理", "a supervisor of the department named, or a manager";
    WHO_SUPERIOR: "上报到的上级或经理", "the superior it was escalated to, or a manager";
    WHO_ANYONE: "看得到的人", "whoever sees it";
    WHO_SYSTEM: "系统", "the system";
}
