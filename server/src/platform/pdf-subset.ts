import { deflateSync } from 'node:zlib';
import type { Font } from 'fontkit';
import { type Outline, fontFile, outlineOf } from './pdf-outlines.ts';

export interface LetterGlyph {
  readonly id: number;
  /** Thousandths of the size. */
  readonly advance: number;
  readonly codePoints: readonly number[];
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

/** What a process keeps of a face: the outlines of letters that were written, and the last sets of them as packed. */
export class Outlines {
  readonly font: Font;
  readonly #outlines = new Map<number, Outline>();
  readonly #packed = new Map<string, Packed>();

  constructor(font: Font) {
    this.font = font;
  }

  of(id: number): Outline {
    let outline = this.#outlines.get(id);
    if (!outline) this.#outlines.set(id, (outline = outlineOf(this.font, id)));
    return outline;
  }

  /** Thousandths of the size. */
  widthOf(id: number): number {
    return Math.round((this.font.getGlyph(id).advanceWidth * 10_000) / this.font.unitsPerEm) / 10;
  }

  /** Papers of a run print the same letters but for names: their font is packed once. */
  packed(letters: string, make: () => Packed): Packed {
    const packed = this.#packed.get(letters) ?? make();
    // The oldest goes: what is asked for moves to the end.
    this.#packed.delete(letters);
    this.#packed.set(letters, packed);
    if (this.#packed.size > keptSets) this.#packed.delete(this.#packed.keys().next().value!);
    return packed;
  }
}

/** Some 15 kB each. */
const keptSets = 32;

/** Some letters of a face, in the order in which they were asked for. */
export class Letters {
  readonly #outlines: Outlines;
  readonly #slots = new Map<LetterGlyph, string>();
  readonly #glyphs = new Map<number, number>([[0, 0]]);
  readonly #codePoints: (readonly number[])[] = [[0]];
  #written = '';

  constructor(outlines: Outlines) {
    this.#outlines = outlines;
  }

  /** The code of a glyph in this file. */
  code(glyph: LetterGlyph): string {
    let code = this.#slots.get(glyph);
    if (code === undefined) {
      let slot = this.#glyphs.get(glyph.id);
      if (slot === undefined) {
        slot = this.#glyphs.size;
        this.#glyphs.set(glyph.id, slot);
        this.#codePoints.push(glyph.codePoints);
        this.#written += `${glyph.id}=${glyph.codePoints.join('+')} `;
      }
      this.#slots.set(glyph, (code = hex(slot)));
    }
    return code;
  }

  pack(): Packed {
    return this.#outlines.packed(this.#written, () => {
      const outlines = [...this.#glyphs.keys()].map((id) => this.#outlines.of(id));
      const file = fontFile(this.#outlines.font, outlines);
      return {
        file: deflateSync(file, { level: 9 }),
        fileLength: file.length,
        cmap: deflateSync(cmapOf(this.#codePoints), { level: 9 }),
        // Those of the face: by them the texts were placed.
        widths: [...this.#glyphs.keys()].map((id) => this.#outlines.widthOf(id)),
      };
    });
  }
}
