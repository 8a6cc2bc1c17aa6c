import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type MemberId, newAllocationId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, negateYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { type LiveNotice, recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type BillDocument,
  type ChargeNote,
  acceptsMoney,
  billStatus,
  creditYen,
  factsOf,
  findBills,
  isPayable,
  keepOwingMembers,
  saveBills,
  withChargeNote,
} from '../billing/billing.public.ts';
import { tellNamed } from '../members/members.public.ts';
import {
  type AllocationDocument,
  type MoneyReturn,
  type PaymentDocument,
  allocationsOfPayments,
  insertAllocations,
  insertPayments,
  savePayments,
} from './payment.repository.ts';
import { billChange, paymentChange } from './ledger-change.rules.ts';
import { type MoneyMoves, runMovedHooks, runReversedHooks } from './ledger-hooks.service.ts';
import { heldByBill, liveAllocations, splitReversal } from './posting.rules.ts';
import { inOrderOfUse } from './split.rules.ts';
import { type TaskDraft, raiseTasks } from './task.repository.ts';
import { type TakenOff, endWaivers } from './waiver-end.service.ts';

interface Tracked<T> {
  /** As read in this transaction. */
  readonly read: T;
  now: T;
  readonly fresh: boolean;
}

/**
 * The ledger of one transaction: bills and payments are read once, moved in memory by the rules and written together,
 * each guarded by the version it was read at. Allocations are only ever appended. Nothing here waits for the outside.
 */
export class Ledger {
  readonly #platform: Platform;
  readonly #scope: OrgScope;
  readonly #session: ClientSession;
  readonly #bills = new Map<BillId, Tracked<BillDocument>>();
  readonly #payments = new Map<string, Tracked<PaymentDocument>>();
  readonly #allocations: AllocationDocument[] = [];
  readonly #appended: AllocationDocument[] = [];
  readonly #tasks: TaskDraft[] = [];
  readonly #takenOff = new Map<BillId, TakenOff>();
  readonly #notices = new Map<string, LiveNotice>();
  /** When all of it happens. */
  readonly at: Date;

  constructor(platform: Platform, scope: OrgScope, session: ClientSession) {
    this.#platform = platform;
    this.#scope = scope;
    this.#session = session;
    this.at = platform.clock.now();
  }

