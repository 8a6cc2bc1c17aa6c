import type { RenewalHold } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { numberName } from '../../platform/number-name.ts';
import { writtenDate } from '../billing/billing.public.ts';

export interface RenewalTold {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organization: { readonly name: string; readonly slug: string };
  readonly publicUrl: string;
  readonly renewalId: string;
  readonly typeName: string;
  readonly through: JstDate;
}

const ending = (name: string) => `行き違いの節はご容赦ください。
このメールに心当たりがないときは、${name} の事務局へお知らせください。
`;

function mail(told: RenewalTold, subject: string, key: string, body: (link: string) => string): MailDraft {
  const { to, name, honorific, organization, publicUrl, renewalId } = told;
  const link = `${publicUrl}/${organization.slug}/my/renewal`;
  const text = `${name} ${honorific}\n\n${organization.name} です。${body(link)}\n\n${ending(organization.name)}`;
  return {
    to,
    subject: shortSubject(organization.name, subject),
    text,
    link,
    purpose: 'renewal',
    idempotencyKey: `renewal:${renewalId}:${key}`,
  };
}

/** Which card pays, and what there is to do: without one that can be charged nothing is renewed, and nobody is told otherwise. */
function cardWords({ organization, publicUrl }: RenewalTold, lastFour: string | null): { readonly card: string; readonly todo: string } {
  if (lastFour === null)
    return {
      card: 'カード（お支払いに使えるカードが登録されていません）',
      todo: `このままでは更新の手続きができません。お支払い日の前日までに、こちらでカードをご登録ください：
${publicUrl}/${organization.slug}/my/payment

`,
    };
  return { card: lastFour === '' ? '登録されたカード' : `登録されたカード（末尾 ${lastFour}）`, todo: 'お手続きはいりません。' };
}

/** Before a charge: how much, when, to which card, and how to stop it. One that did not arrive is followed by another of a later version. */
export function noticeMail(
  told: RenewalTold,
  charge: { readonly amount: Yen; readonly on: JstDate; readonly lastFour: string | null; readonly noticedOn: JstDate },
  version: number,
): MailDraft {
  const { card, todo } = cardWords(told, charge.lastFour);
  return mail(
    told,
    '会員の自動更新のお知らせ',
    `notice:${charge.noticedOn}:${charge.amount}:${version}`,
    (link) => `会員の有効期限が近づいています。自動更新の手続きを、次のとおり行います。

  会員種別　${told.typeName}
  有効期限　${writtenDate(told.through)}
  金額　${formatYenFigure(charge.amount)}円
  お支払い日　${writtenDate(charge.on)}
  お支払い方法　${card}

${todo}お支払いが済むと、有効期間が延びます。
自動更新を止めるときは、お支払い日の前日までに、こちらで「自動更新を止める」を押してください：
${link}`,
  );
}

/** Which notice a mail was, by its key; null where it is something else. */
export function noticeOfKey(idempotencyKey: string): { readonly renewalId: string; readonly on: JstDate; readonly amount: number } | null {
  const found = /^renewal:(.+):notice:(\d{4}-\d{2}-\d{2}):(\d+):\d+$/.exec(idempotencyKey);
  return found ? { renewalId: found[1]!, on: JstDate.parse(found[2]), amount: Number(found[3]) } : null;
}

/** By hand: until when, and how to renew. */
export function reminderMail(told: RenewalTold, amount: Yen): MailDraft {
  return mail(
    told,
    '会員の更新のご案内',
    'reminder',
    (link) => `会員の有効期限が近づいています。

  会員種別　${told.typeName}
  有効期限　${writtenDate(told.through)}
  更新の会費　${formatYenFigure(amount)}円

自動では更新されません。更新するときは、こちらで「更新する」を押して、お支払いください：
${link}`,
  );
}

