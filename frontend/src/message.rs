//! What page and worker say to each other: the page asks, the worker replies, and tells what nobody asked for.
//!
//! Both bins compile this file. A message is postcard bytes beside the build id; a page and a worker of different builds
//! do not try to read each other. One worker of a browser leads (Web Locks) and holds replica, storage and network; the
//! workers of other tabs pass everything on to it.

use serde::{Deserialize, Serialize};
use shared::attachment::Media;
use shared::config::Configuration;
use shared::id::{EntryId, ProcessId, RecordId};
use shared::label::Label;
use shared::principal::{Post, Principal};
use shared::protocol::{Author, Rejection};
use shared::query::Query;
use shared::record::Record;
use shared::record::command::{Command, CommandError};
use shared::record::event::Moment;
use shared::record::summary::Summary;
use shared::reminder::Reminder;
use shared::report::damage::Damage;
use shared::report::{Period, Report};
use shared::rulebook::RuleLine;

/// From the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Ask {
    /// Opens this person's storage and begins to sync. First of all; again after another sign-in.
    Open {
        principal: Principal,
    },
    /// Does it. The answer comes when it is kept on this device, durably: [`Reply::Kept`].
    Commit {
        /// A fresh UUID for each act of the person: asking again with it does nothing twice.
        ticket: String,
        command: Command,
        /// The post acted in; the first held if none.
        post: Option<Post>,
    },
    /// Several at once (assignment in bulk), each whole or not at all: [`Reply::KeptAll`].
    CommitAll {
        commands: Vec<(String, Command)>,
    },
    /// A record as it is now; from then on every change of it is told ([`Tell::Record`]): [`Reply::Record`].
    Look(RecordId),
    /// No longer shown.
    Unlook(RecordId),
    /// A window of a list: [`Reply::Rows`].
    List {
        query: Query,
        offset: u32,
        limit: u32,
    },
    /// Whatever fits what was typed, over all kinds, at most `each` of one: [`Reply::Found`].
    Search {
        text: String,
        each: u32,
    },
    /// The ids of a whole list, for a bulk action: [`Reply::Ids`].
    Ids(Query),
    /// How long these lists are: [`Reply::Counts`].
    Count(Vec<Query>),
    /// Rows by id; what is not there is left out: [`Reply::Rows`].
    Rows(Vec<RecordId>),
    /// Who changed what, change by change, oldest first: [`Reply::History`].
    History(RecordId),
    /// What waits to be sent, oldest first: [`Reply::Unsent`].
    Unsent,
    /// What was refused: [`Reply::Parked`].
    Parked,
    /// Tries a refused command again as it was: [`Reply::Kept`].
    Retry {
        parked: String,
        ticket: String,
    },
    /// The person has read it and lets it go.
    Drop {
        parked: String,
    },
    /// The desk of the person signed in: [`Reply::Desk`].
    Desk,
    /// What the person should be told now: [`Reply::Reminders`].
    Reminders,
    /// Every rule with how it stands: [`Reply::Rules`].
    Rules,
    /// What these days came to, for whoever leads: [`Reply::Morning`].
    Morning(Period),
    /// What is damaged in a building in a month, as `2026-11`: [`Reply::Damages`].
    Damages {
        building: RecordId,
        month: String,
    },
    /// A report of some days over what is in sight: [`Reply::Report`].
    Report {
        key: String,
        period: Period,
    },
    /// A file for this record, which rides beside this message: a photograph is turned upright and made smaller by the
    /// page's own worker, which then passes it on as [`Ask::KeepFile`]. [`Reply::File`] when it is kept.
    Attach {
        record: RecordId,
        name: String,
    },
    /// The same, ready to be kept and sent.
    KeepFile {
        record: RecordId,
        media: Media,
        name: String,
        #[serde(with = "shared::protocol::bytes")]
        bytes: Vec<u8>,
    },
    /// The files of a record that this device knows of: [`Reply::Files`].
    Files(RecordId),
    /// The bytes of one, from this device or else from the server: [`Reply::Bytes`].
    File {
        record: RecordId,
        id: String,
    },
    /// It is not wanted any more: what has not been sent need not be.
    LetFileGo {
        record: RecordId,
        id: String,
    },
    /// The filters that this person keeps for a list: [`Reply::Filters`].
    Filters(String),
    KeepFilters {
        list: String,
        filters: Filters,
    },
    /// Pull and push now.
    Sync,
    /// The session is there again after [`Line::SignedOut`].
    SignedIn,
    /// Forget everything of this person on this device. Refused while work is unsent, unless `even_unsent`.
    Wipe {
        even_unsent: bool,
    },
}

