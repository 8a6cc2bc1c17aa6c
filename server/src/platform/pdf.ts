import { CompactDocument } from './pdf-compact.ts';
import { piecesOf } from './line-breaks.ts';
import { type FontWeight, PdfFonts, type RawDocument, ascentOf, lettersOf, widthOf } from './pdf-fonts.ts';

/** 210 × 297 mm in points. */
const a4 = { width: 595.28, height: 841.89 } as const;

const number = (value: number): number => Math.round(value * 100) / 100;

/** `#rrggbb` as what fills letters from here on. */
function inkOf(color: string): string {
  const part = (from: number) => Math.round((Number.parseInt(color.slice(from, from + 2), 16) / 255) * 1000) / 1000;
  return `${part(1)} ${part(3)} ${part(5)} rg`;
}

export interface TextStyle {
  readonly size: number;
  readonly weight?: FontWeight;
  readonly color?: string;
  readonly align?: 'left' | 'right' | 'center';
  /** Extra room after each letter, in points. */
  readonly spacing?: number;
}

export interface PdfFacts {
  readonly title: string;
  readonly author: string;
  readonly createdAt: Date;
}

/**
 * A thin layer over pdfkit: absolute places, one tagged structure, decoration marked as such. Coordinates are points
 * from the top left; a text's `y` is the top of its line.
 */
export class PdfPage {
  readonly #doc: CompactDocument;
  readonly #raw: RawDocument;
  readonly #fonts: PdfFonts;
  #parents: PDFKit.PDFStructureElement[];

  constructor(facts: PdfFacts) {
    this.#doc = new CompactDocument({
      size: [a4.width, a4.height],
      margin: 0,
      pdfVersion: '1.7',
      lang: 'ja-JP',
      tagged: true,
      displayTitle: true,
      // Texts are written in fonts of our own making: pdfkit's first face is never needed.
      font: '',
      info: {
        Title: facts.title,
        Author: facts.author,
        Creator: 'Tsudoi',
        Producer: 'Tsudoi',
        CreationDate: facts.createdAt,
        ModDate: facts.createdAt,
      },
    });
    this.#raw = this.#doc as unknown as RawDocument;
    this.#fonts = new PdfFonts(this.#raw);
    const root = this.#doc.struct('Document');
    this.#doc.addStructure(root);
    this.#parents = [root];
  }

  /** Goes on with a fresh sheet. */
  nextPage(): void {
    this.#doc.addPage({ size: [a4.width, a4.height], margin: 0 });
  }

  /** Groups what `draw` draws under a structure element (Table, TR, …). */
  group(type: string, draw: () => void): void {
    const element = this.#doc.struct(type);
    this.#parents.at(-1)!.add(element);
    this.#parents.push(element);
    draw();
    this.#parents.pop();
    element.end();
  }

  /** Draws tagged content. `alt` says a picture in words: without it a reader aloud spells out its parts. */
  tagged(type: string, draw: () => void, alt?: string): void {
    const element = this.#doc.struct(type, alt === undefined ? {} : { alt }, draw);
    this.#parents.at(-1)!.add(element);
    element.end();
  }

  /** Lines and boxes that a reader aloud passes over. */
  decoration(draw: (doc: PDFKit.PDFDocument) => void): void {
    this.#doc.markContent('Artifact', { type: 'Layout' });
    draw(this.#doc);
    this.#doc.endMarkedContent();
  }

  /** A drawing of its own that a reader aloud is told of by its alt. */
  drawing(draw: (doc: PDFKit.PDFDocument) => void): void {
    draw(this.#doc);
  }

  /** The rounded square of a seal. */
  sealFrame(x: number, y: number, size: number, color: string): void {
    this.#doc
      .roundedRect(x + 1.5, y + 1.5, size - 3, size - 3, 4)
      .lineWidth(2.8)
      .strokeColor(color)
      .stroke();
  }

  widthOf(text: string, style: TextStyle): number {
    if (text === '') return 0;
    return (widthOf(text, style.weight ?? 'regular') * style.size) / 1000 + (style.spacing ?? 0) * (text.length - 1);
  }

  /** One line; `x` is the left, right or middle edge by `align`. Returns the width. */
  text(text: string, x: number, y: number, style: TextStyle): number {
    if (text === '') return 0;
    const weight = style.weight ?? 'regular';
    const width = this.widthOf(text, style);
    const left = style.align === 'right' ? x - width : style.align === 'center' ? x - width / 2 : x;
    // Faces differ in their ascent: what two texts of one line share is the base. pdfkit's pages stand on their head; letters do not.
    const base = y + ascentOf(weight) * style.size;
    const size = number(style.size);
    const shown = this.#fonts.runs(text, weight).map(({ font, codes }) => `/${font} ${size} Tf <${codes}> Tj`);
    const [spaced, plain] = style.spacing ? [`${number(style.spacing)} Tc `, ' 0 Tc'] : ['', ''];
    this.#raw.addContent(
      `BT 1 0 0 -1 ${number(left)} ${number(base)} Tm ${inkOf(style.color ?? '#111111')} ${spaced}${shown.join(' ')}${plain} ET`,
    );
    return width;
  }

  /** Breaks a text into lines of at most `width`; within a piece only where that alone is wider. */
  linesOf(text: string, width: number, style: TextStyle): string[] {
    // Most texts fit; only what does not is measured letter by letter.
    if (this.widthOf(text, style) <= width) return [text];
    const lines: string[] = [];
    let line = '';
    const add = (part: string) => {
      if (line !== '' && this.widthOf(line + part, style) > width) {
        lines.push(line);
        line = part === ' ' ? '' : part;
      } else {
        line += part;
      }
    };
    for (const piece of piecesOf(text))
      if (this.widthOf(piece, style) <= width) add(piece);
      else lettersOf(piece).forEach(add);
    lines.push(line);
    return lines;
  }

  async bytes(): Promise<Buffer> {
    for (const element of [...this.#parents].reverse()) element.end();
    this.#parents = [];
    this.#fonts.finish();
    this.#doc.end();
    return this.#doc.bytes();
  }
}
