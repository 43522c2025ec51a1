//! Before any Automerge call on bytes from outside: a cheap walk over the change that bounds what reading it can cost.
//! Run lengths, sizes, column kinds and the checksum are looked at; nothing is decoded, nothing is allocated by claim.

use crate::limits;
use crate::protocol::{Rejection, RejectionCode};
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// A plain change. A document (0), a deflated change (2) or a bundle (3) never comes over the wire.
const CHUNK_CHANGE: u8 = 1;
const COLUMN_DEFLATE: u64 = 0b1000;

/// What the change says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Actor id in hex.
    pub actor: String,
    pub seq: u64,
    pub start_op: u64,
    pub deps: Vec<[u8; 32]>,
    pub hash: [u8; 32],
}

fn malformed() -> Rejection {
    Rejection::new(RejectionCode::Malformed, "这次改动的数据已损坏", "The data of this change is damaged")
}

fn too_large() -> Rejection {
    Rejection::new(RejectionCode::TooLarge, "这次改动太大，请分开保存", "This change is too large; save in parts")
}

/// Reads the header and bounds the rest.
pub fn header(bytes: &[u8]) -> Result<Header, Rejection> {
    if bytes.len() > limits::CHANGE_BYTES_MAX {
        return Err(too_large());
    }
    let mut chunk = Cursor(bytes);
    if chunk.take(4)? != MAGIC {
        return Err(malformed());
    }
    let checksum = chunk.take(4)?;
    let hashed = chunk.0;
    if chunk.take(1)?[0] != CHUNK_CHANGE || chunk.length()? != chunk.0.len() {
        return Err(malformed());
    }
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    if checksum != &hash[..4] {
        return Err(malformed());
    }
    let mut body = chunk;
    let count = body.length()?;
    if count > limits::CHANGE_DEPS_MAX {
        return Err(too_large());
    }
    let deps = (0..count).map(|_| body.hash()).collect::<Result<Vec<_>, _>>()?;
    let actor = body.prefixed()?;
    if actor.len() != limits::ACTOR_BYTES {
        return Err(malformed());
    }
    let (seq, start_op) = (body.uleb()?, body.uleb()?);
    let time = body.leb()?;
    let message = body.prefixed()?;
    if seq == 0
        || start_op == 0
        || start_op > u64::from(u32::MAX / 2)
        || !(0..=253_402_300_799).contains(&time)
        || !message.is_empty()
    {
        return Err(malformed());
    }
    let others = body.length()?;
    if others > limits::CHANGE_ACTORS_MAX {
        return Err(too_large());
    }
    for _ in 0..others {
        if body.prefixed()?.len() != limits::ACTOR_BYTES {
            return Err(malformed());
        }
    }
    columns(&mut body, others as u64 + 1)?;
    if !body.0.is_empty() {
        return Err(malformed());
    }
    let actor = actor.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Header { actor, seq, start_op, deps, hash })
}

fn columns(body: &mut Cursor<'_>, actors: u64) -> Result<(), Rejection> {
    let count = body.length()?;
    if count > 32 {
        return Err(malformed());
    }
    let mut metadata = Vec::with_capacity(count);
    let mut last = None;
    for _ in 0..count {
        let (spec, length) = (body.uleb()?, body.length()?);
        if spec & COLUMN_DEFLATE != 0 || spec > u64::from(u32::MAX) || last.is_some_and(|last| last >= spec) {
            return Err(malformed());
        }
        last = Some(spec);
        metadata.push((spec, length));
    }
    // The group column of `pred` counts items; the others of that group hold as many rows as it says in sum.
    let mut rows_max = 0;
    for (spec, length) in metadata {
        let mut column = Cursor(body.take(length)?);
        let rows = match spec & 0b111 {
            // An actor is named by its place in the list; Automerge takes a place outside it for granted.
            1 => runs(&mut column, |values| if values.uleb()? < actors { Ok(()) } else { Err(malformed()) })?,
            0 | 2 | 6 => runs(&mut column, |values| values.uleb().map(|_| ()))?,
            3 => runs(&mut column, |values| values.leb().map(|_| ()))?,
            4 => booleans(&mut column)?,
            5 => runs(&mut column, |values| values.prefixed().map(|_| ()))?,
            _ => 0,
        };
        rows_max = rows_max.max(rows);
    }
    if rows_max > limits::CHANGE_OPS_MAX { Err(too_large()) } else { Ok(()) }
}

/// Rows of a run-length column: `n > 1` repeats one value, `n < 0` is that many values, `0` is a run of nulls.
fn runs(column: &mut Cursor<'_>, value: impl Fn(&mut Cursor<'_>) -> Result<(), Rejection>) -> Result<usize, Rejection> {
    let mut rows: usize = 0;
    while !column.0.is_empty() {
        let run = column.leb()?;
        let length = match run {
            0 => column.length_claimed()?,
            1.. => {
                value(column)?;
                usize::try_from(run).map_err(|_| too_large())?
            }
            _ => {
                let count = usize::try_from(run.unsigned_abs()).map_err(|_| too_large())?;
                if count > limits::CHANGE_OPS_MAX {
                    return Err(too_large());
                }
                for _ in 0..count {
                    value(column)?;
                }
                count
            }
        };
        rows = rows.saturating_add(length);
        if rows > limits::CHANGE_OPS_MAX {
            return Err(too_large());
        }
    }
    Ok(rows)
}

fn booleans(column: &mut Cursor<'_>) -> Result<usize, Rejection> {
    let mut rows: usize = 0;
    while !column.0.is_empty() {
        rows = rows.saturating_add(column.length_claimed()?);
        if rows > limits::CHANGE_OPS_MAX {
            return Err(too_large());
        }
    }
    Ok(rows)
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Rejection> {
        let (head, tail) = self.0.split_at_checked(count).ok_or_else(malformed)?;
        self.0 = tail;
        Ok(head)
    }

    fn uleb(&mut self) -> Result<u64, Rejection> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(malformed());
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return if byte == 0 && shift > 0 { Err(malformed()) } else { Ok(value) };
            }
        }
        Err(malformed())
    }

    fn leb(&mut self) -> Result<i64, Rejection> {
        let mut value = 0i64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            value |= i64::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                if shift + 7 < 64 && byte & 0x40 != 0 {
                    value |= -1i64 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(malformed())
    }

    /// A length of bytes that must still be there.
    fn length(&mut self) -> Result<usize, Rejection> {
        let length = self.length_claimed()?;
        if length > self.0.len() { Err(malformed()) } else { Ok(length) }
    }

    /// A number that claims rows, not bytes.
    fn length_claimed(&mut self) -> Result<usize, Rejection> {
        usize::try_from(self.uleb()?).map_err(|_| too_large())
    }

    fn prefixed(&mut self) -> Result<&'a [u8], Rejection> {
        let length = self.length()?;
        self.take(length)
    }

    fn hash(&mut self) -> Result<[u8; 32], Rejection> {
        self.take(32)?.try_into().map_err(|_| malformed())
    }
}
