import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import { type LetterGlyph, Letters, type Packed } from './pdf-subset.ts';

const require = createRequire(import.meta.url);

/** Parsed once per process: opening a Japanese font per document costs five times the document (performance.md 0.7). */
const parsed = new Map<string, Font>();

function load(file: string): Font {
  let font = parsed.get(file);
  if (!font) {
    font = openSync(require.resolve(file)) as Font;
    parsed.set(file, font);
  }
  return font;
}

export type FontWeight = 'regular' | 'bold';

const faces = {
  regular: [
    '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf',
    '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  ],
  bold: [
    '@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf',
    '@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf',
  ],
} as const satisfies Record<FontWeight, readonly [string, string]>;

/**
 * Letters that most papers print. Their outlines are put together and packed once per process, and go into every file byte
 * for byte; a file of its own packs only the names and whatever else is written on it (performance.md, P8).
 */
const common: Readonly<Record<FontWeight, string>> = {
  regular:
    ' 0123456789,-RT%（）、。※円年月日領収書番号但しとして上記の金額をました内容税区分不課対象消費外支払方法決済会員電話' +
    '子データで発行す入印紙は必要あり様',
  bold: '0123456789,円合計領収書之印',
};

/** From the top of a line to its base, per point of size; the house face's for both, so that a line stands straight. */
export function ascentOf(weight: FontWeight): number {
  const font = load(faces[weight][0]);
  return font.ascent / font.unitsPerEm;
}

/** A letter with what belongs to it: a selector of its variant, a voicing mark. */
const letters = /[\s\S][\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u3099\u309a]*/gu;

export function lettersOf(text: string): string[] {
  return text.match(letters) ?? [];
}

class Face {
  readonly font: Font;
  readonly #glyphs = new Map<string, readonly LetterGlyph[]>();

  constructor(file: string) {
    this.font = load(file);
  }

  has(text: string): boolean {
    for (const letter of text) if (!this.font.hasGlyphForCodePoint(letter.codePointAt(0)!)) return false;
    return true;
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
  const file = faces[weight][isWide ? 1 : 0];
  let face = opened.get(file);
  if (!face) opened.set(file, (face = new Face(file)));
  return face;
}

const shared = new Map<FontWeight, { readonly letters: Letters; readonly packed: Packed }>();

function sharedLetters(weight: FontWeight) {
  let made = shared.get(weight);
  if (!made) {
    const own = new Letters(faceOf(weight, false));
    for (const letter of common[weight]) own.slot(letter);
    shared.set(weight, (made = { letters: own, packed: own.pack(9) }));
  }
  return made;
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

/** Letters of one text that stand in the same font of the file. */
interface TextRun {
  readonly font: string;
  readonly codes: string;
}

interface UsedFont {
  readonly name: string;
  readonly face: Face;
  readonly dictionary: Reference;
  packed(): Packed;
}

/** The fonts of one file: the letters that all files share, and those of its own. */
export class PdfFonts {
  readonly #doc: RawDocument;
  readonly #used = new Map<string, UsedFont>();
  readonly #own = new Map<string, Letters>();

  constructor(doc: RawDocument) {
    this.#doc = doc;
  }

  /** The runs of a text; the house face, or the wider one for a text with a letter that it lacks, such as 𠮷. */
  runsOf(text: string, weight: FontWeight): TextRun[] {
    const isWide = !faceOf(weight, false).has(text);
    const runs: { font: string; codes: string }[] = [];
    for (const letter of lettersOf(text)) {
      const inAll = isWide ? undefined : sharedLetters(weight).letters.known(letter);
      const font = inAll ? this.#sharedFont(weight) : this.#ownFont(weight, isWide);
      const codes = (inAll ?? this.#own.get(font)!.slot(letter)).hex;
      const last = runs.at(-1);
      if (last?.font === font) last.codes += codes;
      else runs.push({ font, codes });
    }
    return runs;
  }

  /** Writes every font that was used. */
  finish(): void {
    for (const { name, face, dictionary, packed } of this.#used.values()) embed(this.#doc, name, face, dictionary, packed());
    this.#used.clear();
  }

  #sharedFont(weight: FontWeight): string {
    const name = weight === 'regular' ? 'S1' : 'S2';
    return this.#use(name, faceOf(weight, false), () => sharedLetters(weight).packed);
  }

  #ownFont(weight: FontWeight, isWide: boolean): string {
    const name = `${isWide ? 'W' : 'H'}${weight === 'regular' ? 1 : 2}`;
    if (!this.#own.has(name)) this.#own.set(name, new Letters(faceOf(weight, isWide)));
    return this.#use(name, faceOf(weight, isWide), () => this.#own.get(name)!.pack(6));
  }

  #use(name: string, face: Face, packed: () => Packed): string {
    let used = this.#used.get(name);
    if (!used) this.#used.set(name, (used = { name, face, dictionary: this.#doc.ref({}), packed }));
    this.#doc.page.fonts[name] ??= used.dictionary;
    return name;
  }
}

function embed(doc: RawDocument, name: string, { font }: Face, dictionary: Reference, packed: Packed): void {
  const scale = 1000 / font.unitsPerEm;
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
    FontBBox: [bbox.minX * scale, bbox.minY * scale, bbox.maxX * scale, bbox.maxY * scale],
    ItalicAngle: 0,
    Ascent: font.ascent * scale,
    Descent: font.descent * scale,
    CapHeight: (font.capHeight || font.ascent) * scale,
    XHeight: (font.xHeight || 0) * scale,
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

/** The width of a text in thousandths of its size. */
export function widthOf(text: string, weight: FontWeight): number {
  const face = faceOf(weight, !faceOf(weight, false).has(text));
  let width = 0;
  for (const letter of lettersOf(text)) for (const glyph of face.glyphsOf(letter)) width += glyph.advance;
  return width;
}
