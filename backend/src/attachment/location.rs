//! Where a picture was taken, found and taken out without touching a point of it.
//!
//! A picture is a row of pieces. Each that may tell a place is kept, blanked or left out; the others stay byte for byte.
//! Written here because the crates that walk such files either only read EXIF or only move it whole, and a photograph
//! that loses its EXIF loses its orientation. What the maker of a camera writes for itself (MakerNote) is not looked into.

use super::picture::{self, Piece};
use shared::attachment::Media;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_MORE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const IPTC: &[u8] = b"Photoshop 3.0\0";
const MORE_PICTURES: &[u8] = b"MPF\0";

const GPS_POINTER: u16 = 0x8825;
/// The only entry of a GPS block that says nothing of a place.
const GPS_VERSION: u16 = 0;
/// Blocks that follow one another in one EXIF; the picture and its thumbnail are two.
const BLOCKS_MAX: usize = 8;

/// The same picture without its place; none if it tells no place.
pub fn without(bytes: &[u8], media: Media) -> Option<Vec<u8>> {
    match media {
        Media::Jpeg => jpeg(bytes),
        Media::Png => png(bytes),
        Media::Webp => webp(bytes),
        Media::Pdf => None,
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let pieces = picture::jpeg_pieces(bytes)?;
    let end = pieces.last().map_or(0, |piece| piece.whole.end);
    // Phones hang further pictures and films behind the end, each with a place of its own.
    let has_tail = bytes[end..].iter().any(|byte| *byte != 0);
    let (mut out, mut found) = (Vec::with_capacity(bytes.len()), has_tail);
    for piece in pieces {
        let body = &bytes[piece.body.clone()];
        let left_out = match piece.kind {
            0xe1 if body.starts_with(EXIF) => match blanked(&body[EXIF.len()..]) {
                Exif::Silent => false,
                Exif::Blanked(clean) => {
                    found = true;
                    out.extend_from_slice(&bytes[piece.whole.start..piece.body.start + EXIF.len()]);
                    out.extend_from_slice(&clean);
                    continue;
                }
                Exif::Unreadable => true,
            },
            0xe1 => body.starts_with(XMP_MORE) || (body.starts_with(XMP) && tells(body)),
            0xe2 => has_tail && body.starts_with(MORE_PICTURES),
            0xed => body.starts_with(IPTC),
            _ => false,
        };
        found |= left_out;
        if !left_out {
            out.extend_from_slice(&bytes[piece.whole]);
        }
    }
    found.then_some(out)
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let pieces = picture::png_pieces(bytes)?;
    let end = pieces.last().map_or(0, |piece| piece.whole.end);
    let (mut out, mut found) = (bytes[..8].to_vec(), bytes[end..].iter().any(|byte| *byte != 0));
    for piece in pieces {
        let body = &bytes[piece.body.clone()];
        let left_out = match &piece.kind.to_be_bytes() {
            b"eXIf" => !matches!(blanked(body), Exif::Silent),
            // What is packed cannot be looked into, and a program writes its EXIF as text.
            b"tEXt" | b"zTXt" | b"iTXt" => {
                body.starts_with(b"Raw profile type") || body.starts_with(b"XML:com.adobe.xmp\0\x01") || tells(body)
            }
            _ => false,
        };
        found |= left_out;
        if !left_out {
            out.extend_from_slice(&bytes[piece.whole]);
        }
    }
    found.then_some(out)
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let pieces = picture::webp_pieces(bytes)?;
    let end = pieces.last().map_or(0, |piece| piece.whole.end);
    let (mut out, mut found) = (bytes[..12].to_vec(), bytes[end..].iter().any(|byte| *byte != 0));
    let (mut flags, mut gone) = (None, 0);
    for Piece { kind, body, whole } in pieces {
        let (content, head) = (&bytes[body.clone()], out.len());
        match &kind.to_be_bytes() {
            b"EXIF" => match blanked(content.strip_prefix(EXIF).unwrap_or(content)) {
                Exif::Silent => out.extend_from_slice(&bytes[whole]),
                Exif::Blanked(clean) => {
                    found = true;
                    out.extend_from_slice(&bytes[whole.start..body.end - clean.len()]);
                    out.extend_from_slice(&clean);
                    out.extend_from_slice(&bytes[body.end..whole.end]);
                }
                Exif::Unreadable => (found, gone) = (true, gone | 0x08),
            },
            b"XMP " if tells(content) => (found, gone) = (true, gone | 0x04),
            other => {
                out.extend_from_slice(&bytes[whole]);
                flags = flags.or((other == b"VP8X").then_some(head + 8));
            }
        }
    }
    if let Some(flags) = flags.and_then(|at| out.get_mut(at)) {
        *flags &= !gone;
    }
    let size = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    found.then_some(out)
}

/// XMP that names a position, in whatever spelling.
fn tells(text: &[u8]) -> bool {
    [&b"GPSL"[..], b"GPSA", b"GPSD", b"geo:lat", b"photoshop:City", b"Iptc4xmp", b"LocationShown"]
        .iter()
        .any(|word| text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word)))
}

