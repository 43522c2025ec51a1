//! A photograph made ready on the device: upright, no larger than needed, without what the camera wrote into it (the
//! browser's encoder writes points and nothing else, so the place where it was taken goes, too). In the worker, so that
//! nobody waits with typing while twelve million points are turned.

use js_sys::{Reflect, Uint8Array};
use shared::attachment::Media;
use shared::limits::{ATTACHMENT_BYTES_MAX, PHOTO_SIDE_MAX};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageBitmapOptions, ImageEncodeOptions, ImageOrientation, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d, WorkerGlobalScope,
};

use crate::message::Failure;

/// Of a JPEG: text on a type plate stays readable, a photograph has about half a megabyte.
const QUALITY: f64 = 0.85;
/// What tells one kind of file from another.
const HEAD_BYTES: f64 = 16.0;

/// The bytes to keep, and what they are.
pub async fn ready(file: &Blob) -> Result<(Media, Vec<u8>), Failure> {
    let head = file.slice_with_f64_and_f64(0.0, HEAD_BYTES).map_err(|_| Failure::NotAPicture)?;
    let kind = Media::sniff(&bytes(&head).await?);
    if kind == Some(Media::Pdf) {
        if file.size() > ATTACHMENT_BYTES_MAX as f64 {
            return Err(Failure::FileTooLarge);
        }
        return Ok((Media::Pdf, bytes(file).await?));
    }
    // A drawing keeps its sharp lines; a photograph becomes a JPEG, whatever it was.
    let media = if kind == Some(Media::Png) { Media::Png } else { Media::Jpeg };
    let drawn = draw(file, media).await.map_err(|_| Failure::NotAPicture)?;
    let made = bytes(&drawn).await?;
    // A browser without that encoder gives another one.
    let media = Media::sniff(&made).ok_or(Failure::NotAPicture)?;
    if made.len() as u64 > ATTACHMENT_BYTES_MAX { Err(Failure::FileTooLarge) } else { Ok((media, made)) }
}

/// A file that has been moved or changed since it was chosen cannot be read.
async fn bytes(blob: &Blob) -> Result<Vec<u8>, Failure> {
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|_| Failure::NotAPicture)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn draw(file: &Blob, media: Media) -> Result<Blob, JsValue> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let options = ImageBitmapOptions::new();
    options.set_image_orientation(ImageOrientation::FromImage);
    let opening = scope.create_image_bitmap_with_blob_and_image_bitmap_options(file, &options)?;
    let picture: ImageBitmap = JsFuture::from(opening).await?.dyn_into()?;
    let (width, height) = fit(picture.width(), picture.height());
    let canvas = OffscreenCanvas::new(width, height)?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: OffscreenCanvasRenderingContext2d = context.dyn_into()?;
    Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into())?;
    if media == Media::Jpeg {
        // What lets light through would come out black.
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, f64::from(width), f64::from(height))?;
    // Fifty megabytes that need not wait for the collector.
    picture.close();
    let encode = ImageEncodeOptions::new();
    encode.set_type(media.mime());
    encode.set_quality(QUALITY);
    JsFuture::from(canvas.convert_to_blob_with_options(&encode)?).await?.dyn_into()
}

/// Smaller in proportion, never larger.
fn fit(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    if longest <= PHOTO_SIDE_MAX {
        return (width, height);
    }
    let scale = |side: u32| {
        let side = u64::from(side) * u64::from(PHOTO_SIDE_MAX) / u64::from(longest);
        u32::try_from(side).unwrap_or(PHOTO_SIDE_MAX).max(1)
    };
    (scale(width), scale(height))
}
