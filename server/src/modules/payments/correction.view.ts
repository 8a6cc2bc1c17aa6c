import type { CorrectionAsk, CorrectionPlan } from '@tsudoi/shared/contracts/payments/correction.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
import { type BillAnew, type BillDocument, billStatus, payLinkOf, pendingChargeOf } from '../billing/billing.public.ts';
import type { Planned } from './correction-plan.service.ts';
import type { PaymentDocument } from './payment.repository.ts';

type View = z.output<typeof CorrectionPlan>;
type Step = View['steps'][number];

const numberOf = (bill: BillDocument | BillAnew): string => ('billNumber' in bill ? bill.billNumber : '');

/** How each bill stands before and after, in the order of the act. */
export function standings({ parts, moves, giving, corrected }: Planned): View['bills'] {
  const arriving = (billId: BillId) => sumYen(moves.filter(({ to }) => to === billId).map(({ amount }) => amount));
  const leaving = sumYen(moves.map(({ amount }) => amount));
  return parts.map(({ role, bill, isNew }) => {
    const cancelled = role === 'corrected' && giving === 'replaced';
    const allocated =
      bill._id === corrected._id ? subtractYen(corrected.allocated, leaving) : addYen(isNew ? zeroYen : bill.allocated, arriving(bill._id));
    const status = billStatus({ amount: bill.amount, allocated, confirmed: true, cancelled });
    const standing = (sum: Yen, at: typeof status) =>
      ({ amount: bill.amount, allocated: sum, status: at }) as View['bills'][number]['after'];
    return {
      role,
      billId: isNew ? null : bill._id,
      billNumber: numberOf(bill),
      billName: bill.billName,
      fiscalYear: bill.fiscalYear,
      dueOn: bill.dueOn,
      before: isNew ? null : standing(bill.allocated, bill.status),
      after: standing(allocated, status),
    };
  });
}

function stepsOf({ parts, moves, giving, corrected, memberType }: Planned, now: Date): Step[] {
  const to = (billId: BillId | null) => sumYen(moves.filter((move) => move.to === billId).map(({ amount }) => amount));
  const moved = sumYen(moves.map(({ amount }) => amount));
  const steps: Step[] = [];
  const add = (step: Step['step'], name: string, amount: Yen = zeroYen) => steps.push({ step, name, amount });
  const slips = parts.filter(({ bill, isNew }) => !isNew && pendingChargeOf(bill.charges) !== null);
  for (const { bill } of slips) add('void_slips', bill.billName);
  if (moved > 0) add('take_off', corrected.billName, moved);
  if (giving === 'replaced') add('cancel', corrected.billName, corrected.amount);
  const link = giving === 'replaced' ? payLinkOf(corrected, now) : null;
  // The payer is not asked for the bill that is made anew: the office has to know.
  if (link) add('leave_link', link.payerName);
  if (memberType) add('change_type', memberType.toName);
  for (const { bill, role, isNew } of parts) if (isNew) add(role === 'next_year' ? 'create_next' : 'create', bill.billName, bill.amount);
  for (const { bill, role } of parts) if (role !== 'corrected' && to(bill._id) > 0) add('place', bill.billName, to(bill._id));
  if (to(null) > 0) add('keep', '', to(null));
  return steps;
}

/** The plan as the office reads it before the press. */
export function planView(ask: CorrectionAsk, planned: Planned, now: Date): View {
  const { parts, moves, payments, memberType, typeToday, noNextYear, digest } = planned;
  const sum = (of: (payment: PaymentDocument) => Yen) => sumYen(payments.map(of)) as number;
  const kept = moves.reduce((total, { to, amount }) => (to === null ? total + amount : total), 0);
  const [onBills, apart] = [sum(({ allocated }) => allocated), sum(({ unallocated }) => unallocated)];
  const anew = parts.find(({ role, isNew }) => isNew && role === 'replacement');
  return {
    digest,
    wrong: ask.wrong,
    steps: stepsOf(planned, now),
    bills: standings(planned),
    money: moves.map(({ paymentId, amount, to }) => {
      const payment = payments.find(({ _id }) => _id === paymentId)!;
      return {
        method: payment.method,
        paymentNumber: payment.paymentNumber,
        receivedAt: payment.receivedAt.toISOString(),
        amount: amount as unknown as View['money'][number]['amount'],
        to: to === null ? null : parts.findIndex(({ bill }) => bill._id === to),
      };
    }),
    memberType: memberType && { from: memberType.fromName, to: memberType.toName },
    typeToday,
    totals: {
      onBillsBefore: onBills,
      onBillsAfter: onBills - kept,
      apartBefore: apart,
      apartAfter: apart + kept,
    } as View['totals'],
    dueOn: anew?.bill.dueOn ?? null,
    noNextYear,
  };
}
