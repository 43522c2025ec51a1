//! Files that belong to a record: photographs, signatures, documents. A record names one by its **id**, the SHA-256 of
//! its bytes, so the name cannot come to mean another picture, and the same bytes are kept once.
//!
//! The bytes travel apart from the record: a file that is missing never holds a record up.
//!
//! * `POST /api/v1/attachments`: [`Declared`] → [`Standing`]. Which file, of which record; from where to go on sending.
//! * `PUT /api/v1/attachments/{id}?record=R&offset=N`: raw bytes → [`Standing`]. Between [`PART_BYTES_MIN`] and
//!   [`PART_BYTES_MAX`], the last part may be shorter. A part that is there already is not taken twice, so whoever heard
//!   no answer sends again. While `done` is false and the offset stands at the end, an empty part asks for the check.
//! * `GET /api/v1/attachments/{id}?record=R`: the bytes, for whoever sees the record.
//!
//! A photograph tells where it was taken. The *device* takes that out before it computes the id, because the id stands in
//! a signed change: if the server altered the bytes, nothing would be found under the name the record holds. So the
//! server refuses what still has a location ([`HAS_LOCATION`]), unless the company keeps it
//! ([`crate::setting::KEEP_LOCATION`]). A program without means of its own may declare `strip`: the server then takes it
//! out, and answers with the id of what it keeps.
//!
//! [`PART_BYTES_MIN`]: crate::limits::ATTACHMENT_PART_BYTES_MIN
//! [`PART_BYTES_MAX`]: crate::limits::ATTACHMENT_PART_BYTES_MAX

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Damaged on the way: the parts are thrown away, and the same may be sent again.
pub const WRONG_HASH: &str = "attachment_hash";
/// Refusals about the bytes themselves: to send the same again is of no use.
pub const WRONG_TYPE: &str = "attachment_type";
pub const TOO_LARGE: &str = "attachment_too_large";
pub const TOO_MANY_PIXELS: &str = "attachment_pixels";
pub const HAS_LOCATION: &str = "attachment_has_location";

/// What is taken in: what every browser shows and what people send one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Media {
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/webp")]
    Webp,
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl Media {
    pub const ALL: [Media; 4] = [Media::Jpeg, Media::Png, Media::Webp, Media::Pdf];

    pub fn mime(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Webp => "image/webp",
            Media::Pdf => "application/pdf",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Media::Jpeg => "jpg",
            Media::Png => "png",
            Media::Webp => "webp",
            Media::Pdf => "pdf",
        }
    }

    pub fn from_mime(mime: &str) -> Option<Media> {
        Self::ALL.into_iter().find(|media| media.mime() == mime)
    }

    /// What the bytes are, whatever they are called.
    pub fn sniff(bytes: &[u8]) -> Option<Media> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Media::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Media::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Media::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Media::Pdf),
            _ => None,
        }
    }

    pub fn is_picture(self) -> bool {
        self != Media::Pdf
    }
}

/// Which file is about to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    pub id: String,
    pub record: String,
    /// Of the whole file, in bytes.
    pub size: u64,
    #[serde(rename = "type")]
    pub media: Media,
    /// What its author called it; only a document keeps this name.
    #[serde(default)]
    pub name: String,
    /// Take the location out for me; the id may then become another.
    #[serde(default)]
    pub strip: bool,
}

/// How far a file has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The name of what is kept: the declared one, unless the server was asked to take the location out.
    pub id: String,
    /// The next byte to send.
    pub offset: u64,
    pub size: u64,
    /// Checked, kept, and to be had by whoever sees the record.
    pub done: bool,
}

pub fn id_of(bytes: &[u8]) -> String {
    let mut id = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for half in [byte >> 4, byte & 15] {
            id.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    id
}

/// Is this text the name of a file: a SHA-256 in lower-case hex?
pub fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_the_hash_of_its_bytes() {
        let id = id_of(b"abc");
        assert_eq!(id, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(is_id(&id));
        for bad in ["", "BA7816BF", &id.to_uppercase(), &id[1..], &format!("../{}", &id[3..])] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn what_the_bytes_are_counts() {
        assert_eq!(Media::sniff(b"<html><body>"), None);
        assert_eq!(Media::sniff(b""), None);
        assert_eq!(Media::sniff(b"RIFF\x10\0\0\0WEBPVP8 "), Some(Media::Webp));
        assert_eq!(Media::sniff(b"RIFF\x10\0\0\0WAVEfmt "), None);
        for media in Media::ALL {
            assert_eq!(Media::from_mime(media.mime()), Some(media));
            assert_eq!(serde_json::to_value(media).unwrap(), media.mime());
        }
    }
}
