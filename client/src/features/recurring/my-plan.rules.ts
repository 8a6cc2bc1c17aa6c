import type { StatusKind } from '../../components/Status.tsx';
import type { RecurringPlanView } from '../../lib/views.ts';

/** The mark of a state, in the office and on My Page. */
export const planKinds: Readonly<Record<RecurringPlanView['state'], StatusKind>> = {
  pending: 'applied',
  active: 'active',
  past_due: 'late',
  cancelled: 'cancelled',
  ended: 'withdrawn',
};

/**
 * The mark of a plan on My Page, and the bill that the member may pay now. With the end of its mandate a plan is past due although
 * nothing may be owed (docs/decisions/0042): it waits for another mandate.
 */
export function standingOf({ state, lacksMandate, lastBill }: Pick<RecurringPlanView, 'state' | 'lacksMandate' | 'lastBill'>): {
  kind: StatusKind;
  payable: NonNullable<RecurringPlanView['lastBill']>['billId'] | null;
} {
  const isOpen = lastBill?.status === 'unpaid' || lastBill?.status === 'partly_paid';
  return { kind: lacksMandate ? 'waiting' : planKinds[state], payable: state === 'past_due' && isOpen ? lastBill.billId : null };
}

/** Goes on, and is charged to the card. */
export const paysByCard = ({ method, state }: Pick<RecurringPlanView, 'method' | 'state'>): boolean =>
  method === 'card' && (state === 'active' || state === 'past_due');
