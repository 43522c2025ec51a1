//! The server's door. Form first (cheap, then op by op), then meaning: every event named, every operation accounted
//! for, every act allowed to this person for the record as its author saw it.

pub mod gate;
pub mod prescan;

use crate::id::{RecordId, is_uuid};
use crate::limits;
use crate::principal::{Post, Principal};
use crate::process::Process;
use crate::protocol::{Rejection, RejectionCode};
use crate::record::command::{Act, Command, CommandCode, CommandError, Stamp};
use crate::record::event::{self, Event};
use crate::record::{Record, StepEntry, policy, read};
use crate::rule::Lookup;
use automerge::{Automerge, Change, ChangeHash, ReadDoc};
use std::collections::BTreeSet;

/// What the door knows beside the bytes.
pub struct Door<'a> {
    pub record: &'a RecordId,
    pub process: &'a Process,
    pub principal: &'a Principal,
    pub now_ms: i64,
    pub lookup: &'a dyn Lookup,
}

/// The change is in: a twin of the document that holds it, and what it did.
pub struct Admitted {
    pub doc: Automerge,
    pub events: Vec<Event>,
    pub hash: [u8; 32],
}

/// May this change come in? `doc` stays as it was; take [`Admitted::doc`]. Call it under `catch_unwind`.
pub fn admit(doc: &Automerge, door: &Door<'_>, bytes: &[u8]) -> Result<Admitted, Rejection> {
    let header = prescan::header(bytes)?;
    let damaged =
        || Rejection::new(RejectionCode::Malformed, "这次改动的数据已损坏", "The data of this change is damaged");
    if !is_uuid(door.record.as_str()) {
        return Err(damaged());
    }
    let change = Change::from_bytes(bytes.to_vec()).map_err(|_| damaged())?;
    // One reading, one meaning: the bytes that are judged are the bytes that are stored.
    if change.raw_bytes() != bytes || change.hash().0 != header.hash {
        return Err(damaged());
    }
    // Automerge gives changes back by writing them anew. One that does not read back to its own bytes would have another
    // hash for everybody who gets it from us.
    if Change::from(change.decode()).raw_bytes() != bytes {
        return Err(damaged());
    }
    let settled = gate::check(doc, door.process, &change)?;
    let mut twin = doc.clone();
    twin.apply_changes([change.clone()]).map_err(|_| damaged())?;
    if twin.get_change_by_hash(&change.hash()).is_none() {
        return Err(damaged());
    }
    let mut events = event::between(&twin, change.deps(), &[change.hash()]);
    // Taking away what was not shown leaves no difference to see. It is still an act: this value and no other.
    for field in settled {
        if !events.iter().any(|event| matches!(event, Event::FieldSet { field: one, .. } if *one == field)) {
            events.push(event::shown(&twin, &field, &[change.hash()]));
        }
    }
    if let Some(Event::Unknown { at }) = events.iter().find(|event| matches!(event, Event::Unknown { .. })) {
        let rejection = Rejection::new(
            RejectionCode::UnknownEvent,
            "这次改动写了不认识的内容",
            "This change writes what no form writes",
        );
        return Err(Rejection { at: Some(at.clone()), ..rejection });
    }
    if events.iter().map(Event::ops).sum::<usize>() != change.len() {
        return Err(Rejection::new(
            RejectionCode::UnknownEvent,
            "这次改动有看不见的内容",
            "This change writes where nothing is seen",
        ));
    }
    // What the next change would have to name beyond its limits, nobody could ever write over again.
    let beside = |event: &Event| event::values_beside(&twin, event);
    if twin.get_heads().len().max(events.iter().map(beside).max().unwrap_or(0)) > limits::RECORD_ENDS_MAX {
        return Err(Rejection::new(
            RejectionCode::TooLarge,
            "同时有太多改动还没有合在一起，请同步后再试",
            "Too many changes stand side by side; sync and try again",
        ));
    }
    judge(doc, door, &change, &events)?;
    Ok(Admitted { doc: twin, events, hash: header.hash })
}

/// The same check as before writing: the events are read back as the command that they must have come from.
fn judge(doc: &Automerge, door: &Door<'_>, change: &Change, events: &[Event]) -> Result<(), Rejection> {
    let (command, stamp) = retell(door, change, events)?;
    let past = at_deps(doc, change.deps())?;
    let record = read::read(past.as_ref().unwrap_or(doc), door.record);
    policy::check(&command, &record, door.process, &stamp, door.lookup).map_err(refuse)?;
    // Without a past of its own the author has seen the record as it is now.
    let now = past.map(|_| read::read(doc, door.record));
    decided_steps(door, events, &record, now.as_ref().unwrap_or(&record))
}

/// Steps follow what their author saw, one after the other; a decided one stands only if that is the stage as it is now.
fn decided_steps(door: &Door<'_>, events: &[Event], seen: &Record, now: &Record) -> Result<(), Rejection> {
    let ends = |record: &Record| -> Vec<_> {
        let mut ends: Vec<_> = record.frontier().iter().map(|step| step.id.clone()).collect();
        crate::order::plain(&mut ends);
        ends
    };
    let mut then = seen.clone();
    for taken in in_order(events) {
        let mut claimed = taken.after.clone();
        crate::order::plain(&mut claimed);
        if claimed != ends(&then) {
            return Err(Rejection::new(
                RejectionCode::Malformed,
                "步骤的先后不对",
                "The step does not follow what its author saw",
            ));
        }
        let decided = door.process.step(&taken.step).is_some_and(|step| step.decided);
        if decided && ends(seen) != ends(now) {
            let rejection = Rejection::new(
                RejectionCode::StageMoved,
                "这期间别人已经改了状态，请看过再决定",
                "Somebody has moved it on meanwhile; look again and decide",
            );
            return Err(Rejection { at: Some(taken.step.clone()), ..rejection });
        }
        then.steps.push(taken.clone());
    }
    Ok(())
}