  async loadBills(ids: readonly BillId[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#bills.has(id));
    for (const bill of await findBills(this.#platform.databases.server, this.#scope, missing, this.#session))
      this.#bills.set(bill._id, { read: bill, now: bill, fresh: false });
  }

  /** Payments with their allocations and the bills these lie on. */
  async track(payments: readonly PaymentDocument[]): Promise<void> {
    const unknown = payments.filter((payment) => !this.#payments.has(payment._id));
    for (const payment of unknown) this.#payments.set(payment._id, { read: payment, now: payment, fresh: false });
    const rows = await allocationsOfPayments(
      this.#platform.databases.server,
      this.#scope,
      unknown.map((payment) => payment._id),
      this.#session,
    );
    this.#allocations.push(...rows);
    await this.loadBills(rows.map((row) => row.billId));
  }

  bill(id: BillId): BillDocument | null {
    return this.#bills.get(id)?.now ?? null;
  }

  /** The payments that a charge has made, oldest round first. */
  paymentsOf(chargeId: string): PaymentDocument[] {
    const round = (payment: PaymentDocument) => Number(payment.sourceId.split('#')[1]);
    return [...this.#payments.values()]
      .flatMap(({ now }) => (now.chargeId === chargeId ? [now] : []))
      .sort((left, right) => round(left) - round(right));
  }

  addPayment(payment: PaymentDocument): void {
    this.#payments.set(payment._id, { read: payment, now: payment, fresh: true });
  }

  change(paymentId: string, change: Partial<PaymentDocument>): PaymentDocument {
    const tracked = this.#payments.get(paymentId)!;
    tracked.now = { ...tracked.now, ...change };
    return tracked.now;
  }

  /**
   * Puts money of a payment on a bill; false when the bill takes none (cancelled, unknown, a draft, another member's).
   * @throws DomainError ALLOCATION_EXCEEDS_PAYMENT
   */
  allocate(paymentId: string, billId: BillId, amount: Yen, causedBy: string): boolean {
    const payment = this.#payments.get(paymentId)!.now;
    if (amount <= 0 || amount > payment.unallocated) throw new DomainError('ALLOCATION_EXCEEDS_PAYMENT');
    const bill = this.bill(billId);
    if (!bill || !acceptsMoney(factsOf(bill)) || (payment.memberId !== null && bill.memberId !== payment.memberId)) return false;
    this.change(paymentId, { allocated: addYen(payment.allocated, amount), unallocated: subtractYen(payment.unallocated, amount) });
    this.#append({ paymentId: payment._id, billId, memberId: bill.memberId, amount, reverses: null, closes: false, causedBy });
    this.#moveBill(billId, amount, payment.state === 'provisional' ? amount : zeroYen);
    return true;
  }

  /** 速報 became 確報: the money on its bills is no longer marked. */
  confirmMoney(paymentId: string): void {
    for (const { row, left } of this.live(paymentId)) this.#moveBill(row.billId, zeroYen, negateYen(left));
  }

  /** Takes `amount` back by appended reversals, today or on the day given; with a way: by the office's own hand, not through the provider. */
  reverse(paymentId: string, amount: Yen, causedBy: string, how: Partial<Pick<MoneyReturn, 'on' | 'method'>> = {}): void {
    const payment = this.#payments.get(paymentId)!.now;
    const live = this.live(paymentId);
    const { fromUnallocated, fromAllocations } = splitReversal(
      amount,
      payment.unallocated,
      live.map(({ row, left }) => ({ key: row, billId: row.billId, amount: left })),
      (billId) => creditYen(factsOf(this.bill(billId)!)),
    );
    const on = how.on ?? jstDateOf(this.at);
    let fromBills = zeroYen;
    for (const { key, amount: taken, closes } of fromAllocations) {
      fromBills = addYen(fromBills, taken);
      this.#take(payment, key, taken, closes, causedBy, on);
    }
    this.change(paymentId, {
      allocated: subtractYen(payment.allocated, fromBills),
      unallocated: subtractYen(payment.unallocated, fromUnallocated),
      reversed: addYen(payment.reversed, amount),
      ...(how.method ? { refunded: addYen(payment.refunded ?? zeroYen, amount) } : {}),
      returns: [...(payment.returns ?? []), { at: this.at, on, method: how.method ?? payment.method, amount, causedBy }],
    });
  }

  /** Takes all money off a bill: it stays with its payments, on no bill. What was waived is none, and ends. Gives how much it was. */
  release(billId: BillId, causedBy: string): Yen {
    const money = this.on(billId).filter(({ payment }) => payment.method !== 'write_off');
    for (const { payment, left } of money) this.takeOff(payment._id, billId, left, causedBy);
    this.endLoneWaivers(billId, causedBy);
    return sumYen(money.map(({ left }) => left));
  }

  /** Ends what was waived where nothing lies besides, also where the money went earlier (rows of before waivers ended with it). */
  endLoneWaivers(billId: BillId, causedBy: string): void {
    if (this.bill(billId)!.allocated > 0) this.#takenOff.set(billId, { causedBy, on: jstDateOf(this.at) });
  }

  /** Takes a part of a payment off a bill, its newest allocation first: it stays with the payment, on no bill. */
  takeOff(paymentId: string, billId: BillId, amount: Yen, causedBy: string): void {
    const payment = this.#payments.get(paymentId)!.now;
    const live = this.live(paymentId).filter(({ row }) => row.billId === billId);
    if (amount <= 0 || amount > sumYen(live.map(({ left }) => left))) throw new DomainError('ALLOCATION_EXCEEDS_PAYMENT');
    const { fromAllocations } = splitReversal(
      amount,
      zeroYen,
      live.map(({ row, left }) => ({ key: row, billId, amount: left })),
      () => zeroYen,
    );
    for (const { key, amount: taken, closes } of fromAllocations) this.#take(payment, key, taken, closes, causedBy);
    this.change(paymentId, { allocated: subtractYen(payment.allocated, amount), unallocated: addYen(payment.unallocated, amount) });
  }

  /**
   * Money on no bill goes back to its payer by the office's own hand; a sum below nothing is here again, on no bill (組戻し).
   * @throws DomainError ALLOCATION_EXCEEDS_PAYMENT
   */
  giveBack(paymentId: string, amount: Yen, how: Pick<MoneyReturn, 'on' | 'method' | 'causedBy'>): void {
    const { unallocated, reversed, refunded = zeroYen, returns = [] } = this.#payments.get(paymentId)!.now;
    if (amount === 0 || amount > unallocated || negateYen(amount) > refunded) throw new DomainError('ALLOCATION_EXCEEDS_PAYMENT');
    this.change(paymentId, {
      unallocated: subtractYen(unallocated, amount),
      reversed: addYen(reversed, amount),
      refunded: addYen(refunded, amount),
      returns: [...returns, { at: this.at, amount, ...how }],
    });
  }

  noteCharge(billId: BillId, note: ChargeNote): void {
    const tracked = this.#bills.get(billId);
    if (!tracked) return;
    const charges = withChargeNote(tracked.now.charges, note);
    if (charges === tracked.now.charges) return;
    tracked.now = { ...tracked.now, charges };
    this.notify({ topic: 'charges', ref: billId, memberId: tracked.now.memberId });
  }

  task(draft: Omit<TaskDraft, 'raisedAt'>): void {
    this.#tasks.push({ ...draft, raisedAt: this.at });
    this.notify({ topic: 'tasks', ref: draft.cause });
  }

  notify(notice: { topic: LiveNotice['topic']; ref: string; memberId?: MemberId | null }): void {
    const { memberId, ...event } = notice;
    this.#notices.set(`${event.topic}:${event.ref}`, memberId ? { ...event, memberId } : event);
  }

  /** Writes everything; the caller's transaction commits it. */
  async save(): Promise<void> {
    const db = this.#platform.databases.server;
    await endWaivers(this.#platform, this.#scope, this, this.#takenOff, this.#session);
    const tracked = [...this.#payments.values()];
    const fresh = tracked.filter((entry) => entry.fresh).map((entry) => entry.now);
    await insertPayments(db, this.#scope, fresh, this.#session);
    const known = tracked.filter((entry) => !entry.fresh && entry.now !== entry.read);
    const changes = known.map(({ read, now }) => ({ payment: read, change: paymentChange(now) }));
    await savePayments(db, this.#scope, changes, this.#session);
    await insertAllocations(db, this.#scope, this.#appended, this.#session);
    const bills = [...this.#bills.values()].filter((entry) => entry.now !== entry.read);
    await saveBills(
      db,
      this.#scope,
      bills.map((entry) => ({ bill: entry.read, change: billChange(entry.now) })),
      this.#session,
    );
    const turned = bills.filter(({ read, now }) => isPayable(read.status) !== isPayable(now.status));
    await keepOwingMembers(
      db,
      this.#scope,
      turned.map(({ now }) => now),
      this.#session,
    );
    // What is asked for once more says who the member is by now.
    const asking = turned.filter(({ now }) => isPayable(now.status)).map(({ now }) => now.memberId);
    await tellNamed(this.#platform, this.#scope, asking, this.#session);
    await raiseTasks(db, this.#scope, this.#tasks, this.#session);
    if (this.#takenOff.size > 0) await runReversedHooks(this.#platform, this.#scope, [...this.#takenOff.keys()], this.#session);
    const moves: MoneyMoves = {
      bills: bills.map(({ read, now }) => ({ before: read, after: now })),
      payments: tracked.filter(({ read, now }) => now !== read).map(({ read, now }) => ({ before: read, after: now })),
    };
    await runMovedHooks(this.#platform, this.#scope, moves, this.#session);
    await recordLive(db, this.#scope, [...this.#notices.values()], this.at, this.#session);
  }

  /** All that a payment was put on and taken off. */
  rowsOf(paymentId: string): AllocationDocument[] {
    return [...this.#allocations, ...this.#appended].filter((row) => row.paymentId === paymentId);
  }

  /** What lies where, in the order in which it was put there. */
  live(paymentId: string) {
    return inOrderOfUse(liveAllocations(this.rowsOf(paymentId)), (billId) => this.bill(billId));
  }

  /** What lies on a bill of the payments known here, by payment. */
  on(billId: BillId): { readonly payment: PaymentDocument; readonly left: Yen }[] {
    return [...this.#payments.values()].flatMap(({ now: payment }) => {
      const left = heldByBill(this.live(payment._id)).get(billId);
      return left ? [{ payment, left }] : [];
    });
  }

  /** A part of an allocation leaves its bill, by a negative row that names it. */
  #take(payment: PaymentDocument, from: AllocationDocument, amount: Yen, closes: boolean, causedBy: string, on = jstDateOf(this.at)): void {
    const { billId, memberId } = from;
    this.#append({ paymentId: payment._id, billId, memberId, amount: negateYen(amount), reverses: from._id, closes, causedBy });
    this.#moveBill(billId, negateYen(amount), payment.state === 'provisional' ? negateYen(amount) : zeroYen);
    this.#takenOff.set(billId, { causedBy, on });
  }

  #append(row: Omit<AllocationDocument, '_id' | 'orgId' | 'at'>): void {
    this.#appended.push({ _id: newAllocationId(), orgId: this.#scope.orgId, ...row, at: this.at });
  }

  #moveBill(billId: BillId, money: Yen, provisional: Yen): void {
    const tracked = this.#bills.get(billId)!;
    const allocated = addYen(tracked.now.allocated, money);
    const moved = { ...tracked.now, allocated, provisionalAllocated: addYen(tracked.now.provisionalAllocated, provisional) };
    tracked.now = { ...moved, status: billStatus(factsOf(moved)) };
    this.notify({ topic: 'bills', ref: billId, memberId: moved.memberId });
  }
}
