import type { LabelSheet } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { fitText } from '../../platform/pdf-fit.ts';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';
import { type LabelAddressee, labelPlace, labelsPerSheet } from './label.rules.ts';

export interface LabelTerms {
  readonly sheet: LabelSheet;
  readonly start: number;
  readonly shift: { readonly x: number; readonly y: number };
  readonly author: string;
  readonly createdAt: Date;
}

const points = (millimetres: number): number => (millimetres * 72) / 25.4;
const padding = points(4.5);
const ink = '#111111';

/** Others are answered between two sheets. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The room of a label inside its margins, in points. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Line {
  readonly text: string;
  readonly at: number;
  readonly style: TextStyle;
}

/** The lines of a label, from the top of its box; `isCut` when one of them had to lose letters. */
function linesOf(
  page: PdfPage,
  addressee: LabelAddressee,
  { width, height }: Pick<Box, 'width' | 'height'>,
): { lines: Line[]; isCut: boolean } {
  const small: TextStyle = { size: 8.5, color: ink };
  const lines: Line[] = [];
  let at = 0;
  const add = (text: string, style: TextStyle, lineHeight: number) => {
    lines.push({ text, at, style });
    at += lineHeight;
  };
  if (addressee.postalCode !== '') add(`〒${shownPostalCode(addressee.postalCode)}`, { ...small, size: 9 }, 13);
  // Three lines of address and one of affiliation leave room for the name in the smallest label.
  const most = addressee.body === undefined ? 3 : 2;
  const address = fitText(page, addressee.address, width, small, { oneLineDownTo: small.size, least: 6, most });
  for (const text of address.lines) add(text, { ...small, size: address.size }, 11);
  const body = fitText(page, addressee.body ?? '', width, { ...small, size: 9.5 }, { oneLineDownTo: 6.5, least: 5.5, most: 2 });
  if (addressee.body !== undefined)
    for (const text of body.lines) add(text, { ...small, size: body.size }, body.lines.length > 1 ? 8.5 : 11);
  const nameStyle: TextStyle = { size: Math.min(14, (height + 2 * padding) / 8.5), weight: 'bold', color: ink };
  const name = fitText(page, addressee.name, width, nameStyle, { oneLineDownTo: 8, least: 5.5, most: 2, tail: `　${addressee.honorific}` });
  const nameHeight = name.lines.length > 1 ? name.size * 1.25 : nameStyle.size * 1.25;
  const nameAt = Math.max(at + 3, height - nameHeight * name.lines.length);
  const affiliation = fitText(page, addressee.affiliation, width, small, { oneLineDownTo: 6, least: 6, most: 1 });
  if (addressee.affiliation !== '' && nameAt - at >= 12) add(affiliation.lines.join(''), { ...small, size: affiliation.size }, 11);
  for (const [index, text] of name.lines.entries())
    lines.push({ text, at: nameAt + index * nameHeight, style: { ...nameStyle, size: name.size } });
  // An affiliation is left out first: a letter comes without it.
  return { lines, isCut: address.isCut || body.isCut || name.isCut };
}

const insideOf = (sheet: LabelSheet): Pick<Box, 'width' | 'height'> => ({
  width: points(sheet.width) - 2 * padding,
  height: points(sheet.height) - 2 * padding,
});

/** Whose label on this sheet loses letters of its address or name, however small they are set. */
export async function labelsCut<T extends LabelAddressee>(addressees: readonly T[], sheet: LabelSheet): Promise<T[]> {
  const page = new PdfPage({ title: '', author: '', createdAt: new Date(0) });
  const box = insideOf(sheet);
  const cut: T[] = [];
  for (const [at, addressee] of addressees.entries()) {
    if (at % labelsPerSheet(sheet) === 0) await breathe();
    if (linesOf(page, addressee, box).isCut) cut.push(addressee);
  }
  return cut;
}

function draw(page: PdfPage, addressee: LabelAddressee, box: Box): void {
  for (const { text, at, style } of linesOf(page, addressee, box).lines) page.tagged('P', () => page.text(text, box.x, box.y + at, style));
}

/** Sheets of address labels; no line is drawn, since the sheets are cut already. */
export async function labelsPdf(addressees: readonly LabelAddressee[], terms: LabelTerms): Promise<Buffer> {
  const { sheet, start, shift } = terms;
  const page = new PdfPage({ title: '宛名ラベル', author: terms.author, createdAt: terms.createdAt });
  let current = 0;
  for (const [index, addressee] of addressees.entries()) {
    const place = labelPlace(sheet, start, index, shift);
    if (place.page > current) {
      current = place.page;
      page.nextPage();
      await breathe();
    }
    draw(page, addressee, { x: points(place.x) + padding, y: points(place.y) + padding, ...insideOf(sheet) });
  }
  return page.bytes();
}
