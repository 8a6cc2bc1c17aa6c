import type { PayoutStatementLine, PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import { cutToFit } from '../../platform/pdf-fit.ts';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';

export interface StatementFacts {
  readonly organization: string;
  readonly createdAt: Date;
}

/** A4 with margins of 16 mm. */
const left = 45.35;
const right = 549.93;
const ink = '#111111';
const soft = '#444444';
const hair = '#c9cfd2';
const columns = [
  { head: '日付', x: left },
  { head: '会員', x: left + 64 },
  { head: '決済番号', x: left + 168 },
  { head: '方法', x: left + 258 },
] as const;
const figures = [
  { head: '金額（円）', x: right - 132 },
  { head: 'システム利用料（円）', x: right - 50 },
  { head: '差引（円）', x: right },
] as const;
const lineHeight = 18;
const [firstTop, nextTop] = [232, 74];
const firstLines = 30;
const nextLines = 38;

const methods: Readonly<Record<string, string>> = {
  card: 'カード',
  konbini: 'コンビニ',
  payeasy: 'ペイジー',
  virtual_account: 'バーチャル口座',
  direct_debit: '口座振替',
};
const kinds: Readonly<Record<PayoutStatementLine['kind'], string>> = { money: '', returned: '（返金）', won_back: '（戻り）' };

const monthText = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
const dayText = (day: string): string => `${monthText(day.slice(0, 7))}${Number(day.slice(8))}日`;

/** When the transfer is or was made; of one that the bank has sent back, that it was. */
export function transferText({ state, paidOn, payOn, cameBack }: Pick<PayoutView, 'state' | 'paidOn' | 'payOn' | 'cameBack'>): string {
  if (state !== 'returned') return `お振込日：${dayText(paidOn ?? payOn)}`;
  const last = cameBack.at(-1);
  return last ? `組戻し：${dayText(last.returnedOn)}（お振込日 ${dayText(last.paidOn)}）` : '組戻し';
}

/** gross − fee − returned = net, and no other line (POU-02). */
function sums(page: PdfPage, payout: PayoutView): void {
  const rows: readonly [string, Yen, boolean][] = [
    ['入金額', payout.gross, false],
    ['システム利用料', -payout.fee as Yen, false],
    ['返金・取消', -payout.returned as Yen, false],
    ['差引振込額', payout.net, true],
  ];
  page.group('Table', () => {
    for (const [at, [label, value, isSum]] of rows.entries()) {
      const y = 118 + at * 20;
      const style: TextStyle = isSum ? { size: 12, weight: 'bold', color: ink } : { size: 10, color: ink };
      page.group('TR', () => {
        page.tagged('TH', () => page.text(label, left, y, style));
        page.tagged('TD', () => page.text(`${formatYenFigure(value)}円`, left + 230, y, { ...style, align: 'right' }));
      });
      page.decoration((doc) =>
        doc
          .moveTo(left, y + 17)
          .lineTo(left + 230, y + 17)
          .lineWidth(isSum ? 0.9 : 0.4)
          .strokeColor(isSum ? ink : hair)
          .stroke(),
      );
    }
  });
  page.tagged('P', () => page.text(transferText(payout), right, 118, { size: 10, color: ink, align: 'right' }));
  if (payout.account) {
    const { bankName, branchName, tail, holder } = payout.account;
    page.tagged('P', () =>
      page.text(`お振込先：${bankName} ${branchName} ****${tail} ${holder}`, right, 136, { size: 8, color: soft, align: 'right' }),
    );
  }
}

function tableHead(page: PdfPage, y: number): void {
  const style: TextStyle = { size: 8, color: soft };
  page.group('TR', () => {
    for (const { head, x } of columns) page.tagged('TH', () => page.text(head, x, y, style));
    for (const { head, x } of figures) page.tagged('TH', () => page.text(head, x, y, { ...style, align: 'right' }));
  });
  page.decoration((doc) =>
    doc
      .moveTo(left, y + 13)
      .lineTo(right, y + 13)
      .lineWidth(0.9)
      .strokeColor(ink)
      .stroke(),
  );
}

function row(page: PdfPage, line: PayoutStatementLine, y: number): void {
  const style: TextStyle = { size: 8.5, color: ink };
  const texts = [
    line.bookedOn.replaceAll('-', '/'),
    cutToFit(page, `${line.memberNumber} ${line.memberName}`.trim(), 100, style),
    line.paymentNumber,
    cutToFit(page, `${methods[line.method] ?? line.method}${kinds[line.kind]}`, 64, style),
  ];
  // With its sign, as above: gross − fee = net.
  const values = [line.amount, -line.fee as Yen, line.net];
  page.group('TR', () => {
    for (const [at, text] of texts.entries()) page.tagged('TD', () => page.text(text, columns[at]!.x, y, style));
    for (const [at, value] of values.entries())
      page.tagged('TD', () => page.text(formatYenFigure(value), figures[at]!.x, y, { ...style, align: 'right' }));
  });
  page.decoration((doc) =>
    doc
      .moveTo(left, y + 13.5)
      .lineTo(right, y + 13.5)
      .lineWidth(0.4)
      .strokeColor(hair)
      .stroke(),
  );
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** 振込明細: the sums on the first sheet, and every line that they are made of. */
export async function payoutPdf(payout: PayoutView, lines: readonly PayoutStatementLine[], facts: StatementFacts): Promise<Buffer> {
  const title = `振込明細 ${monthText(payout.closeMonth)}分`;
  const page = new PdfPage({ title: `${title} ${facts.organization}`, author: facts.organization, createdAt: facts.createdAt });
  page.tagged('H1', () => page.text(title, left, 48, { size: 16, weight: 'bold', spacing: 1 }));
  page.tagged('P', () => page.text(`${facts.organization} 御中`, left, 80, { size: 11, color: ink }));
  sums(page, payout);
  for (let start = 0, number = 0; start < lines.length; number += 1) {
    const many = number === 0 ? firstLines : nextLines;
    if (number > 0) {
      page.nextPage();
      // Others are answered between two sheets.
      await breathe();
    }
    const top = number === 0 ? firstTop : nextTop;
    page.group('Table', () => {
      tableHead(page, top - 18);
      for (const [at, line] of lines.slice(start, start + many).entries()) row(page, line, top + at * lineHeight);
    });
    start += many;
  }
  return page.bytes();
}
