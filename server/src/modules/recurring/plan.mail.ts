import { type JstDate, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { RecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { writtenDate } from '../billing/billing.public.ts';
import type { PlanDocument } from './plan.repository.ts';
import type { ProductDocument } from './product.repository.ts';

interface Told {
  readonly to: string;
  readonly memberName: string;
  readonly honorific: string;
  readonly organization: { readonly name: string; readonly slug: string };
  readonly plan: Pick<PlanDocument, '_id' | 'method' | 'version'>;
  readonly productName: string;
  readonly amount: Yen;
  readonly nextBillOn: JstDate;
  readonly publicUrl: string;
}

type Addressed = Pick<Told, 'to' | 'memberName' | 'honorific' | 'organization' | 'publicUrl'>;

function planMail(
  { to, memberName, honorific, organization, publicUrl }: Addressed,
  subject: string,
  said: string,
  key: string,
): MailDraft {
  const link = `${publicUrl}/${organization.slug}/my/payment`;
  const text = `${memberName} ${honorific}

${organization.name} です。${said}

お支払い方法の確認と、継続のお支払いの停止はこちらから：
${link}

このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  return { to, subject: shortSubject(organization.name, subject), text, link, purpose: 'recurring', idempotencyKey: `recurring:${key}` };
}

const keyOf = (key: string, { _id, version }: Told['plan']): string => `${key}:${_id}:${version}`;

/** What was agreed to: sum, day, way and how to stop it. */
export function planStartedMail(told: Told): MailDraft {
  const way = told.plan.method === 'card' ? '登録されたカード' : '口座振替';
  const said = `継続のお支払いのお申し込みを受け付けました。

  ${told.productName}
  金額　毎月${formatYenFigure(told.amount)}円
  お支払い日　毎月${partsOfDate(told.nextBillOn).day}日（最初は${writtenDate(told.nextBillOn)}）
  お支払い方法　${way}`;
  return planMail(told, '継続のお支払いのご案内', said, keyOf('started', told.plan));
}

/** Another amount, before it is charged. */
export function planAmountMail(told: Told): MailDraft {
  const said = `継続のお支払いの金額が変わります。お手続きは要りません。

  ${told.productName}
  新しい金額　毎月${formatYenFigure(told.amount)}円
  変更後の最初のお支払い日　${writtenDate(told.nextBillOn)}`;
  return planMail(told, '金額変更のお知らせ', said, keyOf(`amount:${told.amount}`, told.plan));
}

/** The mandate has ended: nothing is billed any more, and what can be done about it; one mail for all plans of the member. */
export function planMandateMail(
  told: Addressed & {
    readonly plan: Told['plan'];
    readonly products: readonly Pick<ProductDocument, '_id' | 'name' | 'isOpen'>[];
    readonly debitOffered: boolean;
    readonly cardOffered: boolean;
  },
): MailDraft {
  const { products, debitOffered, cardOffered } = told;
  const own = `${told.publicUrl}/${told.organization.slug}/my`;
  const open = cardOffered ? products.filter(({ isOpen }) => isOpen) : [];
  const ways = [
    ...(debitOffered
      ? [`口座振替を続けるときは、もう一度口座振替をお申し込みください。用紙の手続きが済むと、請求を再開します。\n${own}/debit`]
      : []),
    ...(open.length > 0
      ? [
          `カードで支払うときは、マイページでこの継続のお支払いを停止してから、次のページでお申し込みください。\n${open
            .map(({ _id }) => `${own}/plan/${_id}`)
            .join('\n')}`,
        ]
      : []),
  ];
  const said = `口座振替の登録がなくなったため、次の継続のお支払いの請求を止めています。

${products.map(({ name }) => `  ${name}`).join('\n')}

${ways.length > 0 ? ways.join('\n\n') : `今後のお支払い方法は、${told.organization.name} の事務局へお問い合わせください。`}

まだお済みでない請求があるときは、マイページからお支払いください。`;
  return planMail(told, '口座振替の登録のお願い', said, keyOf('mandate', told.plan));
}

/** Which change a mail told of, by its key; null where it is about something else. */
export function amountOfKey(idempotencyKey: string): { readonly planId: RecurringPlanId; readonly amount: number } | null {
  const found = /^recurring:amount:(\d+):([^:]+):\d+$/.exec(idempotencyKey);
  const planId = RecurringPlanId.safeParse(found?.[2]);
  return planId.success ? { planId: planId.data, amount: Number(found![1]) } : null;
}
