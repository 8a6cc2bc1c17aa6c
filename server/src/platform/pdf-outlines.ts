import type { Font } from 'fontkit';

/**
 * Outlines are written on a grid of 320 to the em: a point is off by at most 0.017 mm in the largest letters of a paper and
 * 0.006 mm in its lines, less than a dot of a printer, and a font is a quarter smaller than on the face's own 2048
 * (performance.md, P8).
 */
const unitsPerEm = 320;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

interface RawGlyph {
  /** The contours of a glyph, those of its components put in their places. */
  _getContours(): readonly (readonly Point[])[];
}

/** What a font file says of a glyph besides its outline. */
export interface Outline {
  readonly bytes: Buffer;
  readonly advance: number;
  readonly points: number;
  readonly contours: number;
}

const isShort = (step: number) => step > -256 && step < 256;
const round = (value: number, scale: number) => Math.round(value * scale);

/** Steps from point to point: one byte where it suffices, none where there is no step; the flag says which. */
function steps(values: readonly number[], flags: number[], short: number, same: number): number[] {
  const bytes: number[] = [];
  let last = 0;
  values.forEach((value, at) => {
    const step = value - last;
    last = value;
    if (step === 0) flags[at]! |= same;
    else if (isShort(step)) {
      flags[at]! |= step > 0 ? short | same : short;
      bytes.push(Math.abs(step));
    } else bytes.push((step >> 8) & 0xff, step & 0xff);
  });
  return bytes;
}

/** A run of one flag is written once with how often it comes again. */
function packedFlags(flags: readonly number[]): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < flags.length;) {
    let count = 1;
    while (count < 256 && flags[at + count] === flags[at]) count += 1;
    if (count > 2) bytes.push(flags[at]! | 8, count - 1);
    else for (let one = 0; one < count; one += 1) bytes.push(flags[at]!);
    at += count;
  }
  return bytes;
}

/** A glyph as a font file holds it, without what fits it to the dots of a screen. */
export function outlineOf(font: Font, id: number): Outline {
  const scale = unitsPerEm / font.unitsPerEm;
  const glyph = font.getGlyph(id);
  const contours = (glyph as unknown as RawGlyph)._getContours();
  const points = contours.flat();
  const advance = round(glyph.advanceWidth, scale);
  if (points.length === 0) return { bytes: Buffer.alloc(0), advance, points: 0, contours: 0 };
  const xs = points.map(({ x }) => round(x, scale));
  const ys = points.map(({ y }) => round(y, scale));
  const flags = points.map(({ onCurve }) => (onCurve ? 1 : 0));
  const [xSteps, ySteps] = [steps(xs, flags, 2, 16), steps(ys, flags, 4, 32)];
  // The box of the face for every glyph, its left edge for every bearing: a reader shifts an outline by the difference of
  // the two, which is none, and what is the same in every glyph packs to nothing.
  const words = [contours.length, ...boxOf(font)];
  let last = -1;
  for (const contour of contours) words.push((last += contour.length));
  // No instructions.
  words.push(0);
  const bytes = words.flatMap((word) => [(word >> 8) & 0xff, word & 0xff]);
  bytes.push(...packedFlags(flags), ...xSteps, ...ySteps);
  // Places of glyphs are counted in words.
  if (bytes.length % 2 === 1) bytes.push(0);
  return { bytes: Buffer.from(bytes), advance, points: points.length, contours: contours.length };
}

/** Left, bottom, right and top of everything in the face. */
function boxOf({ bbox, unitsPerEm: units }: Font): number[] {
  const scale = unitsPerEm / units;
  return [Math.floor(bbox.minX * scale), Math.floor(bbox.minY * scale), Math.ceil(bbox.maxX * scale), Math.ceil(bbox.maxY * scale)];
}

function table(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 2);
  words.forEach((word, at) => bytes.writeUInt16BE(word & 0xffff, at * 2));
  return bytes;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}

/** A TrueType file of some glyphs, in their order: the tables that a PDF asks for and no other. */
export function fontFile(font: Font, outlines: readonly Outline[]): Buffer {
  const scale = unitsPerEm / font.unitsPerEm;
  const box = boxOf(font);
  const count = outlines.length;
  const most = (of: (outline: Outline) => number) => Math.max(...outlines.map(of));
  const widest = most(({ advance }) => advance);
  const places = [0];
  for (const { bytes } of outlines) places.push(places.at(-1)! + bytes.length / 2);
  const tables: readonly (readonly [string, Buffer])[] = [
    ['glyf', Buffer.concat(outlines.map(({ bytes }) => bytes))],
    // Version, revision, checksum (looked at by nobody), magic, flags, units, two days, box, style, smallest size, direction, short places.
    ['head', table([1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 1, unitsPerEm, 0, 0, 0, 0, 0, 0, 0, 0, ...box, 0, 8, 2, 0, 0])],
    ['hhea', table([1, 0, round(font.ascent, scale), round(font.descent, scale), 0, widest, 0, 0, box[2]!, 1, 0, 0, 0, 0, 0, 0, 0, count])],
    ['hmtx', table(outlines.flatMap(({ advance }) => [advance, box[0]!]))],
    ['loca', table(places)],
    ['maxp', table([1, 0, count, most(({ points }) => points), most(({ contours }) => contours), 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0])],
  ];
  const head = Buffer.alloc(12 + tables.length * 16);
  // Version, how many tables, and what a search by halves needs to know of six.
  table([1, 0, tables.length, 64, 2, tables.length * 16 - 64]).copy(head);
  let from = head.length;
  const padded = tables.map(([name, bytes], at) => {
    const whole = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    const entry = 12 + at * 16;
    head.write(name, entry, 'latin1');
    head.writeUInt32BE(checksum(whole), entry + 4);
    head.writeUInt32BE(from, entry + 8);
    head.writeUInt32BE(bytes.length, entry + 12);
    from += whole.length;
    return whole;
  });
  return Buffer.concat([head, ...padded]);
}
