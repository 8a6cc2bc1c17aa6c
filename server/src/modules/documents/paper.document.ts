import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import { type Fitted, fitText } from '../../platform/pdf-fit.ts';
import type { PdfPage, TextStyle } from '../../platform/pdf.ts';
import { type PaperBody, type PaperLine, isTaxed } from './paper.rules.ts';

/** look.md 9: margins 22 mm, 20 mm on top; measures are those of look/receipt-pdf in points. */
export const left = 62.25;
export const right = 533.25;
export const ink = '#111111';
export const soft = '#444444';
const hair = '#c9cfd2';
export const footRule = 762;

export const figure = (value: Yen): string => formatYenFigure(value);

/** Title over a double rule; number and date on the right. */
export function head(page: PdfPage, title: string, rows: readonly (readonly [string, string])[]): void {
  page.tagged('H1', () => page.text(title, left, 62, { size: 24, weight: 'bold', spacing: 10.08 }));
  rows.forEach(([name, value], index) => {
    const y = 57.8 + index * 15.6;
    page.tagged('P', () => {
      page.text(name, right - 97.5, y, { size: 9.75, color: soft, align: 'right' });
      page.text(value, right, y, { size: 9.75, align: 'right' });
    });
  });
  page.decoration((doc) => {
    for (const y of [99.1, 100.9]) doc.moveTo(left, y).lineTo(right, y).lineWidth(0.75).strokeColor(ink).stroke();
  });
}

/** The small box beside the title that tells this paper from a first and plain one. */
export function mark(page: PdfPage, text: string, x: number): void {
  const box = { x, y: 64.5, width: 22 + text.length * 10, height: 20 };
  page.decoration((doc) => doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.9).strokeColor(ink).stroke());
  page.tagged('P', () => page.text(text, box.x + box.width / 2, box.y + 4.4, { size: 10.5, weight: 'bold', spacing: 1, align: 'center' }));
}

/** A name stays on one line while it can be read there, then takes two, then shrinks: never does it lose a letter. */
export function fitName(page: PdfPage, name: string, width: number, style: TextStyle, oneLineDownTo: number): Fitted {
  const fitted = fitText(page, name, width, style, { oneLineDownTo, least: 5, most: 2 });
  return fitted.isCut ? { size: 5, lines: page.linesOf(name, width, { ...style, size: 5 }), isCut: false } : fitted;
}

export function addressee(page: PdfPage, name: string, honorific: string, lineWidth = 315): void {
  const room = lineWidth - 6 - 24 - page.widthOf(honorific, { size: 13.5 });
  const { size, lines: texts } = fitName(page, name, room, { size: 16.5, weight: 'bold', spacing: 0.33 }, 12.5);
  const base = 153.5;
  page.tagged('P', () => {
    texts.forEach((text, index) =>
      page.text(text, left + 3, base - size * 1.12 - (texts.length - 1 - index) * size * 1.25, { size, weight: 'bold', spacing: 0.33 }),
    );
    if (honorific !== '') page.text(honorific, left + lineWidth - 3, base - 13.5 * 1.1, { size: 13.5, align: 'right' });
  });
  page.decoration((doc) =>
    doc
      .moveTo(left, 160.4)
      .lineTo(left + lineWidth, 160.4)
      .lineWidth(0.75)
      .strokeColor(ink)
      .stroke(),
  );
}

export function sum(page: PdfPage, label: string, amount: Yen, top = 187.8): void {
  const height = 58.5;
  page.decoration((doc) => {
    doc.rect(left, top, 99, height).fillColor('#f1f3f4').fill();
    doc
      .rect(left, top, right - left, height)
      .lineWidth(1.1)
      .strokeColor(ink)
      .stroke();
    doc
      .moveTo(left + 99, top)
      .lineTo(left + 99, top + height)
      .lineWidth(0.75)
      .stroke();
  });
  page.tagged('P', () => {
    page.text(label, left + 49.5, top + 23.5, { size: 10.5, align: 'center', spacing: 0.84 });
    const unit = page.text('円', right - 21, top + 26.5, { size: 13.5, weight: 'bold', align: 'right' });
    page.text(figure(amount), right - 21 - unit - 4.5, top + 14, { size: 30, weight: 'bold', align: 'right', spacing: 0.3 });
  });
}