/// To the page, once for each [`Ask`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Reply {
    Done,
    Kept(Box<Summary>),
    /// In the order of asking: kept, or why not.
    KeptAll(Vec<Result<RecordId, CommandError>>),
    /// None: not on this device (out of sight, or not arrived yet).
    Record(Option<Box<Opened>>),
    Rows {
        total: u32,
        offset: u32,
        rows: Vec<Row>,
    },
    Found(Vec<Found>),
    Ids(Vec<RecordId>),
    Counts(Vec<u32>),
    History(Vec<Told>),
    Unsent(Vec<Unsent>),
    Parked(Vec<ParkedRow>),
    Desk(Box<shared::desk::Desk>),
    Reminders(Vec<Reminder>),
    Rules(Vec<RuleLine>),
    /// None: this person leads nobody.
    Morning(Option<Box<shared::morning::Morning>>),
    Damages(Vec<Damage>),
    /// None: there is no report of that name.
    Report(Option<Box<Report>>),
    Filters(Filters),
    File(FileRow),
    Files(Vec<FileRow>),
    Bytes {
        media: Media,
        #[serde(with = "shared::protocol::bytes")]
        bytes: Vec<u8>,
    },
    /// The command was not possible as things stand; nothing has happened.
    Refused(CommandError),
    Failed(Failure),
}

/// To every page, unasked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Tell {
    /// The storage is open; lists can be asked. `config` as last pulled, or the built-in one.
    Ready {
        #[serde(with = "settled")]
        config: Box<Configuration>,
    },
    Config(#[serde(with = "settled")] Box<Configuration>),
    /// A record that is looked at has changed. None: it has left this person's sight.
    Record {
        id: RecordId,
        opened: Option<Box<Opened>>,
    },
    /// Rows have changed: ask lists again. At most one per turn of the worker.
    Changed,
    Sync(SyncState),
    /// A file has come further.
    File(FileRow),
    /// Another tab runs another version of the program: this page should be loaded again.
    OtherBuild,
    /// A change could not be kept although it was shown; what was typed is still in the form.
    NotKept(Failure),
}

/// What a company has settled travels as JSON, as it came and as it is kept: one reader of it in a program is large enough.
mod settled {
    use super::Configuration;
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(config: &Configuration, to: S) -> Result<S::Ok, S::Error> {
        config.to_json().map_err(S::Error::custom)?.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Box<Configuration>, D::Error> {
        let text = String::deserialize(from)?;
        Configuration::from_json(&text).map(Box::new).map_err(D::Error::custom)
    }
}

/// An attached file on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub record: RecordId,
    /// The hash of its bytes; what the record names.
    pub id: String,
    pub media: Media,
    pub name: String,
    pub state: FileState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileState {
    /// Kept here, and not on its way yet.
    Kept,
    /// On its way: per cent.
    Sending(u8),
    /// The server has it.
    Arrived,
    /// The server does not take it.
    Refused(Label),
}

/// Where a record's changes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mark {
    /// 已到服务器.
    #[default]
    Server,
    /// 仅在本机.
    Local,
    /// 待确认: a decided step waits for the server.
    Waiting,
    /// 被退回.
    Refused,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub summary: Summary,
    pub mark: Mark,
    /// The title of the record that it is about, if that is here.
    pub about: Option<String>,
}

/// What one person narrows one list to, on this device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// The latest first.
    pub recent: Vec<Saved>,
    pub saved: Vec<Saved>,
}

/// A filter in words, and as the address says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub name: String,
    pub search: String,
}

/// What a search found of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub process: ProcessId,
    /// With those that are not named here.
    pub total: u32,
    pub rows: Vec<Row>,
}

/// A record as the page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub record: Record,
    pub summary: Summary,
    pub mark: Mark,
    /// Whose the actors of concurrent values are.
    pub authors: Vec<Author>,
    /// Entries that a former owner wrote without knowing that somebody else had taken over.
    pub late: Vec<EntryId>,
    /// Summaries that its rules may ask for: what it refers to, and what refers to it.
    pub relatives: Vec<Summary>,
}

