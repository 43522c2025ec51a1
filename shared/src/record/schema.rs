//! The shape of a document. Nothing outside `record/{schema,read,write,event}.rs` and the gate knows a key.
//!
//! ```text
//! p  process id      v  version of its description
//! f  field → scalar                                    single
//! s  "field␟member" → when added                       set
//! e  "field␟entry id" → { by, post, at, =column … }    entries
//! n  field → counter                                   counter
//! t  field → Text                                      text
//! h  "step entry id" → { step, by, post, at, reason?, after, =param … }
//! ```
//!
//! All containers are born in the **genesis**, the first change of every document: fixed actor, time 0, so that two
//! devices make the same one. A container born twice would lose one side.

use crate::process::{MergeClass, Process};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};

pub const PROCESS: &str = "p";
pub const VERSION: &str = "v";
pub const FIELDS: &str = "f";
pub const SETS: &str = "s";
pub const ENTRIES: &str = "e";
pub const COUNTERS: &str = "n";
pub const TEXTS: &str = "t";
pub const STEPS: &str = "h";
/// Between the parts of a key. No field key and no member may hold it.
pub const SEPARATOR: char = '\u{1f}';
/// Before a value's own key inside an entry or a step.
pub const VALUE_PREFIX: char = '=';

/// The actor of every genesis.
pub fn genesis_actor() -> ActorId {
    ActorId::from(&[0u8; crate::limits::ACTOR_BYTES][..])
}

/// A new document of this process: the genesis and nothing else. The same bytes wherever it is made.
pub fn genesis(process: &Process) -> Automerge {
    let mut doc = Automerge::new().with_actor(genesis_actor());
    let mut tx = doc.transaction();
    write_genesis(&mut tx, process).expect("a fresh document takes its containers");
    tx.commit_with(CommitOptions::default().with_time(0));
    doc
}

fn write_genesis(tx: &mut impl Transactable, process: &Process) -> Result<(), automerge::AutomergeError> {
    tx.put(ROOT, PROCESS, process.id.as_str())?;
    tx.put(ROOT, VERSION, i64::from(process.version))?;
    for key in [FIELDS, SETS, ENTRIES, STEPS] {
        tx.put_object(ROOT, key, ObjType::Map)?;
    }
    let counters = tx.put_object(ROOT, COUNTERS, ObjType::Map)?;
    for field in process.containers(MergeClass::Counter) {
        tx.put(&counters, field, ScalarValue::counter(0))?;
    }
    let texts = tx.put_object(ROOT, TEXTS, ObjType::Map)?;
    for field in process.containers(MergeClass::Text) {
        tx.put_object(&texts, field, ObjType::Text)?;
    }
    Ok(())
}

/// The genesis change itself.
pub fn genesis_change(process: &Process) -> Change {
    genesis(process).get_changes(&[]).pop().expect("the genesis is one change")
}

/// The container under that root key, if the document has it.
pub fn container(doc: &Automerge, key: &str) -> Option<ObjId> {
    doc.get(ROOT, key).ok().flatten().filter(|(value, _)| value.is_object()).map(|(_, id)| id)
}

pub fn join(field: &str, member: &str) -> String {
    format!("{field}{SEPARATOR}{member}")
}

pub fn split(key: &str) -> Option<(&str, &str)> {
    key.split_once(SEPARATOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process;

    #[test]
    fn the_genesis_is_the_same_everywhere() {
        let process = process::customer::process();
        assert_eq!(genesis_change(&process).hash(), genesis_change(&process).hash());
        assert_ne!(genesis_change(&process).hash(), genesis_change(&process::task::process()).hash());
    }
}