/** What it is for, in one sentence; returns where its last line stands. */
export function sentence(page: PdfPage, label: string, text: string, y = 261): number {
  const style: TextStyle = { size: 10.5 };
  const indent = label === '' ? 0 : 30;
  const texts = page.linesOf(text, right - left - indent, style);
  page.tagged('P', () => {
    if (label !== '') page.text(label, left, y, style);
    texts.forEach((line, index) => page.text(line, left + indent, y + index * 16.8, style));
  });
  return y + (texts.length - 1) * 16.8;
}

const columns = { label: left + 4.5, tax: 395, amount: right - 4.5 } as const;
const categoryNames: Readonly<Record<TaxCategory, string>> = {
  out_of_scope: '不課税',
  exempt: '非課税',
  standard_10: '10%',
  reduced_8: '8%（軽減）',
};

interface Measured {
  readonly line: PaperLine;
  readonly labels: readonly string[];
  readonly notes: readonly string[];
  readonly height: number;
}

function measured(page: PdfPage, line: PaperLine): Measured {
  const labels = page.linesOf(line.taxCategory === 'reduced_8' ? `${line.label} ※` : line.label, 270, { size: 10.5 });
  const notes = line.note === '' ? [] : page.linesOf(line.note, 270, { size: 9 });
  return { line, labels, notes, height: labels.length * 15 + notes.length * 12.6 };
}

const usualPadding = 15.5;

/** Room under and over the text of a row: many lines stand closer; where they need another sheet all the same, as usual. */
function padding(rows: readonly Measured[], room: number): number {
  const text = rows.reduce((total, { height }) => total + height, 30.5);
  const fitting = (room - text) / Math.max(1, rows.length);
  return fitting < 4.5 ? usualPadding - 3 : Math.min(usualPadding, fitting);
}

/** The lines with their category and sum, closed by the total; `bottom`: from where on the sheet is taken. Returns its end. */
export function table(page: PdfPage, body: PaperBody, total: Yen, from: number, bottom: number): number {
  let y = from;
  const rows = body.lines.map((line) => measured(page, line));
  const pad = padding(rows, bottom - from - 15 - body.taxes.length * 15.6 - 12);
  const rule = (at: number, color: string) =>
    page.decoration((doc) => doc.moveTo(left, at).lineTo(right, at).lineWidth(0.75).strokeColor(color).stroke());
  const header = () => {
    page.group('TR', () => {
      const style: TextStyle = { size: 9, color: '#333333' };
      page.tagged('TH', () => page.text('内容', columns.label, y, style));
      page.tagged('TH', () => page.text('税区分', columns.tax, y, { ...style, align: 'center' }));
      page.tagged('TH', () => page.text('金額（円）', columns.amount, y, { ...style, align: 'right' }));
    });
    y += 15;
    rule(y, ink);
  };
  const makeRoom = (height: number, limit: number) => {
    if (y + height <= limit) return false;
    page.nextPage();
    y = 62;
    return true;
  };
  page.group('Table', () => {
    header();
    for (const { line, labels, notes, height } of rows) {
      if (makeRoom(height + pad, footRule - 20)) header();
      const top = y + pad * 0.5 + 0.75;
      page.group('TR', () => {
        page.tagged('TD', () => {
          labels.forEach((text, index) => page.text(text, columns.label, top + index * 15, { size: 10.5 }));
          notes.forEach((text, index) => page.text(text, columns.label, top + labels.length * 15 + index * 12.6, { size: 9, color: soft }));
        });
        page.tagged('TD', () => page.text(categoryNames[line.taxCategory], columns.tax, top, { size: 10.5, align: 'center' }));
        page.tagged('TD', () => page.text(figure(line.amount), columns.amount, top, { size: 10.5, align: 'right' }));
      });
      y += pad + height;
      rule(y, hair);
    }
    // What closes the paper stays together, behind the table or on a sheet of its own.
    makeRoom(30 + body.taxes.length * 15.6 + 12, bottom);
    page.group('TR', () => {
      page.tagged('TD', () => page.text('合計', columns.label, y + 8.5, { size: 10.5, weight: 'bold' }));
      page.tagged('TD', () => page.text(figure(total), columns.amount, y + 8.5, { size: 10.5, weight: 'bold', align: 'right' }));
    });
    rule(y, ink);
    y += 30.5;
    rule(y, ink);
  });
  return y;
}

