import { randomUUID } from 'node:crypto';
import type { CancelJobView, ChosenBills } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { type BillId, type BillingRunId, type MemberId, type MembershipTypeId, newChargeId, newMessageId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear, JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen, yen } from '@tsudoi/shared/kernel/yen';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import { moneyReversed, moneySettled } from '@tsudoi/shared/queue/payments.messages';
import type { Delivery } from '@tsudoi/shared/service/consumer';
import { createBill } from '../src/modules/billing/adhoc-bill.service.ts';
import { addAdjustment } from '../src/modules/billing/adjustment.service.ts';
import { confirmBill, workOnConfirmation } from '../src/modules/billing/bill-confirm.service.ts';
import { type BillDocument, billsOf } from '../src/modules/billing/bill.repository.ts';
import type { BillingRunDocument } from '../src/modules/billing/billing-run.repository.ts';
import { getRun } from '../src/modules/billing/billing-run.repository.ts';
import { confirmRun, startRun } from '../src/modules/billing/billing-run.service.ts';
import { planCancel, startCancel } from '../src/modules/billing/cancel-job.service.ts';
import { planRun } from '../src/modules/billing/run-plan.service.ts';
import { workOnRun } from '../src/modules/billing/run-work.service.ts';
import { type MailRow, mailCollection } from '../src/platform/mail-outbox.ts';
import { postReversed, postSettled } from '../src/modules/payments/posting.service.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

export interface RunTerms {
  readonly fiscalYear?: number;
  readonly allocationStartMonth?: string;
  readonly dueOn?: string;
  readonly excluded?: readonly MembershipTypeId[];
  readonly members?: readonly MemberId[];
}

export function plan({ platform }: TestServer, org: TestOrganization, terms: RunTerms = {}): Promise<BillingRunDocument> {
  const fiscalYear = terms.fiscalYear ?? 2026;
  return planRun(platform, org.scope, org.owner, {
    billingItemId: org.itemId,
    fiscalYear: FiscalYear.parse(fiscalYear),
    allocationStartMonth: JstMonth.parse(terms.allocationStartMonth ?? `${fiscalYear}-04`),
    dueOn: jstDate(terms.dueOn ?? `${fiscalYear}-06-01`),
    billName: `${fiscalYear}年度 年会費`,
    excludedMembershipTypeIds: [...(terms.excluded ?? [])],
    ...(terms.members && { memberIds: [...terms.members] }),
  });
}

/** Starts a plan and makes its bills, as the job would. */
export async function carryOut({ platform }: TestServer, org: TestOrganization, runId: BillingRunId): Promise<BillingRunDocument> {
  await startRun(platform, org.scope, org.owner, runId);
  await workOnRun(platform, org.scope, runId);
  return getRun(platform.databases.server, org.scope, runId);
}

/** Confirms a run, as the job would. */
export async function openBills({ platform }: TestServer, org: TestOrganization, runId: BillingRunId): Promise<BillingRunDocument> {
  await confirmRun(platform, org.scope, org.owner, runId);
  await workOnConfirmation(platform, org.scope, runId);
  return getRun(platform.databases.server, org.scope, runId);
}

/** Of the confirmed bills of a run that ask for money: how many they are, and what of them has no mail in the queue, or more than one. */
export async function queuedMails({ platform }: TestServer, org: TestOrganization, runId: BillingRunId) {
  const db = platform.databases.server;
  const bills = await billsOf(db, org.scope)
    .find({ runId, status: 'unpaid' }, { projection: { orgId: 1 }, batchSize: 5000 })
    .toArray();
  const mails = await db
    .collection<MailRow>(mailCollection)
    .find({ orgId: org.scope.orgId, purpose: 'bill_opened' }, { projection: { 'opens.billId': 1, state: 1 } })
    .toArray();
  const waiting = new Map<BillId, number>();
  for (const { opens, state } of mails) if (opens && state === 'waiting') waiting.set(opens.billId, (waiting.get(opens.billId) ?? 0) + 1);
  const of = bills.map(({ _id }) => waiting.get(_id) ?? 0);
  return { asked: of.length, missing: of.filter((count) => count === 0).length, doubled: of.filter((count) => count > 1).length };
}

