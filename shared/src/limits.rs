//! Every maximum, with its name. What is larger is refused with a clear error and nothing is lost.

/// Raw bytes of one change.
pub const CHANGE_BYTES_MAX: usize = 256 * 1024;
/// Operations in one change. Our own commands write far fewer; the limit bounds what a trial apply can cost.
pub const CHANGE_OPS_MAX: usize = 4_000;
/// Dependencies that one change may name.
pub const CHANGE_DEPS_MAX: usize = 64;
/// Other actors that one change may name.
pub const CHANGE_ACTORS_MAX: usize = 64;
/// Ends of one record's history, and values side by side in one place. The next change names every end, and every author
/// whose value it writes over, so both stay well below what it may name.
pub const RECORD_ENDS_MAX: usize = 32;
/// Changes in one push.
pub const PUSH_CHANGES_MAX: usize = 500;
/// Bytes of one push body.
pub const PUSH_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Records in one page of a first sync.
pub const PULL_RECORDS_MAX: usize = 1_000;
/// Changes in one page of an ordinary pull.
pub const PULL_CHANGES_MAX: usize = 2_000;
/// A poke carries news only below this size, and of no more changes.
pub const POKE_BYTES_MAX: usize = 16 * 1024;
pub const POKE_CHANGES_MAX: i64 = 32;
/// Changes in the history of one record.
pub const RECORD_CHANGES_MAX: usize = 20_000;

/// Characters of a short text field.
pub const TEXT_CHARS_MAX: usize = 500;
/// Characters of a long text field, a note or an entry's text.
pub const LONG_TEXT_CHARS_MAX: usize = 10_000;
/// Members of one `set` field.
pub const SET_VALUES_MAX: usize = 200;
/// Entries of one `entries` field.
pub const ENTRIES_MAX: usize = 5_000;
/// Steps of one record.
pub const STEPS_MAX: usize = 2_000;

/// Rows of one import file.
pub const IMPORT_ROWS_MAX: usize = 20_000;
/// Bytes of one import file.
pub const IMPORT_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Bytes of one attached file.
pub const ATTACHMENT_BYTES_MAX: u64 = 20 * 1024 * 1024;
/// Bytes of one part of it, as they are sent; what a cut costs at most. The last part may be shorter than the least.
pub const ATTACHMENT_PART_BYTES_MIN: usize = 64 * 1024;
pub const ATTACHMENT_PART_BYTES_MAX: usize = 1024 * 1024;
/// The longer side of a photograph, in points, as the device keeps and sends it.
pub const PHOTO_SIDE_MAX: u32 = 2048;
/// Points of one picture: beyond this an old tablet cannot show it.
pub const ATTACHMENT_PIXELS_MAX: u64 = 50_000_000;
/// Characters of a file's name.
pub const ATTACHMENT_NAME_CHARS_MAX: usize = 200;
/// Files of one record.
pub const ATTACHMENTS_OF_RECORD_MAX: i64 = 500;
/// Files that one person has begun to send and not finished.
pub const ATTACHMENTS_ON_THE_WAY_MAX: i64 = 200;
/// How long the server holds the parts of a file that does not go on.
pub const ATTACHMENT_PARTS_LAST_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How far a device's clock may run ahead of the server before `done_at` is bounded by receipt.
pub const CLOCK_AHEAD_MS_MAX: i64 = 24 * 60 * 60 * 1000;

/// How often a row says that its record stood in a stage: the latest times.
pub const STOOD_MAX: usize = 16;

/// Turns of a deadline of which a row says when they were: the latest.
pub const TURNS_MAX: usize = 64;

/// Length of the actor id of every session, in bytes.
pub const ACTOR_BYTES: usize = 16;
/// A change may write one attempt, its answers and a step; nobody acts more than this in one command.
pub const ACTS_MAX: usize = 200;