const groupNames: Readonly<Record<TaxCategory, string>> = {
  standard_10: '10%対象',
  reduced_8: '8%対象 ※',
  exempt: '非課税',
  out_of_scope: '不課税',
};

function taxWords(body: PaperBody, category: TaxCategory, tax: Yen): string {
  if (category === 'out_of_scope') return '消費税の対象外';
  if (category === 'exempt') return '消費税は非課税';
  return body.form === 'qualified' ? `内消費税 ${figure(tax)}円` : '税込';
}

/** One sum per rate with the tax in it, taxed ones first. */
export function taxes(page: PdfPage, body: PaperBody, tableEnd: number): number {
  const order: readonly TaxCategory[] = ['standard_10', 'reduced_8', 'exempt', 'out_of_scope'];
  const groups = order.flatMap((category) => body.taxes.filter((group) => group.taxCategory === category));
  const words = groups.map((group) => taxWords(body, group.taxCategory, group.tax));
  const style: TextStyle = { size: 9.75, align: 'right' };
  const wide = Math.max(...words.map((text) => page.widthOf(text, style)), 0);
  const figures = Math.max(...groups.map((group) => page.widthOf(`${figure(group.amount)}円`, style)), 0);
  let y = tableEnd + 12;
  groups.forEach((group, index) => {
    page.tagged('P', () => {
      page.text(groupNames[group.taxCategory], columns.amount - wide - figures - 51, y, style);
      page.text(`${figure(group.amount)}円`, columns.amount - wide - 25.5, y, style);
      page.text(words[index]!, columns.amount, y, { ...style, color: '#333333' });
    });
    y += 15.6;
  });
  return y;
}

/** Names and values in two columns; empty ones are left out. */
export function details(page: PdfPage, rows: readonly (readonly [string, string])[], from: number, width = right - left): number {
  let y = from;
  for (const [name, value] of rows) {
    if (value === '') continue;
    const texts = page.linesOf(value, width - 81, { size: 9.75 });
    page.tagged('P', () => {
      if (name !== '') page.text(name, left, y, { size: 9.75, color: soft });
      texts.forEach((text, index) => page.text(text, left + 81, y + index * 14, { size: 9.75 }));
    });
    y += 18 + (texts.length - 1) * 14;
  }
  return y;
}

export function foot(page: PdfPage, body: PaperBody, text: string): void {
  const reduced = body.lines.some(({ taxCategory }) => taxCategory === 'reduced_8') ? '※は軽減税率の対象です。' : '';
  page.decoration((doc) => doc.moveTo(left, footRule).lineTo(right, footRule).lineWidth(0.75).strokeColor(hair).stroke());
  const style: TextStyle = { size: 8.6, color: '#333333' };
  page.tagged('P', () =>
    page
      .linesOf(`${reduced}${text}`, right - left, style)
      .forEach((line, index) => page.text(line, left, footRule + 9 + index * 12, style)),
  );
}

/** Whether nothing on the paper has to do with consumption tax. */
export const isOutOfScope = (body: PaperBody): boolean => body.lines.every(({ taxCategory }) => taxCategory === 'out_of_scope');
export const hasTax = (body: PaperBody): boolean => body.lines.some(({ taxCategory }) => isTaxed(taxCategory));