/** 会員調整額, each asked for by itself. */
export function adjustMember(
  { platform }: TestServer,
  org: TestOrganization,
  memberId: MemberId,
  kind: 'permanent' | 'one_time',
  amount: number,
  reason = '調整',
) {
  const asked = { memberId, kind, amount: yen(amount), reason, idempotencyKey: randomUUID() };
  return addAdjustment(platform, org.scope, org.owner, asked);
}

/** A confirmed bill of its own. */
export async function openBill(
  { platform }: TestServer,
  org: TestOrganization,
  memberId: MemberId,
  amount = 10_000,
): Promise<BillDocument> {
  // A day that has passed opens no bill, and some of these clocks are real.
  const [usual, today] = [jstDate('2026-06-01'), platform.clock.today()];
  const draft = await createBill(platform, org.scope, org.owner, {
    memberId,
    billName: '研修会 参加費',
    amount: PriceYen.parse(amount),
    dueOn: usual < today ? today : usual,
    idempotencyKey: randomUUID(),
  });
  return confirmBill(platform, org.scope, org.owner, draft._id);
}

/** Cancels what was chosen, as the office does: looks first, confirms what it saw. */
export async function cancelMany(
  { platform }: TestServer,
  org: TestOrganization,
  bills: ChosenBills,
  given: Partial<Parameters<typeof startCancel>[2]> = {},
): Promise<CancelJobView> {
  const { count, amount } = await planCancel(platform, org.scope, bills);
  const input = { bills, expected: { count, amount }, reason: '誤り', idempotencyKey: randomUUID(), ...given };
  return startCancel(platform, org.owner, input);
}

type Settled = PayloadOf<typeof moneySettled>;
type Reversed = PayloadOf<typeof moneyReversed>;

/** Money for a bill comes in and is posted. */
export async function payBill(
  { platform }: TestServer,
  org: TestOrganization,
  bill: BillDocument,
  given: Partial<Settled> = {},
): Promise<Delivery<Settled>> {
  const notice = settled(bill, given);
  await postSettled(platform, org.scope, [notice]);
  return notice;
}

export async function takeBack(
  { platform }: TestServer,
  org: TestOrganization,
  notice: Delivery<Settled>,
  given: Partial<Reversed>,
): Promise<void> {
  await postReversed(platform, org.scope, [reversed(notice, given)]);
}

/** What the payments-service says when money has come for a bill. */
export function settled(bill: Pick<BillDocument, '_id' | 'memberId' | 'amount'>, given: Partial<Settled> = {}): Delivery<Settled> {
  const amount = given.amount ?? yen(bill.amount);
  return {
    messageId: newMessageId(),
    occurredAt: new Date('2026-05-12T03:04:05Z'),
    payload: moneySettled.payload.parse({
      chargeId: newChargeId(),
      paymentNumber: '1234567890128',
      memberId: bill.memberId,
      provider: 'komoju',
      method: 'konbini',
      sequence: 2,
      lines: [{ payableId: bill._id, amount }],
      state: 'final',
      memberFee: 0,
      currency: 'JPY',
      paidAt: '2026-05-12T03:04:05.000Z',
      ...given,
      amount,
    }),
  };
}

export function reversed(of: Delivery<Settled>, given: Partial<Reversed>): Delivery<Reversed> {
  const { chargeId, paymentNumber, memberId, provider, method, lines, amount } = of.payload;
  return {
    messageId: newMessageId(),
    occurredAt: new Date('2026-05-13T03:04:05Z'),
    payload: moneyReversed.payload.parse({
      chargeId,
      paymentNumber,
      memberId,
      provider,
      method,
      lines,
      amount,
      sequence: 3,
      kind: 'provisional_withdrawn',
      reversedAt: '2026-05-13T03:04:05.000Z',
      ...given,
    }),
  };
}

export async function billNow({ platform }: TestServer, billId: BillId): Promise<BillDocument> {
  const bill = await platform.databases.server.collection<BillDocument>('bills').findOne({ _id: billId });
  if (!bill) throw new Error('there is no such bill');
  return bill;
}

/** The code of the domain error that some work ends with; null when it succeeds. */
export async function codeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