#[derive(Debug, PartialEq)]
enum Exif {
    Silent,
    Blanked(Vec<u8>),
    /// Nobody can say that it tells nothing.
    Unreadable,
}

/// The GPS blocks of an EXIF emptied where they stand: no other offset moves.
fn blanked(tiff: &[u8]) -> Exif {
    let mut clean = tiff.to_vec();
    match blank(&mut clean) {
        None => Exif::Unreadable,
        Some(()) if clean == tiff => Exif::Silent,
        Some(()) => Exif::Blanked(clean),
    }
}

fn blank(tiff: &mut [u8]) -> Option<()> {
    let order = match tiff.get(..4)? {
        b"II*\0" => Order::Little,
        b"MM\0*" => Order::Big,
        _ => return None,
    };
    let mut at = order.long(tiff, 4)?;
    for _ in 0..BLOCKS_MAX {
        if at == 0 {
            return Some(());
        }
        let count = order.short(tiff, at)?;
        for entry in (0..usize::from(count)).map(|index| at + 2 + 12 * index) {
            if order.short(tiff, entry)? == GPS_POINTER {
                let gps = order.long(tiff, entry + 8)?;
                empty(tiff, order, gps)?;
            }
        }
        // Some writers leave the last link out.
        at = order.long(tiff, at + 2 + 12 * usize::from(count)).unwrap_or(0);
    }
    None
}

/// Every entry of the block and what it points to.
fn empty(tiff: &mut [u8], order: Order, at: usize) -> Option<()> {
    let count = usize::from(order.short(tiff, at)?);
    let entries = at + 2..at + 2 + 12 * count;
    tiff.get(entries.clone())?;
    let tags: Vec<u16> = entries.clone().step_by(12).filter_map(|entry| order.short(tiff, entry)).collect();
    if tags.iter().all(|tag| *tag == GPS_VERSION) {
        return Some(());
    }
    for entry in entries.clone().step_by(12) {
        let size = match order.short(tiff, entry + 2)? {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = order.long(tiff, entry + 4)?.checked_mul(size)?;
        if length > 4 {
            let from = order.long(tiff, entry + 8)?;
            tiff.get_mut(from..from.checked_add(length)?)?.fill(0);
        }
    }
    // The count before the entries becomes none.
    tiff.get_mut(at..entries.end)?.fill(0);
    Some(())
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn short(self, tiff: &[u8], at: usize) -> Option<u16> {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Order::Little => u16::from_le_bytes(bytes),
            Order::Big => u16::from_be_bytes(bytes),
        })
    }

    fn long(self, tiff: &[u8], at: usize) -> Option<usize> {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let number = match self {
            Order::Little => u32::from_le_bytes(bytes),
            Order::Big => u32::from_be_bytes(bytes),
        };
        usize::try_from(number).ok()
    }
}

#[cfg(test)]
mod tests;
