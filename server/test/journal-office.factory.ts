import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { type AllocationDocument, type PaymentDocument, liveAllocations } from '../src/modules/payments/payments.public.ts';
import { type BookTerms, type Journal, billJournals, groupJournals } from '../src/modules/reports/books/journal.rules.ts';
import { groupKeyOf, groupsOfPayment } from '../src/modules/reports/books/money-group.rules.ts';
import { yearShares, yearsOf } from '../src/modules/reports/books/year-share.rules.ts';

export type Bill = Parameters<typeof billJournals>[0] & { readonly _id: BillId };
export type Payment = Parameters<typeof groupJournals>[0] & Parameters<typeof groupsOfPayment>[0];
type Row = Pick<AllocationDocument, '_id' | 'paymentId' | 'billId' | 'amount' | 'reverses' | 'closes' | 'at' | 'causedBy'>;
export const accrual: BookTerms = { basis: 'accrual', deferPrepaid: true, feeTax: 'purchase_10', fiscalYearStartMonth: 4 };
export const cash: BookTerms = { ...accrual, basis: 'cash' };
const end = '2100-01-01' as JstDate;

/** Bills and money as the ledger leaves them, written down here by hand: every act has its moment and its cause. */
export class Office {
  readonly bills: Bill[] = [];
  readonly payments: Payment[] = [];
  readonly rows: Row[] = [];
  #acts = 0;

  at(day: JstDate): Date {
    this.#acts += 1;
    return new Date(startOfJstDate(day).getTime() + 3_600_000 + this.#acts);
  }
  bill(day: JstDate, fiscalYear: number, lines: readonly (readonly [number, TaxCategory])[], termMonths = 12): Bill {
    const bill: Bill = {
      _id: `bill_${this.bills.length}` as BillId,
      billName: `${fiscalYear}年度 年会費`,
      category: 'annual',
      fiscalYear: fiscalYear as FiscalYear,
      termMonths,
      memberName: '東雲 花子',
      memberNumber: '100001',
      amount: yen(lines.reduce((sum, [amount]) => sum + amount, 0)),
      lines: lines.map(([amount, taxCategory]) => ({ label: '会費', amount: yen(amount), taxCategory })),
      confirmedAt: this.at(day),
      cancelledAt: null,
    };
    this.bills.push(bill);
    return bill;
  }
  #set(bill: Bill, change: Partial<Bill>): void {
    Object.assign(bill, change);
  }
  amend(bill: Bill, day: JstDate, amount: number): void {
    const lines = [{ label: '請求の調整', amount: yen(amount), taxCategory: bill.lines[0]!.taxCategory }];
    this.#set(bill, {
      amount: yen(bill.amount + amount),
      lines: [...bill.lines, ...lines],
      amendments: [...(bill.amendments ?? []), { at: this.at(day), lines }],
    });
  }
  cancel(bill: Bill, day: JstDate): void {
    this.#set(bill, { cancelledAt: this.at(day) });
  }
  on(bill: Bill): number {
    return this.rows.filter(({ billId }) => billId === bill._id).reduce((sum, { amount }) => sum + amount, 0);
  }
  free(payment: Payment): number {
    const back = (payment.returns ?? []).reduce((sum, { amount }) => sum + amount, 0);
    const lying = this.rows.filter(({ paymentId }) => paymentId === payment._id).reduce((sum, { amount }) => sum + amount, 0);
    return payment.received - back - lying;
  }
  pay(
    day: JstDate,
    parts: readonly (readonly [Bill, number])[],
    { receivedOn = day, advance = 0, method = 'bank_transfer' as PaymentDocument['method'] } = {},
  ): Payment {
    const id = `pay_${this.payments.length}` as PaymentId;
    const payment: Payment = {
      _id: id,
      method,
      memberName: '東雲 花子',
      memberNumber: '100001',
      chargeId: null,
      sourceId: `key_${id}`,
      received: yen(parts.reduce((sum, [, amount]) => sum + amount, advance)),
      receivedAt: startOfJstDate(receivedOn),
    };
    this.payments.push(payment);
    const at = this.at(day);
    for (const [bill, amount] of parts) this.#row(payment, bill._id, amount, null, false, at, payment.sourceId);
    return payment;
  }
  put(day: JstDate, payment: Payment, bill: Bill, amount: number, causedBy: string): void {
    this.#row(payment, bill._id, amount, null, false, this.at(day), causedBy);
  }
  /** Off its bills, the newest first; back to the payer with `money`. */
  take(day: JstDate, payment: Payment, amount: number, { money, from }: { money: boolean; from: Bill | null }): void {
    const at = this.at(day);
    const causedBy = `act_${at.getTime()}`;
    let rest = from === null ? Math.max(0, amount - this.free(payment)) : amount;
    const own = this.rows.filter(({ paymentId }) => paymentId === payment._id);
    const live = liveAllocations(own).filter(({ row }) => from === null || row.billId === from._id);
    for (const { row, left } of live.toReversed()) {
      const taken = Math.min(rest, left);
      if (taken === 0) continue;
      rest -= taken;
      this.#row(payment, row.billId, -taken, row._id, taken === left, at, causedBy);
    }
    if (money) {
      const back = { at, on: day, amount: yen(amount), method: payment.method, causedBy };
      Object.assign(payment, { returns: [...(payment.returns ?? []), back] });
    }
  }
  /** What went back is here again. */
  comeBack(day: JstDate, payment: Payment, amount: number): void {
    const at = this.at(day);
    const back = { at, on: day, amount: yen(-amount), method: payment.method, causedBy: `back_${at.getTime()}` };
    Object.assign(payment, { returns: [...(payment.returns ?? []), back] });
  }
  #row(payment: Payment, billId: BillId, amount: number, reverses: string | null, closes: boolean, at: Date, causedBy: string): void {
    const _id = `alo_${this.rows.length}` as Row['_id'];
    this.rows.push({
      _id,
      paymentId: payment._id,
      billId,
      amount: yen(amount),
      reverses: reverses as Row['reverses'],
      closes,
      at,
      causedBy,
    });
  }
  journals(terms: BookTerms, until: JstDate = end): Journal[] {
    const payments = new Map(this.payments.map((payment) => [payment._id, payment]));
    const keyed = this.rows.map((row) => ({ row, key: groupKeyOf(payments.get(row.paymentId)!, row) }));
    const years = this.bills.flatMap((bill) =>
      yearShares(
        bill,
        keyed.filter(({ row }) => row.billId === bill._id),
      ),
    );
    const ofMoney = this.payments.flatMap((payment) =>
      groupsOfPayment(
        payment,
        this.rows.filter(({ paymentId }) => paymentId === payment._id),
      ).flatMap((group) => {
        const settled = years.flatMap(({ bill, shares }) => {
          const share = shares.get(group.key);
          return share ? [{ bill, share }] : [];
        });
        return groupJournals(payment, group, settled, terms);
      }),
    );
    return [...this.bills.flatMap(yearsOf).flatMap((bill) => billJournals(bill, terms)), ...ofMoney].filter(({ on }) => on <= until);
  }
}
