import type { PdfPage, TextStyle } from './pdf.ts';

export interface Fitted {
  readonly size: number;
  readonly lines: readonly string[];
  /** Whether letters were left out: an ellipsis stands for them. */
  readonly isCut: boolean;
}

export interface FitTerms {
  /** While it can be read there, a text stays on one line: down to this size. */
  readonly oneLineDownTo: number;
  /** The smallest size of all, in points. */
  readonly least: number;
  readonly most: number;
  /** Stands behind the last line and is never cut: a 敬称. */
  readonly tail?: string;
}

/** A text on one line, its end cut off where it does not fit. */
export function cutToFit(page: PdfPage, text: string, width: number, style: TextStyle): string {
  if (page.widthOf(text, style) <= width) return text;
  let letters = [...text];
  while (letters.length > 1 && page.widthOf(`${letters.join('')}…`, style) > width) letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

/** A text that stays on one line while it can be read there, then takes more, then shrinks, and is cut only then. */
export function fitText(page: PdfPage, text: string, width: number, style: TextStyle, terms: FitTerms): Fitted {
  const { oneLineDownTo, least, most, tail = '' } = terms;
  const roomAt = (size: number) => width - page.widthOf(tail, { ...style, size });
  const linesAt = (size: number) => page.linesOf(text, roomAt(size), { ...style, size });
  const fitted = (size: number, lines: readonly string[], isCut = false): Fitted => ({
    size,
    lines: lines.map((line, at) => (at === lines.length - 1 ? `${line}${tail}` : line)),
    isCut,
  });
  for (let size = style.size; size >= oneLineDownTo; size -= 0.25) {
    const lines = linesAt(size);
    if (lines.length === 1) return fitted(size, lines);
  }
  for (let size = Math.min(style.size, oneLineDownTo + 1); size >= least; size -= 0.25) {
    const lines = linesAt(size);
    if (lines.length <= most) return fitted(size, lines);
  }
  const lines = linesAt(least);
  const last = cutToFit(page, lines.slice(most - 1).join(''), roomAt(least), { ...style, size: least });
  return fitted(least, [...lines.slice(0, most - 1), last], true);
}
