//! What a picture is made of, read from its frame alone: nothing is decoded, so a small file cannot grow in memory.

use std::ops::Range;

use shared::attachment::Media;

/// One piece of a file: a segment of a JPEG, a chunk of a PNG or WebP.
pub struct Piece {
    /// The marker of a segment; the four letters of a chunk.
    pub kind: u32,
    pub body: Range<usize>,
    /// With its head, length and check.
    pub whole: Range<usize>,
}

/// Width and height in points. None if it is no picture of this kind.
pub fn size(bytes: &[u8], media: Media) -> Option<(u32, u32)> {
    let found = match media {
        Media::Jpeg => jpeg_pieces(bytes)?.iter().find_map(|piece| match piece.kind {
            // The frames; in between stand a table (c4), a reserve (c8) and arithmetic conditions (cc).
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let frame = &bytes[piece.body.clone()];
                Some((be16(frame, 3)?, be16(frame, 1)?))
            }
            _ => None,
        }),
        Media::Png => {
            let first = png_pieces(bytes)?.into_iter().next().filter(|piece| piece.kind == chunk(b"IHDR"))?;
            let head = &bytes[first.body];
            Some((be32(head, 0)?, be32(head, 4)?))
        }
        Media::Webp => webp_pieces(bytes)?.iter().find_map(|piece| {
            let body = &bytes[piece.body.clone()];
            match &piece.kind.to_be_bytes() {
                b"VP8X" => Some((1 + le24(body, 4)?, 1 + le24(body, 7)?)),
                b"VP8L" => {
                    let bits = u32::from_le_bytes(body.get(1..5)?.try_into().ok()?);
                    (body[0] == 0x2f).then_some((1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)))
                }
                b"VP8 " => {
                    let is_key = body.get(3..6)? == [0x9d, 0x01, 0x2a];
                    is_key.then_some((le16(body, 6)? & 0x3fff, le16(body, 8)? & 0x3fff))
                }
                _ => None,
            }
        }),
        Media::Pdf => None,
    };
    found.filter(|(width, height)| *width > 0 && *height > 0)
}

/// All segments, the first of them the two bytes of the start; what is drawn belongs to the segment that opens it. A
/// picture that breaks off in the middle of its drawing is one still.
pub fn jpeg_pieces(bytes: &[u8]) -> Option<Vec<Piece>> {
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    let (mut pieces, mut at) = (vec![Piece { kind: 0xd8, body: 2..2, whole: 0..2 }], 2);
    loop {
        let start = at;
        // Before a marker any number of ff may stand.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (0xff, kind) = (*bytes.get(at)?, *bytes.get(at + 1)?) else { return None };
        if kind == 0xd9 {
            pieces.push(Piece { kind: 0xd9, body: at + 2..at + 2, whole: start..at + 2 });
            return Some(pieces);
        }
        let length = be16(bytes, at + 2)? as usize;
        let body = at + 4..at.checked_add(2 + length).filter(|end| length >= 2 && *end <= bytes.len())?;
        at = body.end;
        if kind == 0xda {
            at = drawn(bytes, at);
        }
        pieces.push(Piece { kind: u32::from(kind), body, whole: start..at });
        if at >= bytes.len() {
            return Some(pieces).filter(|_| kind == 0xda);
        }
    }
}

/// Where the next marker stands that is not part of the drawing.
fn drawn(bytes: &[u8], mut at: usize) -> usize {
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            [0xff, 0x00 | 0xd0..=0xd7] => at += 2,
            [0xff, 0xff] => at += 1,
            [0xff, _] => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// All chunks up to the last.
pub fn png_pieces(bytes: &[u8]) -> Option<Vec<Piece>> {
    let (mut pieces, mut at) = (vec![], 8_usize);
    loop {
        let (length, kind) = (be32(bytes, at)? as usize, be32(bytes, at + 4)?);
        let body = at + 8..(at + 8).checked_add(length)?;
        let end = body.end.checked_add(4).filter(|end| *end <= bytes.len())?;
        pieces.push(Piece { kind, body, whole: at..end });
        at = end;
        if kind == chunk(b"IEND") {
            return Some(pieces);
        }
    }
}

/// All chunks that the frame announces.
pub fn webp_pieces(bytes: &[u8]) -> Option<Vec<Piece>> {
    let end = 8_usize.checked_add(le32(bytes, 4)? as usize).filter(|end| *end <= bytes.len())?;
    let (mut pieces, mut at) = (vec![], 12_usize);
    while at < end {
        let (kind, length) = (be32(bytes, at)?, le32(bytes, at + 4)? as usize);
        let body = at + 8..(at + 8).checked_add(length).filter(|body| *body <= end)?;
        // An odd one has one more byte behind it; the last sometimes has not.
        let whole = at..(body.end + length % 2).min(end);
        at = whole.end;
        pieces.push(Piece { kind, body, whole });
    }
    Some(pieces)
}

const fn chunk(letters: &[u8; 4]) -> u32 {
    u32::from_be_bytes(*letters)
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = bytes.get(at..at + 3)?.try_into().ok()?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
