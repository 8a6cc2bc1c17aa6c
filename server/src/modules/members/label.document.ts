import type { LabelSheet } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';
import { type LabelAddressee, labelPlace } from './label.rules.ts';

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

/** The largest size, from `most` down to `least`, in which a text fits its width; below that it is cut with an ellipsis. */
function fitted(page: PdfPage, text: string, width: number, style: TextStyle, least: number): { text: string; style: TextStyle } {
  for (let size = style.size; size >= least; size -= 0.5)
    if (page.widthOf(text, { ...style, size }) <= width) return { text, style: { ...style, size } };
  const small = { ...style, size: least };
  let letters = [...text];
  while (letters.length > 1 && page.widthOf(`${letters.join('')}…`, small) > width) letters = letters.slice(0, -1);
  return { text: `${letters.join('')}…`, style: small };
}

function draw(page: PdfPage, addressee: LabelAddressee, box: { x: number; y: number; width: number; height: number }): void {
  const { x, y } = { x: box.x + padding, y: box.y + padding };
  const width = box.width - 2 * padding;
  const small: TextStyle = { size: 8.5, color: ink };
  const nameSize = Math.min(14, box.height / 8.5);
  let at = y;
  const line = (text: string, style: TextStyle, height: number) => {
    page.tagged('P', () => page.text(text, x, at, style));
    at += height;
  };
  if (addressee.postalCode !== '') line(`〒${shownPostalCode(addressee.postalCode)}`, { ...small, size: 9 }, 13);
  // Three lines of address and one of affiliation leave room for the name in the smallest label.
  const wrapped = page.linesOf(addressee.address, width, small);
  const most = addressee.body === undefined ? 3 : 2;
  const shown = wrapped.length > most ? [...wrapped.slice(0, most - 1), wrapped.slice(most - 1).join('')] : wrapped;
  for (const text of shown) {
    const fit = fitted(page, text, width, small, 6);
    line(fit.text, fit.style, 11);
  }
  if (addressee.body !== undefined) {
    const fit = fitted(page, addressee.body, width, { ...small, size: 9.5 }, 6);
    line(fit.text, fit.style, 11);
  }
  const nameAt = Math.max(at + 3, box.y + box.height - padding - nameSize * 1.25);
  if (addressee.affiliation !== '' && nameAt - at >= 12) {
    const fit = fitted(page, addressee.affiliation, width, small, 6);
    line(fit.text, fit.style, 11);
  }
  const name = fitted(page, `${addressee.name}　${addressee.honorific}`, width, { size: nameSize, weight: 'bold', color: ink }, 8);
  page.tagged('P', () => page.text(name.text, x, nameAt, name.style));
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
      // Others are answered between two sheets.
      await breathe();
    }
    draw(page, addressee, { x: points(place.x), y: points(place.y), width: points(sheet.width), height: points(sheet.height) });
  }
  return page.bytes();
}
