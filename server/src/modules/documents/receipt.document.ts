import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { numberName } from '../../platform/number-name.ts';
import { PdfPage } from '../../platform/pdf.ts';
import { issuer } from './issuer.document.ts';
import {
  addressee,
  details,
  figure,
  foot,
  head,
  ink,
  isOutOfScope,
  left,
  mark,
  sentence,
  soft,
  sum,
  table,
  taxes,
} from './paper.document.ts';
import { type PaperBody, paperDate } from './paper.rules.ts';
import type { ReceiptContent } from './receipt.repository.ts';
import { provisoSentence } from './receipt.rules.ts';
import { type StampReason, stampDuty } from './stamp-duty.rules.ts';

export interface Reissue {
  readonly issuedOn: JstDate;
  readonly reason: string;
}

/** The table of a receipt; those from before there were taxed fees are all 不課税. */
export function bodyOf(content: ReceiptContent): PaperBody {
  if (content.body) return content.body;
  const lines = content.parts.map((part) => ({
    label: part.label,
    note: part.kind === 'fee' ? content.period : part.note,
    amount: part.amount,
    taxCategory: 'out_of_scope' as const,
  }));
  const amount = sumYen(lines.map((line) => line.amount));
  return { lines, taxes: [{ taxCategory: 'out_of_scope', amount, tax: sumYen([]) }], form: 'plain', registrationNumber: '' };
}

/** The same content always gives the same bytes. */
export async function receiptPdf(content: ReceiptContent, issuedAt: Date, reissue: Reissue | null = null): Promise<Buffer> {
  const page = new PdfPage({ title: `領収書 ${content.number}`, author: content.issuer.name, createdAt: issuedAt });
  receiptSheet(page, content, reissue);
  return page.bytes();
}

/** As drawn in look/receipt-pdf, on a fresh sheet of a file that may hold more. */
export function receiptSheet(page: PdfPage, content: ReceiptContent, reissue: Reissue | null): void {
  const body = bodyOf(content);
  const medium = content.medium ?? 'electronic';
  const stamp = content.stamp ? stampDuty(content.stamp, medium) : { duty: zeroYen, reason: 'electronic' as const };
  head(page, '領収書', [
    ['領収書番号', content.number],
    ['領収日', paperDate(content.receivedOn)],
  ]);
  if (reissue) mark(page, '再発行', left + 115);
  addressee(page, content.addressee, content.honorific);
  sum(page, '領収金額', content.amount);
  const from = sentence(page, '但し', provisoSentence(content.proviso)) + 40;
  const end = taxes(page, body, table(page, body, content.amount, from, 590));
  details(
    page,
    [
      ['支払方法', content.method],
      ['決済番号', content.paymentNumber],
      [numberName(content.awaitsNumber), content.memberNumber],
      ['再発行日', reissue ? `${paperDate(reissue.issuedOn)}（${reissue.reason}。元の領収書と同じ番号です）` : ''],
    ],
    end + 21,
  );
  issuer(page, content.issuer, body.registrationNumber);
  if (stamp.reason === 'due') stampBox(page, stamp.duty);
  foot(page, body, `${footWords(stamp.reason, stamp.duty)}${scopeWords(content, body)}`);
}

const reasonWords: Readonly<Record<Exclude<StampReason, 'due'>, string>> = {
  electronic: '電子データで発行した領収書です。収入印紙は必要ありません。',
  card: 'クレジットカードでのお支払いのため、収入印紙は必要ありません。',
  not_business: '営業に関しない受取書のため、収入印紙は必要ありません。',
  below: '5万円未満のため、収入印紙は必要ありません。',
};

function footWords(reason: StampReason, duty: Yen): string {
  return reason === 'due' ? `収入印紙${figure(duty)}円を貼り、消印してお渡しします。` : reasonWords[reason];
}

function scopeWords(content: ReceiptContent, body: PaperBody): string {
  if (!isOutOfScope(body)) return '';
  return `${content.period === '' ? 'この領収書の金額' : '年会費'}は消費税の対象外（不課税）です。`;
}

/** Where the stamp is put, left of the issuer. */
function stampBox(page: PdfPage, duty: Yen): void {
  const box = { x: left, y: 655, width: 71, height: 79 };
  page.decoration((doc) =>
    doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.75).dash(2, { space: 2 }).strokeColor(ink).stroke().undash(),
  );
  page.tagged('P', () => {
    const middle = box.x + box.width / 2;
    page.text('収入印紙', middle, box.y + 26, { size: 9.75, color: soft, align: 'center' });
    page.text(`${figure(duty)}円`, middle, box.y + 42, { size: 9.75, color: soft, align: 'center' });
  });
}