/** Whoever counted on the automatic renewal, which their type has not: another type, or the same with other settings. */
export function notOfferedMail(told: RenewalTold, hasTerms: boolean): MailDraft {
  const next = hasTerms
    ? 'お手数ですが、更新するときは、こちらで「更新する」を押して、お支払いください：'
    : 'これからの会費は、事務局からのご案内をお待ちください。現在の内容はこちらから：';
  return mail(
    told,
    '自動更新ができません',
    'not_offered',
    (
      link,
    ) => `いまの会員種別「${told.typeName}」では、自動更新を行っていません。${writtenDate(told.through)}の有効期限に、自動でのお支払いはありません。

${next}
${link}`,
  );
}

interface Numbered {
  readonly memberNumber: string;
  /** Whether it only stands in the place of a number. */
  readonly awaitsNumber: boolean;
}

/** The same to the office: who it is stands in the console. */
export function officeMail(
  told: Pick<RenewalTold, 'organization' | 'publicUrl' | 'renewalId' | 'typeName' | 'through'>,
  keeper: { readonly email: string; readonly name: string },
  member: Numbered & { readonly memberId: string },
): MailDraft {
  const { organization, publicUrl, renewalId } = told;
  const link = `${publicUrl}/${organization.slug}/admin/members/${member.memberId}`;
  const text = `${keeper.name} 様

${numberName(member.awaitsNumber)} ${member.memberNumber} の方は自動更新に同意していますが、いまの会員種別「${told.typeName}」では自動更新を行っていません。${writtenDate(told.through)}の有効期限に、自動での請求はされません。ご本人にもお知らせしました。

会員の画面はこちらから：
${link}
`;
  return {
    to: keeper.email,
    subject: shortSubject(organization.name, '自動更新ができない会員がいます'),
    text,
    link,
    purpose: 'renewal',
    idempotencyKey: `renewal:${renewalId}:office:${keeper.email}`,
  };
}

const holdWords: Readonly<Record<RenewalHold, string>> = {
  cannot_bill: '請求を作れない会員（会費が0円、金額や請求項目がない、この年度の会費が請求済み など）',
  cannot_tell: 'お知らせのメールを届けられないため、登録カードへの請求を止めている会員',
};
/** Member numbers of one mail; the list in the console has them all. */
const mostNamed = 20;

/** A line for those who have a number, and one for those who have yet to get theirs. */
function namedBy(held: readonly Numbered[]): string {
  const named = held.slice(0, mostNamed);
  const lines = [false, true].flatMap((awaitsNumber) => {
    const numbers = named.filter((one) => one.awaitsNumber === awaitsNumber).map(({ memberNumber }) => memberNumber);
    return numbers.length === 0 ? [] : [`${numberName(awaitsNumber)} ${numbers.join('、')}`];
  });
  return `${lines.join('\n')}${held.length > mostNamed ? `、ほか${held.length - mostNamed}名` : ''}`;
}

/** To the office: renewals that do not go on. Who it is stands in the console. */
export function heldMail(
  organization: RenewalTold['organization'],
  publicUrl: string,
  keeper: { readonly email: string; readonly name: string },
  held: readonly (Numbered & { readonly why: RenewalHold })[],
  key: string,
): MailDraft {
  const link = `${publicUrl}/${organization.slug}/admin/renewals`;
  const groups = (['cannot_bill', 'cannot_tell'] as const).flatMap((why) => {
    const theirs = held.filter((one) => one.why === why);
    return theirs.length === 0 ? [] : [`${holdWords[why]}　${theirs.length}名\n${namedBy(theirs)}`];
  });
  const text = `${keeper.name} 様

次の会員の更新を、自動では進められません。内容を確かめて、ご本人への連絡や有効期間の入力をお願いします。

${groups.join('\n\n')}

更新の一覧はこちらから：
${link}
`;
  return {
    to: keeper.email,
    subject: shortSubject(organization.name, '進められない更新があります'),
    text,
    link,
    purpose: 'renewal',
    idempotencyKey: `renewal:${key}:${keeper.email}`,
  };
}
