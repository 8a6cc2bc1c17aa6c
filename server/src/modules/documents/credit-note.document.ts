import { numberName } from '../../platform/number-name.ts';
import { PdfPage } from '../../platform/pdf.ts';
import { issuer } from './issuer.document.ts';
import { addressee, details, foot, head, isOutOfScope, sentence, sum, table, taxes } from './paper.document.ts';
import type { CreditNoteContent } from './paper.repository.ts';
import { paperDate } from './paper.rules.ts';

/** 返還請求書: what was given back, of which paper and of which day. The same content always gives the same bytes. */
export async function creditNotePdf(content: CreditNoteContent, issuedAt: Date): Promise<Buffer> {
  const page = new PdfPage({ title: `返還請求書 ${content.number}`, author: content.issuer.name, createdAt: issuedAt });
  const { body, invoice } = content;
  head(page, '返還請求書', [
    ['返還請求書番号', content.number],
    ['発行日', paperDate(content.issuedOn)],
  ]);
  addressee(page, content.addressee, content.honorific);
  sum(page, '返還金額', content.amount);
  const from =
    sentence(page, '', `下記の${invoice ? '請求書' : '領収書'}の金額のうち、${content.reason}として、上記の金額を返還いたします。`) + 40;
  const end = taxes(page, body, table(page, body, content.amount, from, 590));
  details(
    page,
    [
      ['返還日', paperDate(content.returnedOn)],
      invoice
        ? ['元の請求書', `${invoice.number}（${paperDate(invoice.issuedOn)} 発行、${paperDate(content.receivedOn)} 入金）`]
        : ['元の領収書', `${content.receiptNumber}（${paperDate(content.receivedOn)} 領収）`],
      [numberName(content.awaitsNumber), content.memberNumber],
    ],
    end + 21,
  );
  issuer(page, content.issuer, body.registrationNumber);
  foot(page, body, isOutOfScope(body) ? '返還した金額は消費税の対象外（不課税）です。' : '');
  return page.bytes();
}
