import { courteousSentence } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import { writtenDate } from '../billing/billing.public.ts';
import { type AskedFor, billsJa } from './dunning-text.rules.ts';

const why = 'メールをお送りしましたが、お届けできませんでしたので、手紙でお知らせします。';

interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** 請求のお知らせ by post: what is asked for now, and how to pay. */
export function billLetter(bill: AskedFor, howToPay: string): Letter {
  const text = [why, '次のご請求があります。請求書を同封いたします。', billsJa([bill]), howToPay, courteousSentence.ja].join('\n\n');
  return { subject: 'ご請求のお知らせ', text };
}

interface Received {
  /** What the money was for. */
  readonly lines: readonly string[];
  readonly amount: Yen;
  readonly on: JstDate;
  readonly paymentNumber: string;
  /** Somebody else who paid for the member; empty: the member. */
  readonly payer: string;
  readonly myPage: string | null;
  readonly office: string;
  /** Its receipts are in the same envelope. */
  readonly encloses: boolean;
}

/** 領収のお知らせ by post: what has come, and its receipt, or where that is. */
export function receiptLetter({ lines, amount, on, paymentNumber, payer, myPage, office, encloses }: Received): Letter {
  const number = paymentNumber === '' ? '' : `\n  決済番号　${paymentNumber}`;
  const facts = `  ${lines.join('\n  ')}\n  金額　${formatYenFigure(amount)}円\n  お支払い日　${writtenDate(on)}${number}`;
  const what =
    payer === '' ? 'お支払いを確認しました。ありがとうございます。' : `次のご請求は、所属先（${payer}）からのお支払いで済みました。`;
  const online = myPage === null ? '' : `領収書とお支払いの記録は、マイページで見られます。\n${myPage}\n`;
  const paper = encloses ? '領収書を同封いたします。' : '紙の領収書がご入用のときは、事務局へお知らせください。';
  const text = [why, what, facts, `${online}${paper}\n${office}`].join('\n\n');
  return { subject: payer === '' ? '領収のお知らせ' : '所属先払いのお知らせ', text };
}
