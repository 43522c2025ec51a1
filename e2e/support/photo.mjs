// A photograph as a camera of twelve million points takes it, made by the browser: light, edges and grain, so that it
// weighs what one weighs, a colour in each corner and one in the middle; and what a shown one looks like.

const COLOURS = {
  red: [220, 30, 30], green: [30, 170, 50], blue: [30, 60, 220], yellow: [240, 220, 30],
  white: [250, 250, 250], black: [10, 10, 10], magenta: [220, 40, 220], cyan: [40, 220, 230],
};
/** From the upper left, line by line, when the picture is upright. */
export const UPRIGHT = ['red', 'green', 'blue', 'yellow'];

// How the camera was held: the upright picture, w by h, drawn as its sensor saw it (the matrix of a canvas).
const HELD = {
  1: () => [1, 0, 0, 1, 0, 0],
  2: w => [-1, 0, 0, 1, w, 0],
  3: (w, h) => [-1, 0, 0, -1, w, h],
  4: (_, h) => [1, 0, 0, -1, 0, h],
  5: () => [0, 1, 1, 0, 0, 0],
  6: w => [0, -1, 1, 0, 0, w],
  7: (w, h) => [0, -1, -1, 0, h, w],
  8: (_, h) => [0, 1, -1, 0, h, 0],
};

// The segment that says so: little-endian TIFF, one directory, one tag.
function exif(orientation) {
  const body = Buffer.alloc(34);
  body.write('Exif\0\0II*\0', 'latin1');
  body.writeUInt32LE(8, 10);
  body.writeUInt16LE(1, 14);
  body.writeUInt16LE(0x0112, 16);
  body.writeUInt16LE(3, 18);
  body.writeUInt32LE(1, 20);
  body.writeUInt16LE(orientation, 24);
  return Buffer.concat([Buffer.from([0xff, 0xe1, 0, body.length + 2]), body.subarray(0, 32), Buffer.alloc(2)]);
}

/** A file for `setInputFiles`: upright it is `width` by `height`. */
export async function photograph(page, { orientation = 1, width = 4000, height = 3000, middle = 'white' } = {}) {
  const base64 = await page.evaluate(async ({ width, height, swapped, matrix, corners, middle }) => {
    const canvas = new OffscreenCanvas(swapped ? height : width, swapped ? width : height);
    const context = canvas.getContext('2d');
    context.setTransform(...matrix);
    const rgb = (colour, light = 1) => `rgb(${colour.map(one => Math.round(one * light)).join()})`;
    corners.forEach((colour, at) => {
      context.fillStyle = rgb(colour);
      context.fillRect(at % 2 * width / 2, Math.floor(at / 2) * height / 2, width / 2, height / 2);
    });
    // Edges: leaves, tiles, letters of a notice.
    let seed = 20261123;
    const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    for (let n = 0; n < 4000; n++) {
      const [x, y, side] = [chance() * width, chance() * height, chance() * width / 60];
      const under = corners[(y >= height / 2) * 2 + (x >= width / 2)];
      context.fillStyle = rgb(under, 0.8 + 0.3 * chance());
      context.fillRect(x, y, side, side / (1 + 3 * chance()));
    }
    context.fillStyle = rgb(middle);
    context.fillRect(width * 0.4, height * 0.4, width * 0.2, height * 0.2);
    // Grain: a tile, laid over all of it.
    const grain = new ImageData(512, 512);
    for (let at = 0; at < grain.data.length; at += 4) {
      const light = 255 * chance();
      grain.data.set([light, light, light, 26], at);
    }
    const tile = new OffscreenCanvas(512, 512);
    tile.getContext('2d').putImageData(grain, 0, 0);
    context.fillStyle = context.createPattern(tile, 'repeat');
    context.fillRect(0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    return new Uint8Array(await blob.arrayBuffer()).toBase64?.() ?? await new Promise(done => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.split(',')[1]);
      reader.readAsDataURL(blob);
    });
  }, {
    width, height, swapped: orientation > 4, matrix: HELD[orientation](width, height),
    corners: UPRIGHT.map(name => COLOURS[name]), middle: COLOURS[middle],
  });
  const plain = Buffer.from(base64, 'base64');
  const buffer = Buffer.concat([plain.subarray(0, 2), exif(orientation), plain.subarray(2)]);
  return { name: `IMG_000${orientation}.jpg`, mimeType: 'image/jpeg', buffer };
}

/** An `<img>` as it is shown, or the points of a JPEG as they are stored: the mean colour of each corner and of the middle. */
export async function means(image, stored) {
  // No option of a browser leaves a picture as it is stored; a segment of another name does.
  const bytes = stored && Buffer.from(stored);
  bytes?.write('none', bytes.indexOf('Exif\0\0'), 'latin1');
  return image.evaluate(async (node, stored) => {
    await node.decode();
    const file = stored && new Blob([Uint8Array.from(atob(stored), letter => letter.charCodeAt(0))], { type: 'image/jpeg' });
    const bitmap = await createImageBitmap(file ?? node);
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const at = (x, y) => {
      const [wide, high] = [Math.round(width / 20), Math.round(height / 20)];
      const { data } = context.getImageData(Math.round(x * width) - wide / 2, Math.round(y * height) - high / 2, wide, high);
      return [0, 1, 2].map(part => data.filter((_, n) => n % 4 === part).reduce((sum, one) => sum + one, 0) / (data.length / 4));
    };
    return { width, height, corners: [at(0.1, 0.1), at(0.9, 0.1), at(0.1, 0.9), at(0.9, 0.9)], middle: at(0.5, 0.5) };
  }, bytes?.toString('base64'));
}

/** How far two colours are from each other. */
export const apart = (one, other) => Math.hypot(...one.map((light, part) => light - other[part]));

/** What an `<img>` shows of a `photograph`: its size, and the colours of its corners and of its middle by name. */
export async function seen(image) {
  const name = mean => Object.entries(COLOURS).sort((a, b) => apart(a[1], mean) - apart(b[1], mean))[0][0];
  const { corners, middle, ...size } = await means(image);
  return { ...size, corners: corners.map(name), middle: name(middle) };
}
