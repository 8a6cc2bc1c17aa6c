import { type JstDate, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { RecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { writtenDate } from '../billing/billing.public.ts';
import type { PlanDocument } from './plan.repository.ts';

interface Told {
  readonly to: string;
  readonly memberName: string;
  readonly organization: { readonly name: string; readonly slug: string };
  readonly plan: Pick<PlanDocument, '_id' | 'method' | 'version'>;
  readonly productName: string;
  readonly amount: Yen;
  readonly nextBillOn: JstDate;
  readonly publicUrl: string;
}

function planMail({ to, memberName, organization, plan, publicUrl }: Told, subject: string, said: string, key: string): MailDraft {
  const link = `${publicUrl}/${organization.slug}/my/payment`;
  const text = `${memberName} 様

${organization.name} です。${said}

お支払い方法の確認と、継続のお支払いの停止はこちらから：
${link}

このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  const idempotencyKey = `recurring:${key}:${plan._id}:${plan.version}`;
  return { to, subject: shortSubject(organization.name, subject), text, link, purpose: 'recurring', idempotencyKey };
}

/** What was agreed to: sum, day, way and how to stop it. */
export function planStartedMail(told: Told): MailDraft {
  const way = told.plan.method === 'card' ? '登録されたカード' : '口座振替';
  const said = `継続のお支払いのお申し込みを受け付けました。

  ${told.productName}
  金額　毎月${formatYenFigure(told.amount)}円
  お支払い日　毎月${partsOfDate(told.nextBillOn).day}日（最初は${writtenDate(told.nextBillOn)}）
  お支払い方法　${way}`;
  return planMail(told, '継続のお支払いのご案内', said, 'started');
}

/** Another amount, before it is charged. */
export function planAmountMail(told: Told): MailDraft {
  const said = `継続のお支払いの金額が変わります。お手続きは要りません。

  ${told.productName}
  新しい金額　毎月${formatYenFigure(told.amount)}円
  変更後の最初のお支払い日　${writtenDate(told.nextBillOn)}`;
  return planMail(told, '金額変更のお知らせ', said, `amount:${told.amount}`);
}

/** Which change a mail told of, by its key; null where it is about something else. */
export function amountOfKey(idempotencyKey: string): { readonly planId: RecurringPlanId; readonly amount: number } | null {
  const found = /^recurring:amount:(\d+):([^:]+):\d+$/.exec(idempotencyKey);
  const planId = RecurringPlanId.safeParse(found?.[2]);
  return planId.success ? { planId: planId.data, amount: Number(found![1]) } : null;
}
