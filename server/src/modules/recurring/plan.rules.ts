import { type MandateState, isLiveMandate } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { PlanState } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import { type JstDate, type JstMonth, addMonths, firstDayOfMonth, monthOf, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { RecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { type Yen, minYen } from '@tsudoi/shared/kernel/yen';
import type { PlanDocument } from './plan.repository.ts';
import type { ProductDocument } from './product.repository.ts';

type Priced = Pick<ProductDocument, 'amount' | 'next'>;

/** What a month costs. */
export function amountIn({ amount, next }: Priced, month: JstMonth): Yen {
  return next !== null && month >= next.from ? next.amount : amount;
}

/** The amount that counts last: what members are told of. */
export const newestAmount = ({ amount, next }: Priced): Yen => next?.amount ?? amount;

/** What a month of a plan is billed with: never more than its member was told of (docs/decisions/0042). */
export function amountOfPlan(product: Priced, toldAmount: Yen, month: JstMonth): Yen {
  const amount = amountIn(product, month);
  return toldAmount === newestAmount(product) ? amount : minYen(amount, toldAmount);
}

/** A changed amount counts from the next month on; what this month costs stays. */
export function repriced(product: Priced, amount: Yen, today: JstDate): Priced {
  const present = amountIn(product, monthOf(today));
  const from = monthOf(addMonths(firstDayOfMonth(monthOf(today)), 1));
  return { amount: present, next: present === amount ? null : { amount, from } };
}

/** The first bill: on the next charge day, today's included. Nothing is charged for the days before it. */
export function firstBillOn(chargeDay: number, today: JstDate): JstDate {
  const { day } = partsOfDate(today);
  const inMonth = `${monthOf(today)}-${String(chargeDay).padStart(2, '0')}` as JstDate;
  return day <= chargeDay ? inMonth : addMonths(inMonth, 1);
}

/** The same day of the next month; after a change of the product, its new day. */
export const billAfter = (on: JstDate, chargeDay: number): JstDate => firstBillOn(chargeDay, firstDayOfMonth(monthOf(addMonths(on, 1))));

/** The first day on which a plan is billed in a month or later, by the day that its product has then. */
export function firstBillFrom(nextBillOn: JstDate, chargeDay: number, month: JstMonth | null): JstDate {
  let on = nextBillOn;
  while (month !== null && monthOf(on) < month) on = billAfter(on, chargeDay);
  return on;
}

/** A card is charged on the day; a bank account with the next list, which may be a month away. */
export const dueDayOf = (on: JstDate, method: PlanDocument['method']): JstDate => (method === 'card' ? on : addMonths(on, 1));

export type BillingTurn = 'bill' | 'skip' | 'end';

/** How an organisation stands: it takes money, takes none at present, or is no more. */
export type OrganizationTurn = 'open' | 'rests' | 'over';

/**
 * What the day of a plan brings, by the member’s status of that day. With the member or the organisation it ends (domain.md 3.1). While it is past due no further month piles up, nor while the member rests (休会) or the
 * organisation takes no money: those months are passed over and not made up for (docs/decisions/0042).
 */
export function turnOf(plan: Pick<PlanDocument, 'state'>, status: string | undefined, organization: OrganizationTurn): BillingTurn {
  if (organization === 'over' || (status !== 'active' && status !== 'suspended')) return 'end';
  return plan.state === 'past_due' || status === 'suspended' || organization === 'rests' ? 'skip' : 'bill';
}

/**
 * What a plan by 口座振替 is by the newest word on its mandate. With the mandate's end it is past due, so that nobody finds months on it
 * that no list has drawn; it goes on once one draws again and no bill of it is overdue. One that only waits for its paper, because of
 * another account or at the bank's word, has not ended: what is billed meanwhile is drawn afterwards (docs/decisions/0042).
 */
export function stateByMandate(state: PlanState, mandate: { readonly state: MandateState } | null, isOwing: boolean): PlanState {
  if (mandate === null || !isLiveMandate(mandate.state)) return 'past_due';
  return state === 'past_due' && mandate.state === 'active' && !isOwing ? 'active' : state;
}

type Drawn = Pick<PlanDocument, 'state' | 'method' | 'mandate'>;

const isStopped = ({ state, method }: Drawn): boolean => state === 'past_due' && method === 'direct_debit';

/** Nothing is billed because no mandate draws. */
export const lacksMandate = (plan: Drawn): boolean => isStopped(plan) && plan.mandate?.state !== 'active';

/**
 * The mandate is to be asked for without a word on it: it draws no more, or nothing was told of it yet. That is so with a plan that
 * began before mandates were told of, or whose process died before it asked; what had ended by then nobody would tell again.
 */
export const asksForMandate = (plan: Drawn): boolean =>
  lacksMandate(plan) || (plan.method === 'direct_debit' && plan.mandate === undefined);

/** It goes on as soon as no bill of it is overdue. */
export const waitsForMoney = (plan: Drawn): boolean => isStopped(plan) && plan.mandate?.state === 'active';

/** What asks for a plan's bill of a month: with the version of the plan what keeps a month from being billed twice. */
export const keyOfMonth = (planId: RecurringPlanId, month: JstMonth): string => `plan:${planId}:${month}`;

/** Which plan asked for a bill; null where none did. */
export function planOfKey(requestKey: string | null): RecurringPlanId | null {
  const [kind, planId] = (requestKey ?? '').split(':');
  const known = RecurringPlanId.safeParse(planId);
  return kind === 'plan' && known.success ? known.data : null;
}
