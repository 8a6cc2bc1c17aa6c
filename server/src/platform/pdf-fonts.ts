import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import { type LetterGlyph, Letters, Outlines, type Packed } from './pdf-subset.ts';

const require = createRequire(import.meta.url);

export type FontWeight = 'regular' | 'bold';

/** The house face of each weight, and the wider one for what it lacks. */
const files = {
  regular: [
    '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf',
    '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  ],
  bold: [
    '@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf',
    '@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf',
  ],
} as const satisfies Record<FontWeight, readonly [string, string]>;

/** Stand first in the house face of every file: which figures a paper happens to show changes nothing in its font. */
const figures = '0123456789,';

/** A letter with what belongs to it: a selector of its variant, a voicing mark. */
const letters = /[\s\S][\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u3099\u309a]*/gu;

export function lettersOf(text: string): string[] {
  return text.match(letters) ?? [];
}

/** Parsed once per process: opening a Japanese font per document costs five times the document (performance.md 0.7). */
class Face {
  readonly font: Font;
  readonly outlines: Outlines;
  readonly #glyphs = new Map<string, readonly LetterGlyph[]>();
  readonly #has = new Map<string, boolean>();

  constructor(file: string) {
    this.font = openSync(require.resolve(file)) as Font;
    this.outlines = new Outlines(this.font);
  }

  has(text: string): boolean {
    for (const letter of text) {
      let has = this.#has.get(letter);
      if (has === undefined) this.#has.set(letter, (has = this.font.hasGlyphForCodePoint(letter.codePointAt(0)!)));
      if (!has) return false;
    }
    return true;
  }

  /** Whether it draws a letter, with or without the selector of its variant. */
  draws(letter: string): boolean {
    return this.has(String.fromCodePoint(letter.codePointAt(0)!));
  }

  glyphsOf(letter: string): readonly LetterGlyph[] {
    let known = this.#glyphs.get(letter);
    if (!known) {
      const first = letter.codePointAt(0)!;
      const isPlain = letter.length === (first > 0xffff ? 2 : 1);
      const found = isPlain ? [this.font.glyphForCodePoint(first)] : this.font.layout(letter).glyphs;
      const scale = 1000 / this.font.unitsPerEm;
      known = found.map((glyph) => ({
        id: glyph.id,
        advance: glyph.advanceWidth * scale,
        codePoints: isPlain ? [first] : glyph.codePoints,
      }));
      this.#glyphs.set(letter, known);
    }
    return known;
  }
}

const opened = new Map<string, Face>();

function faceOf(weight: FontWeight, isWide: boolean): Face {
  const file = files[weight][isWide ? 1 : 0];
  let face = opened.get(file);
  if (!face) opened.set(file, (face = new Face(file)));
  return face;
}

/** From the top of a line to its base, per point of size; the house face's for both, so that a line stands straight. */
export function ascentOf(weight: FontWeight): number {
  const { font } = faceOf(weight, false);
  return font.ascent / font.unitsPerEm;
}

interface Run {
  readonly isWide: boolean;
  readonly glyphs: readonly LetterGlyph[];
}

interface SetText {
  readonly runs: readonly Run[];
  /** Thousandths of the size. */
  readonly width: number;
}

/** Papers say the same words over and over. */
const known: Readonly<Record<FontWeight, Map<string, SetText>>> = { regular: new Map(), bold: new Map() };
const mostKnown = 5000;

/**
 * A text in the house face, or in the wider one if it has a letter that the house face lacks, such as 𠮷. Where neither has
 * all of them, as of Łukasz 𠮷田, letter by letter.
 */
function runsOf(text: string, weight: FontWeight): Run[] {
  const [house, wide] = [faceOf(weight, false), faceOf(weight, true)];
  const all = lettersOf(text);
  const inOne = (isWide: boolean, face: Face): Run[] => [{ isWide, glyphs: all.flatMap((letter) => face.glyphsOf(letter)) }];
  if (house.has(text)) return inOne(false, house);
  if (all.every((letter) => wide.draws(letter))) return inOne(true, wide);
  return all.map((letter) => {
    const isWide = !house.has(letter) && (wide.draws(letter) || !house.draws(letter));
    return { isWide, glyphs: (isWide ? wide : house).glyphsOf(letter) };
  });
}

function setText(text: string, weight: FontWeight): SetText {
  const before = known[weight].get(text);
  if (before) return before;
  const runs = runsOf(text, weight);
  const made = { runs, width: runs.reduce((sum, { glyphs }) => glyphs.reduce((all, { advance }) => all + advance, sum), 0) };
  if (known[weight].size >= mostKnown) known[weight].clear();
  known[weight].set(text, made);
  return made;
}

/** The width of a text in thousandths of its size. */
export function widthOf(text: string, weight: FontWeight): number {
  return setText(text, weight).width;
}

/** The letters of a text that no face of ours has, each once: on paper they are an empty box, such as 김 and 张. */
export function lettersMissing(text: string): string[] {
  const [house, wide] = [faceOf('regular', false), faceOf('regular', true)];
  if (house.has(text)) return [];
  return [...new Set(lettersOf(text).filter((letter) => !/^\s/.test(letter) && !house.draws(letter) && !wide.draws(letter)))];
}

/** What of pdfkit is used below its texts: objects, and the content of a page. */
interface Reference {
  data: object;
  end(chunk?: Buffer): void;
}
export interface RawDocument {
  readonly page: { readonly fonts: Record<string, Reference> };
  ref(data: object): Reference;
  addContent(content: string): unknown;
}

interface UsedFont {
  readonly name: string;
  readonly face: Face;
  readonly dictionary: Reference;
  readonly letters: Letters;
}

/** The fonts of one file: of each face the letters that it prints. */
export class PdfFonts {
  readonly #doc: RawDocument;
  readonly #used = new Map<string, UsedFont>();

  constructor(doc: RawDocument) {
    this.#doc = doc;
  }

  /** The fonts that a text stands in, one after another, and the codes of its letters there. */
  runs(text: string, weight: FontWeight): { readonly font: string; readonly codes: string }[] {
    return setText(text, weight).runs.map((run) => this.#run(run, weight));
  }

  #run({ isWide, glyphs }: Run, weight: FontWeight): { readonly font: string; readonly codes: string } {
    const name = `${isWide ? 'W' : 'H'}${weight === 'regular' ? 1 : 2}`;
    const used = this.#used.get(name) ?? this.#use(name, faceOf(weight, isWide), isWide ? '' : figures);
    this.#doc.page.fonts[name] ??= used.dictionary;
    let codes = '';
    for (const glyph of glyphs) codes += used.letters.code(glyph);
    return { font: name, codes };
  }

  /** Writes every font that was used. */
  finish(): void {
    for (const { name, face, dictionary, letters } of this.#used.values()) embed(this.#doc, name, face, dictionary, letters.pack());
    this.#used.clear();
  }

  #use(name: string, face: Face, first: string): UsedFont {
    const used: UsedFont = { name, face, dictionary: this.#doc.ref({}), letters: new Letters(face.outlines) };
    for (const letter of first) for (const glyph of face.glyphsOf(letter)) used.letters.code(glyph);
    this.#used.set(name, used);
    return used;
  }
}

function embed(doc: RawDocument, name: string, { font }: Face, dictionary: Reference, packed: Packed): void {
  const scale = 1000 / font.unitsPerEm;
  const round = (value: number) => Math.round(value * scale);
  // Six letters and a plus tell a reader that the font is a part of one.
  const baseFont = `${`TSUD${name}`.replace(/\d/, (digit) => 'AB'[Number(digit) - 1]!)}+${(font.postscriptName ?? '').replaceAll(' ', '_')}`;
  const file = doc.ref({ Filter: 'FlateDecode', Length1: packed.fileLength });
  file.end(packed.file);
  const cmap = doc.ref({ Filter: 'FlateDecode' });
  cmap.end(packed.cmap);
  const { bbox } = font;
  const descriptor = doc.ref({
    Type: 'FontDescriptor',
    FontName: baseFont,
    Flags: 4,
    FontBBox: [round(bbox.minX), round(bbox.minY), round(bbox.maxX), round(bbox.maxY)],
    ItalicAngle: 0,
    Ascent: round(font.ascent),
    Descent: round(font.descent),
    CapHeight: round(font.capHeight || font.ascent),
    XHeight: round(font.xHeight || 0),
    StemV: 0,
    FontFile2: file,
  });
  descriptor.end();
  const descendant = doc.ref({
    Type: 'Font',
    Subtype: 'CIDFontType2',
    BaseFont: baseFont,
    // An object of a string is how pdfkit tells a literal from a name.
    CIDSystemInfo: { Registry: Object('Adobe') as object, Ordering: Object('Identity') as object, Supplement: 0 },
    FontDescriptor: descriptor,
    W: [0, packed.widths],
    CIDToGIDMap: 'Identity',
  });
  descendant.end();
  dictionary.data = {
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: baseFont,
    Encoding: 'Identity-H',
    DescendantFonts: [descendant],
    ToUnicode: cmap,
  };
  dictionary.end();
}
