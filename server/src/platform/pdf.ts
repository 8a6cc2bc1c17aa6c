import PDFDocument from 'pdfkit';
import { type FontWeight, ascentOf, fontFor } from './pdf-fonts.ts';

/** 210 × 297 mm in points. */
const a4 = { width: 595.28, height: 841.89 } as const;

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
  readonly #doc: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<Buffer>;
  #parents: PDFKit.PDFStructureElement[];

  constructor(facts: PdfFacts) {
    this.#doc = new PDFDocument({
      size: [a4.width, a4.height],
      margin: 0,
      pdfVersion: '1.7',
      lang: 'ja-JP',
      tagged: true,
      displayTitle: true,
      info: {
        Title: facts.title,
        Author: facts.author,
        Creator: 'Tsudoi',
        Producer: 'Tsudoi',
        CreationDate: facts.createdAt,
        ModDate: facts.createdAt,
      },
    });
    this.#done = new Promise((resolve, reject) => {
      this.#doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
      this.#doc.on('end', () => resolve(Buffer.concat(this.#chunks)));
      this.#doc.on('error', reject);
    });
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
    this.#use(text, style);
    return this.#doc.widthOfString(text, { characterSpacing: style.spacing ?? 0 });
  }

  /** One line; `x` is the left, right or middle edge by `align`. Returns the width. */
  text(text: string, x: number, y: number, style: TextStyle): number {
    const width = this.widthOf(text, style);
    const left = style.align === 'right' ? x - width : style.align === 'center' ? x - width / 2 : x;
    this.#use(text, style);
    // Faces differ in their ascent: what two texts of one line share is the base.
    const baseline = -ascentOf(style.weight ?? 'regular') * style.size;
    this.#doc.fillColor(style.color ?? '#111111').text(text, left, y, { lineBreak: false, characterSpacing: style.spacing ?? 0, baseline });
    return width;
  }

  /** Breaks a text into lines of at most `width`; Japanese breaks between any two letters. */
  linesOf(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = [];
    let line = '';
    for (const letter of text) {
      if (line !== '' && this.widthOf(line + letter, style) > width) {
        lines.push(line);
        line = letter === ' ' ? '' : letter;
      } else {
        line += letter;
      }
    }
    lines.push(line);
    return lines;
  }

  async bytes(): Promise<Buffer> {
    for (const element of [...this.#parents].reverse()) element.end();
    this.#parents = [];
    this.#doc.end();
    return this.#done;
  }

  #use(text: string, style: TextStyle): void {
    const { name, font } = fontFor(text, style.weight ?? 'regular');
    this.#doc.font(font as unknown as string, name).fontSize(style.size);
  }
}
