use super::*;

const PHOTO: &[u8] = include_bytes!("../../../tests/data/photos/Portrait_6.jpg");
const GPS: [&[u8]; 2] = [
    include_bytes!("../../../tests/data/photos/gps-big.tiff"),
    include_bytes!("../../../tests/data/photos/gps-little.tiff"),
];

fn segment(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, kind], &length[..], body].concat()
}

/// The photograph with one more segment in front.
fn photo_with(segment: &[u8]) -> Vec<u8> {
    [&PHOTO[..2], segment, &PHOTO[2..]].concat()
}

fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in chunks {
        out.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        out.extend(*kind);
        out.extend(*body);
        out.extend([0; 4]);
    }
    out
}

fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut inside = b"WEBP".to_vec();
    for (kind, body) in chunks {
        inside.extend(*kind);
        inside.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        inside.extend(*body);
        inside.extend(vec![0; body.len() % 2]);
    }
    [b"RIFF", &u32::try_from(inside.len()).unwrap().to_le_bytes()[..], &inside].concat()
}

const HEAD: (&[u8; 4], &[u8]) = (b"IHDR", b"\0\0\x03\x20\0\0\x02\x58\x08\x06\0\0\0");
const EXTENDED: (&[u8; 4], &[u8]) = (b"VP8X", b"\x0c\0\0\0\x1f\x03\0\x57\x02\0");

#[test]
fn a_real_photograph_without_a_place_is_left_as_it_is() {
    assert_eq!(without(PHOTO, Media::Jpeg), None);
    assert_eq!(picture::size(PHOTO, Media::Jpeg), Some((1800, 1200)));
}

#[test]
fn the_place_goes_and_nothing_else_moves() {
    for tiff in GPS {
        let full = photo_with(&segment(0xe1, &[EXIF, tiff].concat()));
        let clean = without(&full, Media::Jpeg).unwrap();
        assert_eq!(clean.len(), full.len());
        let differ: Vec<usize> = (0..full.len()).filter(|at| full[*at] != clean[*at]).collect();
        // Behind the first block of the EXIF (38 bytes from its start), and before the photograph's own segments.
        assert!(differ.iter().all(|at| (12 + 38..12 + tiff.len()).contains(at)), "{differ:?}");
        assert_eq!(without(&clean, Media::Jpeg), None);
    }
}

#[test]
fn a_gps_block_that_only_names_its_version_is_no_place() {
    let mut tiff = GPS[0].to_vec();
    tiff[38..40].copy_from_slice(&[0, 1]);
    assert_eq!(blanked(&tiff), Exif::Silent);
}

#[test]
fn what_nobody_can_read_is_not_trusted() {
    let broken = GPS[0][..60].to_vec();
    assert_eq!(blanked(&broken), Exif::Unreadable);
    // An IFD that names itself as the next.
    assert_eq!(blanked(b"II*\0\x08\0\0\0\0\0\x08\0\0\0"), Exif::Unreadable);
    let full = photo_with(&segment(0xe1, &[EXIF, &broken].concat()));
    assert_eq!(without(&full, Media::Jpeg).unwrap(), PHOTO);
}

#[test]
fn a_place_hides_nowhere_else() {
    let xmp = [XMP, b"<rdf exif:GPSLatitude=\"31,14.2N\"/>"].concat();
    for hidden in [segment(0xe1, &xmp), segment(0xed, &[IPTC, b"Shanghai"].concat())] {
        assert_eq!(without(&photo_with(&hidden), Media::Jpeg).unwrap(), PHOTO);
    }
    let harmless = [XMP, b"<rdf xmp:Rating=\"5\"/>"].concat();
    assert_eq!(without(&photo_with(&segment(0xe1, &harmless)), Media::Jpeg), None);
    // A film behind the picture; padding is none.
    assert_eq!(without(&[PHOTO, b"ftypmp42"].concat(), Media::Jpeg).unwrap(), PHOTO);
    assert_eq!(without(&[PHOTO, &[0; 9]].concat(), Media::Jpeg), None);
}

#[test]
fn png_and_webp_lose_theirs_too() {
    let plain = png(&[HEAD, (b"IDAT", b"x"), (b"IEND", b"")]);
    assert_eq!((without(&plain, Media::Png), picture::size(&plain, Media::Png)), (None, Some((800, 600))));
    for odd in [(b"eXIf", GPS[1]), (b"zTXt", &b"Raw profile type exif\0\0x"[..])] {
        let full = png(&[HEAD, odd, (b"IDAT", b"x"), (b"IEND", b"")]);
        assert_eq!(without(&full, Media::Png).unwrap(), plain);
    }

    let picture = (b"VP8L", &b"\x2f\x1f\xc3\x95\x00"[..]);
    let full = webp(&[EXTENDED, picture, (b"EXIF", GPS[0]), (b"XMP ", b"exif:GPSLatitude")]);
    let clean = without(&full, Media::Webp).unwrap();
    assert_eq!(without(&clean, Media::Webp), None);
    assert_eq!(picture::size(&clean, Media::Webp), Some((800, 600)));
    // The EXIF stays, emptied of its place; the XMP is gone, and the frame knows.
    assert_eq!((clean.len() + 8 + 16, clean[20]), (full.len(), 0x08));
}

#[test]
fn cut_anywhere_nothing_breaks() {
    let head = photo_with(&segment(0xe1, &[EXIF, GPS[0]].concat()));
    for end in 0..head.len().min(2000) {
        let _ = without(&head[..end], Media::Jpeg);
        let _ = picture::size(&head[..end], Media::Jpeg);
    }
    let files = [
        (Media::Png, png(&[HEAD, (b"eXIf", GPS[0]), (b"IEND", b"")])),
        (Media::Webp, webp(&[EXTENDED, (b"EXIF", GPS[0]), (b"VP8 ", b"\0\0\0\x9d\x01\x2a\x20\x03\x58\x02")])),
    ];
    for (media, file) in files {
        for end in 0..file.len() {
            let _ = (without(&file[..end], media), picture::size(&file[..end], media));
        }
    }
}
