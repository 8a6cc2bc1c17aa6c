import { encode } from 'uqr';
import { numberName } from '../../platform/number-name.ts';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';
import type { InvoiceContent } from './paper.repository.ts';
import { issuerAcross } from './issuer.document.ts';
import {
  addressee,
  details,
  figure,
  foot,
  hasTax,
  head,
  ink,
  isOutOfScope,
  left,
  mark,
  right,
  sentence,
  soft,
  sum,
  table,
  taxes,
} from './paper.document.ts';
import { paperDate, paperDateWithWeekday } from './paper.rules.ts';

/** Top of the part that says how to pay, in the lower third (look.md 9): higher by a line where it has all it may say. */
const payTopOf = ({ bank, received }: InvoiceContent): number => (bank && received > 0 ? 588 : 604);
/** Under that part. */
const seam = 746;
const qrSize = 84;

const accountTypes = { ordinary: '普通', current: '当座', savings: '貯蓄' } as const;

/** The invoice of a bill. The same content always gives the same bytes. */
export async function invoicePdf(content: InvoiceContent, issuedAt: Date): Promise<Buffer> {
  const page = new PdfPage({ title: `請求書 ${content.number}`, author: content.issuer.name, createdAt: issuedAt });
  invoiceSheet(page, content);
  return page.bytes();
}

/** On a fresh sheet of a file that may hold more. */
export function invoiceSheet(page: PdfPage, content: InvoiceContent): void {
  const { body } = content;
  head(page, '請求書', [
    ['請求書番号', content.number],
    ['発行日', paperDate(content.issuedOn)],
  ]);
  if (content.replaces !== '') mark(page, '訂正', left + 115);
  addressee(page, content.addressee, content.honorific, 248);
  issuerAcross(page, content.issuer, body.registrationNumber);
  sum(page, 'ご請求金額', content.amount, 232);
  const thing = content.proviso.endsWith('として') ? content.proviso : `${content.proviso}として`;
  const from = sentence(page, '', `${thing}、下記のとおりご請求いたします。${insteadOf(content)}`, 304) + 34;
  taxes(page, body, table(page, body, content.amount, from, payTopOf(content) - 14));
  payment(page, content);
  foot(page, body, footWords(content));
}

/** Which papers hold no more by this one: the one that it corrects, and members' own of whose bills it is the invoice. */
function insteadOf({ replaces, standsFor = [] }: InvoiceContent): string {
  const [first, ...others] = [replaces, ...standsFor].filter((number) => number !== '');
  if (first === undefined) return '';
  return `（${first}${others.length === 0 ? '' : ` ほか${others.length}件`} に代わる請求書です。）`;
}

function footWords({ body, period }: InvoiceContent): string {
  if (isOutOfScope(body)) return `${period === '' ? 'この請求書の金額' : '年会費'}は消費税の対象外（不課税）です。`;
  return hasTax(body) ? '金額は消費税を含みます。' : '';
}

function payment(page: PdfPage, content: InvoiceContent): void {
  const { bank } = content;
  const payTop = payTopOf(content);
  // Who pays for several members has an address of their own, and it is printed nowhere.
  const forPayer = content.payUrl === '';
  const width = right - left - (forPayer ? 0 : qrSize + 30);
  page.tagged('H2', () => page.text('お支払いについて', left, payTop, { size: 11.25, weight: 'bold' }));
  const end = details(
    page,
    [
      ['お支払期限', paperDateWithWeekday(content.dueOn)],
      ['ご入金済み', content.received === 0 ? '' : `${figure(content.received)}円　残り ${figure(content.open)}円`],
      ['お振込先', bank ? [bank.name, bank.branch].filter(Boolean).join(' ') : ''],
      ['', bank ? `${accountTypes[bank.accountType]} ${bank.accountNumber}` : ''],
      ['口座名義', bank ? bank.holder : ''],
      [numberName(content.awaitsNumber), content.memberNumber],
    ],
    payTop + 23,
    width,
  );
  const note: TextStyle = { size: 9, color: soft };
  const says = forPayer ? saysToPayer(content) : saysToMember(content);
  page.tagged('P', () => page.linesOf(says, width, note).forEach((line, index) => page.text(line, left, end + 2 + index * 12.6, note)));
  if (!forPayer) myPage(page, content, payTop);
  page.decoration((doc) =>
    doc.moveTo(left, seam).lineTo(right, seam).lineWidth(0.75).dash(6, { space: 4 }).strokeColor('#8b969c').stroke().undash(),
  );
}

const saysToMember = ({ bank, awaitsNumber = false }: InvoiceContent): string =>
  bank
    ? `お振込のときは、振込名義に${numberName(awaitsNumber)}かお名前を入れてください。`
    : 'マイページでお支払いください。お支払い方法を選べます。';

const saysToPayer = ({ bank, number }: InvoiceContent): string =>
  bank
    ? `お振込のときは、振込名義にこの請求書の番号（${number}）か、会員のお名前・会員番号を入れてください。ご案内したお支払いのページからも、お支払いいただけます。`
    : 'ご案内したお支払いのページからお支払いください。お支払い方法を選べます。';

function myPage(page: PdfPage, content: InvoiceContent, payTop: number): void {
  page.tagged(
    'Figure',
    () => qr(page, content.payUrl, right - qrSize, payTop + 4),
    `マイページのお支払いの画面を開く二次元コード。${content.payUrl}`,
  );
  page.tagged('P', () =>
    page.text('マイページで支払う', right - qrSize / 2, payTop + qrSize + 10, { size: 8.6, color: soft, align: 'center' }),
  );
}

/** Runs of dark squares as one bar each: a tenth of the drawing. */
function qr(page: PdfPage, text: string, x: number, y: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const step = qrSize / size;
  page.drawing((doc) => {
    data.forEach((row, at) => {
      for (let from = 0; from < size; from += 1) {
        if (!row[from]) continue;
        let to = from;
        while (row[to]) to += 1;
        doc.rect(x + from * step, y + at * step, (to - from) * step, step);
        from = to;
      }
    });
    doc.fillColor(ink).fill();
  });
}
