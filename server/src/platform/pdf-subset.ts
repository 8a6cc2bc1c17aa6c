import { deflateSync } from 'node:zlib';
import type { Font, Subset } from 'fontkit';

export interface LetterGlyph {
  readonly id: number;
  /** Thousandths of the size. */
  readonly advance: number;
  readonly codePoints: readonly number[];
}

/** A face, as far as letters are taken out of it. */
interface Outlines {
  readonly font: Font;
  glyphsOf(letter: string): readonly LetterGlyph[];
}

export interface Packed {
  readonly file: Buffer;
  readonly fileLength: number;
  readonly cmap: Buffer;
  readonly widths: readonly number[];
}

const hex = (value: number) => value.toString(16).padStart(4, '0');

function utf16(points: readonly number[]): string {
  const text = String.fromCodePoint(...points);
  return Array.from({ length: text.length }, (_, at) => hex(text.charCodeAt(at))).join('');
}

/** What tells a reader which letter each glyph is. */
function cmapOf(codePoints: readonly (readonly number[])[]): string {
  const entries = codePoints.map((points) => `<${utf16(points)}>`);
  const ranges: string[] = [];
  for (let from = 0; from < entries.length; from += 100) {
    const part = entries.slice(from, from + 100);
    ranges.push(`1 beginbfrange\n<${hex(from)}> <${hex(from + part.length - 1)}> [${part.join(' ')}]\nendbfrange`);
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange\n<0000><ffff>\nendcodespacerange',
    ...ranges,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end\nend',
  ].join('\n');
}

interface RawSubset extends Subset {
  glyf: Uint8Array[];
  offset: number;
  _addGlyph(id: number): number;
}

/** The outline of a simple glyph without what fits it to the dots of a screen: on paper nobody needs it. */
function withoutHints(glyph: Uint8Array): Uint8Array {
  const view = new DataView(glyph.buffer, glyph.byteOffset, glyph.byteLength);
  const contours = glyph.length < 10 ? -1 : view.getInt16(0);
  if (contours < 0) return glyph;
  const at = 10 + contours * 2;
  const hints = view.getUint16(at);
  const bare = new Uint8Array(Math.ceil((glyph.length - hints) / 4) * 4);
  bare.set(glyph.subarray(0, at));
  bare.set(glyph.subarray(at + 2 + hints), at + 2);
  return bare;
}

/** A subset without hints, which in this face are a third of a small one. */
function bareSubset(font: Font): Subset {
  const none = { value: undefined };
  const bare = Object.create(font, { fpgm: none, prep: none, 'cvt ': none }) as Font;
  const subset = bare.createSubset() as RawSubset;
  const add = subset._addGlyph.bind(subset);
  subset._addGlyph = (id) => {
    const at = add(id);
    const full = subset.glyf[at]!;
    const light = withoutHints(full);
    subset.glyf[at] = light;
    subset.offset += light.length - full.length;
    return at;
  };
  return subset;
}

/** Some letters of a face, in the order in which they were asked for. */
export class Letters {
  readonly #face: Outlines;
  readonly #subset: Subset;
  readonly #slots = new Map<string, { readonly hex: string; readonly advance: number }>();
  readonly #codePoints: (readonly number[])[] = [[0]];
  readonly #widths: number[];

  constructor(face: Outlines) {
    this.#face = face;
    this.#subset = bareSubset(face.font);
    this.#widths = [face.font.getGlyph(0).advanceWidth * (1000 / face.font.unitsPerEm)];
  }

  known(letter: string) {
    return this.#slots.get(letter);
  }

  slot(letter: string): { readonly hex: string; readonly advance: number } {
    let slot = this.#slots.get(letter);
    if (slot) return slot;
    let codes = '';
    let advance = 0;
    for (const glyph of this.#face.glyphsOf(letter)) {
      const id = (this.#subset.includeGlyph as unknown as (id: number) => number).call(this.#subset, glyph.id);
      this.#codePoints[id] ??= glyph.codePoints;
      this.#widths[id] ??= glyph.advance;
      codes += hex(id);
      advance += glyph.advance;
    }
    slot = { hex: codes, advance };
    this.#slots.set(letter, slot);
    return slot;
  }

  pack(level: number): Packed {
    const file = Buffer.from(this.#subset.encode());
    return {
      file: deflateSync(file, { level }),
      fileLength: file.length,
      cmap: deflateSync(cmapOf(this.#codePoints), { level }),
      widths: this.#widths.map((width) => Math.round(width * 100) / 100),
    };
  }
}
