import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { partsOfDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';
import { drawSeal } from './seal.document.ts';
import { provisoSentence } from './receipt.rules.ts';
import type { ReceiptContent } from './receipt.repository.ts';

/** look.md 9: margins 22 mm, 20 mm on top; measures are those of look/receipt-pdf in points. */
const left = 62.25;
const right = 533.25;
const ink = '#111111';
const soft = '#444444';
const hair = '#c9cfd2';
const outOfScope = '不課税';

function date(day: JstDate): string {
  const { year, month, day: number } = partsOfDate(day);
  return `${year}年${month}月${number}日`;
}

const figure = (value: Yen) => formatYenFigure(value);

export interface Reissue {
  readonly issuedOn: JstDate;
  readonly reason: string;
}

/** The plain 不課税 receipt as drawn in look/receipt-pdf. The same content always gives the same bytes. */
export async function receiptPdf(content: ReceiptContent, issuedAt: Date, reissue: Reissue | null = null): Promise<Buffer> {
  const page = new PdfPage({ title: `領収書 ${content.number}`, author: content.issuer.name, createdAt: issuedAt });
  head(page, content);
  if (reissue) reissueMark(page);
  addressee(page, content);
  sum(page, content);
  const tableEnd = lines(page, content, proviso(page, content));
  paid(page, content, reissue, tax(page, content, tableEnd));
  issuer(page, content);
  foot(page, content);
  return page.bytes();
}

/** The small box beside the title that tells a later issue from the first. */
function reissueMark(page: PdfPage): void {
  const box = { x: left + 115, y: 64.5, width: 52, height: 20 };
  page.decoration((doc) => doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.9).strokeColor(ink).stroke());
  page.tagged('P', () =>
    page.text('再発行', box.x + box.width / 2, box.y + 4.4, { size: 10.5, weight: 'bold', spacing: 1, align: 'center' }),
  );
}

