import { courteousSentence } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { billLinkDays } from '@tsudoi/shared/contracts/payments/bill-link.contract';
import { type Yen, addYen, formatYenFigure, zeroYen } from '@tsudoi/shared/kernel/yen';
import { englishBelow } from '../../platform/mail-outbox.ts';
import { numberName } from '../../platform/number-name.ts';

export interface StageTexts {
  readonly subject: string;
  readonly body: string;
  readonly subjectEn: string;
  readonly bodyEn: string;
}

export interface AskedFor {
  readonly billName: string;
  readonly billNumber: string;
  readonly dueOn: JstDate;
  readonly outstanding: Yen;
}

/** What the words of a stage are filled with. */
export interface TextFacts {
  readonly name: string;
  readonly honorific: string;
  readonly memberNumber: string;
  /** It only stands in the place of one, and is called so. */
  readonly awaitsNumber: boolean;
  readonly organizationName: string;
  readonly bills: readonly AskedFor[];
  /** How to pay, in lines: where the bill is, or the account, or whom to ask. */
  readonly howToPay: { readonly ja: string; readonly en: string };
}

interface Ways {
  /** Where somebody who can log in pays: the bill in a mail, My Page on paper. */
  readonly online: string | null;
  /** It opens without a log-in: a mail's link to one bill. */
  readonly isOpen?: boolean;
  /** Empty where papers print none. */
  readonly account: string;
  readonly office: string;
}

/** In a mail the link comes first: it is pressed. */
export function howToPayByMail({ online, isOpen = false, account, office }: Ways): TextFacts['howToPay'] {
  const ways = isOpen
    ? {
        ja: `お支払いはこちらから（ログインは要りません。${billLinkDays}日間お使いいただけます）：`,
        en: `See the bill and pay here, without a log-in, for ${billLinkDays} days:`,
      }
    : { ja: 'お支払い方法の選択と内容の確認はこちらから：', en: 'See the bill and pay here:' };
  const ja = [online === null ? '' : `${ways.ja}\n${online}`, account];
  const en = [online === null ? '' : `${ways.en}\n${online}`, account === '' ? '' : `By bank transfer:\n${account}`];
  return orOffice(ja, en, office);
}

/** On paper the account comes first, and an address is one that can be typed: nobody types the number of a bill from a letter. */
export function howToPayOnPaper({ online, account, office }: Ways): TextFacts['howToPay'] {
  const also = account === '' ? 'マイページから、お支払いいただけます。' : 'マイページからも、お支払いいただけます。';
  const ja = [account, online === null ? '' : `${also}\n${online}`];
  const en = [account === '' ? '' : `By bank transfer:\n${account}`, online === null ? '' : `You can pay on your page:\n${online}`];
  return orOffice(ja, en, office);
}

function orOffice(ja: readonly string[], en: readonly string[], office: string): TextFacts['howToPay'] {
  const joined = (ways: readonly string[]) => ways.filter(Boolean).join('\n\n');
  return {
    ja: joined(ja) || `お支払い方法は、事務局におたずねください。\n${office}`,
    en: joined(en) || `Please ask our office how to pay.\n${office}`,
  };
}

const written = (date: JstDate): string => {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
};

const totalOf = (bills: readonly AskedFor[]): Yen => bills.reduce((sum, { outstanding }) => addYen(sum, outstanding), zeroYen);

/** What is asked for, in lines. */
export function billsJa(bills: readonly AskedFor[]): string {
  return bills
    .map(
      ({ billName, billNumber, dueOn, outstanding }) =>
        `  ${billName}\n  金額　${formatYenFigure(outstanding)}円\n  お支払い期限　${written(dueOn)}\n  請求番号　${billNumber}`,
    )
    .join('\n\n');
}

function billsEn(bills: readonly AskedFor[]): string {
  return bills
    .map(
      ({ billName, billNumber, dueOn, outstanding }) =>
        `  ${billName}\n  Amount: ${formatYenFigure(outstanding)} yen\n  Due: ${dueOn.replaceAll('-', '/')}\n  Bill number: ${billNumber}`,
    )
    .join('\n\n');
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([^{}]*)\}\}/g, (whole, name: string) => values[name.trim()] ?? whole);
}

/** Names that the office wrote before the number of a member; a few letters may stand between the two, as in 会員番号：. */
const namesOfNumber = {
  ja: /会員番号(?=[^{}\n]{0,5}\{\{\s*会員番号\s*\}\})/g,
  en: /(member|membership)( number)(?=[^{}\n]{0,5}\{\{\s*number\s*\}\})/gi,
};

/** The sentence stands once, whether the office wrote it too or not. */
function withCourtesy(text: string, sentence: string): string {
  const core = sentence.replace(/[。.]$/, '');
  return text.includes(core) ? text : `${text}\n\n${sentence}`;
}

const receptionEn = (_whole: string, first: string, last: string): string => `${first.startsWith('M') ? 'Reception' : 'reception'}${last}`;

/** The Japanese text; always with the courteous sentence (domain.md 4.2, look.md 10). */
function textJa(texts: StageTexts, facts: TextFacts): string {
  const body = texts.body.replace(namesOfNumber.ja, numberName(facts.awaitsNumber));
  const text = filled(body, {
    氏名: facts.name,
    会員番号: facts.memberNumber,
    団体名: facts.organizationName,
    請求一覧: billsJa(facts.bills),
    合計: `${formatYenFigure(totalOf(facts.bills))}円`,
    お支払い方法: facts.howToPay.ja,
  });
  return withCourtesy(text, courteousSentence.ja);
}

function textEn(texts: StageTexts, facts: TextFacts): string {
  const body = facts.awaitsNumber ? texts.bodyEn.replace(namesOfNumber.en, receptionEn) : texts.bodyEn;
  const text = filled(body, {
    name: facts.name,
    number: facts.memberNumber,
    organization: facts.organizationName,
    bills: billsEn(facts.bills),
    total: `${formatYenFigure(totalOf(facts.bills))} yen`,
    'how to pay': facts.howToPay.en,
  });
  return withCourtesy(text, courteousSentence.en);
}

/** What a mail says: whom it is to, the text, and where asked for the English one under it. */
export function mailText(texts: StageTexts, facts: TextFacts, english: boolean): string {
  const greeting = `${facts.name} ${facts.honorific}`;
  const foot = `このメールに心当たりがないときは、${facts.organizationName} の事務局へお知らせください。`;
  const japanese = `${greeting}\n\n${textJa(texts, facts)}\n\n${foot}\n`;
  return english ? `${japanese}\n${englishBelow}\n\n${texts.subjectEn}\n\n${textEn(texts, facts)}\n` : japanese;
}

/** The same without greeting and foot: a letter has its own. */
export function letterText(texts: StageTexts, facts: TextFacts, english: boolean): string {
  return english ? `${textJa(texts, facts)}\n\n${texts.subjectEn}\n\n${textEn(texts, facts)}` : textJa(texts, facts);
}