/// One change of a record's history, with its author and whether the server has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub moment: Moment,
    pub author: Option<Author>,
    pub on_server: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsent {
    pub record: RecordId,
    pub process: ProcessId,
    pub title: String,
    pub at_ms: i64,
    pub command: Command,
    /// A decided step: shown as 待确认 until the server has answered.
    pub is_decided: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParkedRow {
    pub id: String,
    pub record: RecordId,
    pub process: ProcessId,
    pub title: String,
    pub at_ms: i64,
    pub command: Command,
    pub why: Rejection,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// Not tried yet.
    #[default]
    Starting,
    Syncing,
    Synced,
    /// The server cannot be reached.
    Offline,
    /// The session is over: work goes on, sign in when there is a network.
    SignedOut,
    /// The server is of a newer version than this page.
    Outdated,
    /// The server has answered that it cannot serve now.
    Trouble,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncState {
    pub line: Line,
    /// Changes that wait to be sent.
    pub unsent: u32,
    /// Files that wait to be sent, or are on their way.
    pub files: u32,
    pub refused: u32,
    /// Records in sight with two values to decide on.
    pub conflicts: u32,
    /// When everything was last known to be the server's, by this device's clock.
    pub synced_at_ms: Option<i64>,
    /// During a first sync: records so far.
    pub arriving: Option<u32>,
    /// Did the browser promise to keep our storage? None: not asked yet.
    pub is_persistent: Option<bool>,
}

/// Why the worker could not do its part. The person's words stay where they were typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Storage is full.
    Full,
    /// Storage cannot be written or read.
    Storage(String),
    /// The worker has stopped and is being started again.
    Restarting,
    /// Nothing opened yet.
    NotOpen,
    /// Work is unsent.
    UnsentWork(u32),
    /// There is no such parked command, no such record, no such file.
    NotThere,
    /// The file is not on this device, and the server cannot be asked now.
    FileAway,
    /// The browser cannot read it as a picture, and it is no document that we know.
    NotAPicture,
    /// A file beyond `ATTACHMENT_BYTES_MAX`.
    FileTooLarge,
}

impl Failure {
    /// The bytes of a file that was kept are not there any more: a browser has cleared them away.
    #[cfg(feature = "worker")]
    pub fn lost() -> Label {
        Label::new("浏览器清掉了这个文件，请重新添加。", "The browser has cleared this file away; please add it again.")
    }
}

#[cfg(feature = "page")]
impl Failure {
    pub fn say(&self) -> shared::label::Label {
        match self {
            Failure::Full => Label::new(
                "这台设备的存储空间满了，刚才的内容没有保存。请先腾出空间再保存，您填的还在。",
                "This device has no space left; this was not saved. Free some space and save again; what you typed is still here.",
            ),
            Failure::Storage(cause) => Label::owned(
                format!("这台设备没能保存（{cause}）。您填的还在，请再试一次。"),
                format!("This device could not save ({cause}). What you typed is still here; try again."),
            ),
            Failure::Restarting => Label::new(
                "后台程序刚刚重新启动，请再试一次。您填的还在。",
                "The background program has just restarted; try again. What you typed is still here.",
            ),
            Failure::NotOpen => {
                Label::new("本机数据还在打开，请稍等。", "The data on this device is still opening; one moment.")
            }
            Failure::UnsentWork(count) => Label::owned(
                format!("还有 {count} 条没有送到服务器。请先联网同步。"),
                format!("{count} changes have not reached the server yet. Connect and sync first."),
            ),
            Failure::NotThere => Label::new("本机没有这份记录。", "This record is not on this device."),
            Failure::FileAway => Label::new(
                "文件还不在这台设备上，联网后再看。",
                "The file is not on this device yet; look again with a network.",
            ),
            Failure::NotAPicture => Label::new(
                "这个文件打不开。请选照片（JPEG、PNG、WebP）或 PDF。",
                "This file cannot be opened. Choose a photograph (JPEG, PNG, WebP) or a PDF.",
            ),
            Failure::FileTooLarge => {
                let most = shared::limits::ATTACHMENT_BYTES_MAX / 1024 / 1024;
                Label::owned(format!("文件不能超过 {most} MB。"), format!("A file may have up to {most} MB."))
            }
        }
    }
}

/// One message over the port. `id` pairs an ask with its reply; 0 is for what is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FromPage {
    pub id: u32,
    pub ask: Ask,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ToPage {
    Reply { id: u32, reply: Reply },
    Tell(Tell),
}
