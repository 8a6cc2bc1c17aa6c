import { type Fitted, cutToFit, fitText } from '../../platform/pdf-fit.ts';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';

export interface RollLine {
  readonly number: string;
  readonly name: string;
  readonly kana: string;
  readonly type: string;
  readonly address: string;
  readonly phone: string;
}

export interface RollFacts {
  readonly title: string;
  readonly organization: string;
  /** 2026年4月1日現在 */
  readonly asOf: string;
  readonly createdAt: Date;
}

/** A4 with margins of 16 mm; columns end where the next one begins. */
const left = 45.35;
const right = 549.93;
const columns = [
  { head: '会員番号', x: left, width: 62 },
  { head: '氏名', x: left + 66, width: 106 },
  { head: '会員種別', x: left + 176, width: 58 },
  { head: '住所', x: left + 238, width: 170 },
  { head: '電話', x: left + 412, width: right - left - 412 },
] as const;
const firstLine = 104;
const lineHeight = 22;
export const linesPerPage = 31;
const ink = '#111111';
const soft = '#444444';
const hair = '#c9cfd2';

function head(page: PdfPage, facts: RollFacts, number: number, pages: number, count: number): void {
  page.tagged(number === 1 ? 'H1' : 'P', () => page.text(facts.title, left, 45, { size: 16, weight: 'bold', spacing: 2 }));
  page.tagged('P', () => page.text(`${facts.organization}　${facts.asOf}　${count}件`, left, 68, { size: 9, color: soft }));
  page.tagged('P', () => page.text(`${number} / ${pages}`, right, 52, { size: 9, color: soft, align: 'right' }));
  page.group('TR', () => {
    for (const column of columns) page.tagged('TH', () => page.text(column.head, column.x, 88, { size: 8, color: soft }));
  });
  page.decoration((doc) => doc.moveTo(left, 101).lineTo(right, 101).lineWidth(0.9).strokeColor(ink).stroke());
}

function row(page: PdfPage, line: RollLine, at: number): void {
  const y = firstLine + at * lineHeight;
  const plain: TextStyle = { size: 8.5, color: ink };
  // Cut where it does not fit: a list is looked through, not read.
  const cell = (index: number, text: string, top: number, style: TextStyle) =>
    page.text(cutToFit(page, text, columns[index]!.width, style), columns[index]!.x, top, style);
  const twoLines = (index: number, { size, lines }: Fitted, style: TextStyle) =>
    lines.forEach((text, at) => page.text(text, columns[index]!.x, y + 2.5 + at * 9, { ...style, size }));
  page.group('TR', () => {
    page.tagged('TD', () => cell(0, line.number, y + 6, plain));
    page.tagged('TD', () => {
      // Bodies that begin alike are told apart by their ends: a long name takes the line of its reading, too.
      const name = fitText(page, line.name, columns[1].width, { ...plain, size: 9.5 }, { oneLineDownTo: 7.5, least: 6, most: 2 });
      if (name.lines.length > 1) return twoLines(1, name, plain);
      cell(1, line.kana, y + 2.5, { size: 6, color: soft });
      cell(1, line.name, y + 9.5, { ...plain, size: name.size });
    });
    page.tagged('TD', () => cell(2, line.type, y + 6, plain));
    page.tagged('TD', () => {
      // An address is of no use without its end: it may take two lines, in letters that let them.
      const address = fitText(page, line.address, columns[3].width, { ...plain, size: 8 }, { oneLineDownTo: 7, least: 7, most: 2 });
      if (address.lines.length > 1) return twoLines(3, address, plain);
      cell(3, line.address, y + 6, { ...plain, size: address.size });
    });
    page.tagged('TD', () => cell(4, line.phone, y + 6, plain));
  });
  page.decoration((doc) =>
    doc
      .moveTo(left, y + lineHeight)
      .lineTo(right, y + lineHeight)
      .lineWidth(0.4)
      .strokeColor(hair)
      .stroke(),
  );
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The roll as a list on paper, its head on every sheet. */
export async function rollPdf(lines: readonly RollLine[], facts: RollFacts): Promise<Buffer> {
  const page = new PdfPage({ title: `${facts.title} ${facts.organization}`, author: facts.organization, createdAt: facts.createdAt });
  const pages = Math.max(1, Math.ceil(lines.length / linesPerPage));
  for (let number = 1; number <= pages; number += 1) {
    if (number > 1) {
      page.nextPage();
      // Others are answered between two sheets.
      await breathe();
    }
    page.group('Table', () => {
      head(page, facts, number, pages, lines.length);
      for (const [at, line] of lines.slice((number - 1) * linesPerPage, number * linesPerPage).entries()) row(page, line, at);
    });
  }
  return page.bytes();
}