function head(page: PdfPage, content: ReceiptContent): void {
  page.tagged('H1', () => page.text('領収書', left, 62, { size: 24, weight: 'bold', spacing: 10.08 }));
  const rows: [string, string][] = [
    ['領収書番号', content.number],
    ['領収日', date(content.receivedOn)],
  ];
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

interface Fitted {
  readonly size: number;
  readonly lines: readonly string[];
}

/** A name stays on one line while it can be read there, then takes two, then shrinks: never does it lose a letter. */
function fitName(page: PdfPage, name: string, width: number, style: TextStyle, oneLineDownTo: number): Fitted {
  const linesAt = (size: number) => page.linesOf(name, width, { ...style, size });
  for (let size = style.size; size >= oneLineDownTo; size -= 0.25) {
    const lines = linesAt(size);
    if (lines.length === 1) return { size, lines };
  }
  for (let size = oneLineDownTo + 1; size > 5; size -= 0.25) {
    const lines = linesAt(size);
    if (lines.length <= 2) return { size, lines };
  }
  return { size: 5, lines: linesAt(5) };
}

function addressee(page: PdfPage, content: ReceiptContent): void {
  const lineWidth = 315;
  const room = lineWidth - 6 - 24 - page.widthOf(content.honorific, { size: 13.5 });
  const { size, lines: texts } = fitName(page, content.addressee, room, { size: 16.5, weight: 'bold', spacing: 0.33 }, 12.5);
  const base = 153.5;
  page.tagged('P', () => {
    texts.forEach((text, index) =>
      page.text(text, left + 3, base - size * 1.12 - (texts.length - 1 - index) * size * 1.25, { size, weight: 'bold', spacing: 0.33 }),
    );
    if (content.honorific !== '') page.text(content.honorific, left + lineWidth - 3, base - 13.5 * 1.1, { size: 13.5, align: 'right' });
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

function sum(page: PdfPage, content: ReceiptContent): void {
  const top = 187.8;
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
    page.text('領収金額', left + 49.5, top + 23.5, { size: 10.5, align: 'center', spacing: 0.84 });
    const unit = page.text('円', right - 21, top + 26.5, { size: 13.5, weight: 'bold', align: 'right' });
    page.text(figure(content.amount), right - 21 - unit - 4.5, top + 14, { size: 30, weight: 'bold', align: 'right', spacing: 0.3 });
  });
}

function proviso(page: PdfPage, content: ReceiptContent): number {
  const style: TextStyle = { size: 10.5 };
  const texts = page.linesOf(provisoSentence(content.proviso), right - left - 30, style);
  page.tagged('P', () => {
    page.text('但し', left, 261, style);
    texts.forEach((text, index) => page.text(text, left + 30, 261 + index * 16.8, style));
  });
  return 261 + (texts.length - 1) * 16.8;
}

const columns = { label: left + 4.5, tax: 395, amount: right - 4.5 } as const;

function lines(page: PdfPage, content: ReceiptContent, provisoY: number): number {
  let y = provisoY + 40;
  const rule = (at: number, color: string) =>
    page.decoration((doc) => doc.moveTo(left, at).lineTo(right, at).lineWidth(0.75).strokeColor(color).stroke());
  page.group('Table', () => {
    page.group('TR', () => {
      const style: TextStyle = { size: 9, color: '#333333' };
      page.tagged('TH', () => page.text('内容', columns.label, y, style));
      page.tagged('TH', () => page.text('税区分', columns.tax, y, { ...style, align: 'center' }));
      page.tagged('TH', () => page.text('金額（円）', columns.amount, y, { ...style, align: 'right' }));
    });
    y += 15;
    rule(y, ink);
    for (const part of content.parts) {
      const note = part.kind === 'fee' ? content.period : part.note;
      const labels = page.linesOf(part.label, 270, { size: 10.5 });
      const notes = note === '' ? [] : page.linesOf(note, 270, { size: 9 });
      page.group('TR', () => {
        page.tagged('TD', () => {
          labels.forEach((text, index) => page.text(text, columns.label, y + 8.5 + index * 15, { size: 10.5 }));
          notes.forEach((text, index) =>
            page.text(text, columns.label, y + 8.5 + labels.length * 15 + index * 12.6, { size: 9, color: soft }),
          );
        });
        page.tagged('TD', () => page.text(outOfScope, columns.tax, y + 8.5, { size: 10.5, align: 'center' }));
        page.tagged('TD', () => page.text(figure(part.amount), columns.amount, y + 8.5, { size: 10.5, align: 'right' }));
      });
      y += 15.5 + labels.length * 15 + notes.length * 12.6;
      rule(y, hair);
    }
    page.group('TR', () => {
      page.tagged('TD', () => page.text('合計', columns.label, y + 8.5, { size: 10.5, weight: 'bold' }));
      page.tagged('TD', () => page.text(figure(content.amount), columns.amount, y + 8.5, { size: 10.5, weight: 'bold', align: 'right' }));
    });
    rule(y, ink);
    y += 30.5;
    rule(y, ink);
  });
  return y;
}

function tax(page: PdfPage, content: ReceiptContent, tableEnd: number): number {
  const y = tableEnd + 12;
  page.tagged('P', () => {
    const last = page.text('消費税の対象外', columns.amount, y, { size: 9.75, color: '#333333', align: 'right' });
    const amount = page.text(`${figure(content.amount)}円`, columns.amount - last - 25.5, y, { size: 9.75, align: 'right' });
    page.text(outOfScope, columns.amount - last - amount - 51, y, { size: 9.75, align: 'right' });
  });
  return y + 15.6;
}

function paid(page: PdfPage, content: ReceiptContent, reissue: Reissue | null, from: number): void {
  const rows: [string, string][] = [
    ['支払方法', content.method],
    ['決済番号', content.paymentNumber],
    ['会員番号', content.memberNumber],
    ['再発行日', reissue ? `${date(reissue.issuedOn)}（${reissue.reason}。元の領収書と同じ番号です）` : ''],
  ];
  let y = from + 21;
  for (const [name, value] of rows) {
    if (value === '') continue;
    const texts = page.linesOf(value, right - left - 81, { size: 9.75 });
    page.tagged('P', () => {
      page.text(name, left, y, { size: 9.75, color: soft });
      texts.forEach((text, index) => page.text(text, left + 81, y + index * 14, { size: 9.75 }));
    });
    y += 18 + (texts.length - 1) * 14;
  }
}

const footRule = 762;

function issuer(page: PdfPage, content: ReceiptContent): void {
  const x = 254.25;
  const width = 195;
  const { name, address, phone, representative } = content.issuer;
  const blocks: { text: string; style: TextStyle; height: number }[] = [];
  const add = (text: string, style: TextStyle, height: number) => {
    for (const line of text === '' ? [] : page.linesOf(text, width, style)) blocks.push({ text: line, style, height });
  };
  const fitted = fitName(page, name, width, { size: 12.75, weight: 'bold', spacing: 0.25 }, 10);
  for (const [index, line] of fitted.lines.entries()) {
    blocks.push({
      text: line,
      style: { size: fitted.size, weight: 'bold', spacing: 0.25 },
      height: index === fitted.lines.length - 1 ? 24 : fitted.size * 1.4,
    });
  }
  add(representative, { size: 9.75 }, 17);
  add(address, { size: 9.75 }, 17);
  add(phone === '' ? '' : `電話 ${phone}`, { size: 9.75 }, 17);
  const height = blocks.reduce((total, block) => total + block.height, 0);
  let y = footRule - 30 - Math.max(height, 58);
  const top = y;
  page.tagged('P', () => {
    for (const block of blocks) {
      page.text(block.text, x, y, block.style);
      y += block.height;
    }
  });
  page.tagged('Figure', () => drawSeal(page, name, right - 63, top + 8), `${name}の印`);
}

function foot(page: PdfPage, content: ReceiptContent): void {
  const subject = content.period === '' ? 'この領収書の金額' : '年会費';
  page.decoration((doc) => doc.moveTo(left, footRule).lineTo(right, footRule).lineWidth(0.75).strokeColor(hair).stroke());
  page.tagged('P', () =>
    page.text(`電子データで発行した領収書です。収入印紙は必要ありません。${subject}は消費税の対象外（不課税）です。`, left, footRule + 9, {
      size: 8.6,
      color: '#333333',
    }),
  );
}