/// The steps of one change in the order in which they were taken: each names those before it.
fn in_order(events: &[Event]) -> Vec<&StepEntry> {
    let mut rest: Vec<&StepEntry> =
        events.iter().filter_map(|event| if let Event::StepTaken(step) = event { Some(step) } else { None }).collect();
    let mut ordered = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let open: BTreeSet<_> = rest.iter().map(|step| &step.id).collect();
        let free = rest.iter().position(|step| !step.after.iter().any(|id| open.contains(id)));
        // Steps in a circle are refused by what they claim.
        ordered.push(rest.remove(free.unwrap_or(0)));
    }
    ordered
}

/// The document as the author saw it, where that is not how it is now.
fn at_deps(doc: &Automerge, deps: &[ChangeHash]) -> Result<Option<Automerge>, Rejection> {
    let mut heads = doc.get_heads();
    let mut wanted = deps.to_vec();
    crate::order::plain(&mut heads);
    crate::order::plain(&mut wanted);
    if heads == wanted {
        return Ok(None);
    }
    let missing = |_| {
        Rejection::new(RejectionCode::MissingDeps, "前面的改动还没有到服务器", "An earlier change is not on the server")
    };
    doc.fork_at(deps).map(Some).map_err(missing)
}

fn retell(door: &Door<'_>, change: &Change, events: &[Event]) -> Result<(Command, Stamp), Rejection> {
    let mut post = None;
    let mut at_ms = change.timestamp().saturating_mul(1000);
    let mut signed = |by: &crate::id::UserId, as_post: Post, when_ms: i64| -> Result<(), Rejection> {
        let forged = *by != door.principal.user || !door.principal.holds(as_post);
        let ahead = when_ms > door.now_ms.saturating_add(limits::CLOCK_AHEAD_MS_MAX) || when_ms < 0;
        if forged {
            return Err(Rejection::new(
                RejectionCode::Denied,
                "署名的人或岗位不对",
                "Signed by the wrong person or post",
            ));
        }
        if ahead {
            return Err(Rejection::new(
                RejectionCode::Invalid,
                "这台设备的时间不对，请校准后再试",
                "This device's clock is wrong; set it and try again",
            ));
        }
        post = Some(as_post);
        at_ms = when_ms;
        Ok(())
    };
    // Before anything that takes longer the more there are.
    if events.len() > limits::ACTS_MAX {
        return Err(Rejection::new(
            RejectionCode::TooLarge,
            "一次改动太多，请分开保存",
            "Too much at once; save in parts",
        ));
    }
    let mut acts = Vec::with_capacity(events.len());
    for event in events {
        acts.push(match event.clone() {
            Event::FieldSet { field, value } => Act::Set { field, value },
            Event::MemberAdded { field, member } => Act::Add { field, value: member },
            Event::MemberRemoved { field, member } => Act::Remove { field, value: member },
            Event::EntryAdded { field, entry } => {
                signed(&entry.by, entry.post, entry.at_ms)?;
                if !is_uuid(entry.id.as_str()) {
                    return Err(Rejection::new(RejectionCode::Malformed, "编号不对", "Not a valid id"));
                }
                Act::Append { field, entry: entry.id, values: entry.values }
            }
            Event::Counted { field, by } => Act::Count { field, by },
            // Text was checked where it was written; here only its length and who writes matter.
            Event::TextEdited { field, inserted, .. } => Act::Splice { field, at: 0, delete: 0, insert: inserted },
            Event::StepTaken(step) => {
                signed(&step.by, step.post, step.at_ms)?;
                if !is_uuid(step.id.as_str()) {
                    return Err(Rejection::new(RejectionCode::Malformed, "编号不对", "Not a valid id"));
                }
                Act::Take { step: step.step, entry: step.id, values: step.values, reason: step.reason }
            }
            Event::Unknown { at } => {
                let rejection = Rejection::new(
                    RejectionCode::UnknownEvent,
                    "这次改动写了不认识的内容",
                    "This change writes what no form writes",
                );
                return Err(Rejection { at: Some(at), ..rejection });
            }
        });
    }
    // The difference comes back by container; a step that makes the record stands before what fills it, as when
    // written, and any other step after the fields that its guards read and after the steps that it follows.
    let birth = |act: &Act| matches!(act, Act::Take { step, .. } if door.process.step(step).is_some_and(|step| step.from.is_empty()));
    let order: Vec<_> = in_order(events).into_iter().map(|step| &step.id).collect();
    crate::order::by_key(&mut acts, |act| match act {
        act if birth(act) => 0,
        Act::Take { entry, .. } => 2 + order.iter().position(|id| *id == entry).unwrap_or(0),
        _ => 1,
    });
    let post = post.or_else(|| door.principal.holdings.first().map(|holding| holding.post)).unwrap_or(Post::Specialist);
    let stamp = Stamp { principal: door.principal.clone(), post, at_ms };
    Ok((Command { record: door.record.clone(), process: door.process.id.clone(), acts }, stamp))
}

fn refuse(error: CommandError) -> Rejection {
    let code = match error.code {
        CommandCode::WrongStage => RejectionCode::StageMoved,
        CommandCode::Invalid | CommandCode::Required | CommandCode::TooMany | CommandCode::Empty => {
            RejectionCode::Invalid
        }
        CommandCode::UnknownField | CommandCode::WrongClass | CommandCode::UnknownStep => RejectionCode::UnknownEvent,
        _ => RejectionCode::Denied,
    };
    Rejection { code, at: error.field, say: error.say }
}
