import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { type Font, type Subset, openSync } from 'fontkit';

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

interface LetterGlyph {
  readonly id: number;
  /** Thousandths of the size. */
  readonly advance: number;
  readonly codePoints: readonly number[];
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

interface Packed {
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
class Letters {
  readonly #face: Face;
  readonly #subset: Subset;
  readonly #slots = new Map<string, { readonly hex: string; readonly advance: number }>();
  readonly #codePoints: (readonly number[])[] = [[0]];
  readonly #widths: number[];

  constructor(face: Face) {
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
export interface TextRun {
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
    // oxlint-disable-next-line no-new-wrappers -- how pdfkit tells a literal string from a name
    CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 },
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
