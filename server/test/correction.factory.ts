import { randomUUID } from 'node:crypto';
import type { CorrectionAsk } from '@tsudoi/shared/contracts/payments/correction.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import type { MemberDocument } from '../src/modules/members/members.public.ts';
import type { CorrectionDocument } from '../src/modules/payments/correction.repository.ts';
import { correct, previewCorrection } from '../src/modules/payments/correction.service.ts';
import { undoCorrection } from '../src/modules/payments/correction-undo.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import type { PaymentDocument } from '../src/modules/payments/payment.repository.ts';
import { carryOut, openBills, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

export const type = (bill: BillDocument, to: MembershipTypeId, rest: 'keep' | 'next_year' = 'keep'): CorrectionAsk => ({
  billId: bill._id,
  wrong: 'type',
  membershipTypeId: to,
  rest,
  dueOn: null,
});
export const year = (bill: BillDocument, fiscalYear: number, rest: 'keep' | 'next_year' = 'keep'): CorrectionAsk => ({
  billId: bill._id,
  wrong: 'year',
  fiscalYear: fiscalYear as never,
  rest,
  dueOn: null,
});
export const amount = (bill: BillDocument, to: number): CorrectionAsk => ({
  billId: bill._id,
  wrong: 'amount',
  amount: PriceYen.parse(to),
  rest: 'keep',
  dueOn: null,
});
export const money = (
  wrong: 'surplus' | 'misplaced',
  bill: BillDocument,
  to: readonly BillDocument[],
  rest: 'keep' | 'next_year' = 'keep',
): CorrectionAsk => ({ billId: bill._id, wrong, toBillIds: to.map(({ _id }) => _id), rest });

/** A bill as its member would read it out. */
export const short = ({ fiscalYear, amount, allocated, status }: BillDocument) => `${fiscalYear} ${amount} ${allocated} ${status}`;

export const whyOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: { params?: { why?: string }; code?: string }) => error.params?.why ?? error.code,
  );

/** What the office does with corrections, in one organisation. */
export function correctionDesk({ server, org }: { readonly server: TestServer; readonly org: TestOrganization }) {
  // Of bills that were never asked for online the payments-service knows no number.
  server.payments.answers['charges.forPayable'] ??= null;
  const preview = (ask: CorrectionAsk) => previewCorrection(server.platform, org.scope, org.owner, ask);
  const inputFor = (ask: CorrectionAsk, digest: string, more: object = {}) => ({
    ask,
    digest,
    reason: '会員種別の登録まちがい',
    tellMember: true,
    idempotencyKey: randomUUID(),
    ...more,
  });
  async function doIt(ask: CorrectionAsk) {
    return correct(server.platform, org.scope, org.owner, inputFor(ask, (await preview(ask)).digest));
  }
  const undo = (correctionId: CorrectionDocument['_id'], idempotencyKey: string = randomUUID()) =>
    undoCorrection(server.platform, org.scope, org.owner, { correctionId, idempotencyKey });
  return { preview, inputFor, doIt, undo };
}

/** An organisation with 正会員 (10,000) and 学生会員 (5,000), and the hands of its office. */
export async function startCorrectionRig() {
  const server: TestServer = await startTestServer('2026-05-20T03:00:00Z');
  const org: TestOrganization = await openOrganization(server);
  const student = await org.addType('学生会員', 5000);
  const db = () => server.platform.databases.server;

  /** A member with the annual bills of some years, made and confirmed by runs as in life. */
  async function billed(
    years: readonly number[] = [2026],
    typeId?: MembershipTypeId,
  ): Promise<{ member: MemberDocument; bills: BillDocument[] }> {
    const member = await org.addMember(typeId ? { membershipTypeId: typeId } : {});
    for (const fiscalYear of years) {
      const run = await plan(server, org, { fiscalYear, dueOn: `${Math.max(fiscalYear, 2026)}-06-30` });
      await carryOut(server, org, run._id);
      await openBills(server, org, run._id);
    }
    const bills = await db().collection<BillDocument>('bills').find({ memberId: member._id }).sort({ fiscalYear: 1 }).toArray();
    return { member, bills };
  }
  const pay = (bill: BillDocument, amount: number) =>
    recordOffline(server.platform, org.scope, org.owner, {
      billId: bill._id,
      amount: PositiveYen.parse(amount),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-12'),
      memo: '通帳 5/12',
      idempotencyKey: randomUUID(),
    });
  const { preview, inputFor, doIt, undo } = correctionDesk({ server, org });
  const billsOf = async (member: MemberDocument) =>
    (await db().collection<BillDocument>('bills').find({ memberId: member._id }).toArray()).toSorted((left, right) =>
      left._id < right._id ? -1 : 1,
    );
  const livingOf = async (member: MemberDocument) =>
    (await billsOf(member))
      .filter(({ live }) => live)
      .map(short)
      .toSorted();
  const paymentsOf = (member: MemberDocument) => db().collection<PaymentDocument>('payments').find({ memberId: member._id }).toArray();
  const apart = async (member: MemberDocument) => (await paymentsOf(member)).reduce((sum, row) => sum + row.unallocated, 0);
  const typeNow = async (member: MemberDocument) =>
    (await db().collection<MemberDocument>('members').findOne({ _id: member._id }))!.membershipTypeId;
  return { server, org, student, db, billsOf, billed, pay, preview, inputFor, doIt, undo, livingOf, paymentsOf, apart, typeNow };
}

export type CorrectionRig = Awaited<ReturnType<typeof startCorrectionRig>>;
