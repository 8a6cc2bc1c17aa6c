import { randomBytes } from 'node:crypto';
import { newChargeId, newDebitCollectionId, newDebitResultId, newMandateId, newMessageId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerDebit,
  debitDesk,
  dropDebits,
  mandateRows,
  myMandate,
  offersDebit,
  registerMandate,
  requestMandate,
  saveDebitContract,
  stopMyMandate,
  uploadDebitResult,
} from '../src/modules/payments/debit.service.ts';
import { postChanged, postSettled } from '../src/modules/payments/posting.service.ts';
import { approveDebit } from '../src/modules/operations/debit-approval.service.ts';
import { billNow, codeOf, openBill, payBill, settled } from './billing.factory.ts';
import { dunningDesk } from './dunning.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  server.payments.answers['debits.collect'] = { collected: 0 };
});
afterAll(() => server.close());

const contract = {
  consignorCode: '1234567890',
  consignorName: 'ｼﾉﾉﾒ',
  bankCode: '0005',
  bankName: '',
  branchCode: '202',
  branchName: '',
  accountKind: 'ordinary',
  accountTail: '345',
  debitDay: 26,
  leadDays: 0,
  state: 'approved',
  version: 2,
};
const mandate = (memberId: string, state = 'requested') => ({
  mandateId: newMandateId(),
  memberId,
  state,
  customerNumber: 'M000001',
  account: null,
  requestedAt: '2026-05-20T03:00:00.000Z',
  version: 0,
});
const asked = () => server.payments.calls.at(-1)!;
const part = (memberIds: readonly string[]) => ({
  collectionId: newDebitCollectionId(),
  part: 0,
  nextDebitOn: jstDate('2026-06-26'),
  mandates: memberIds.map((memberId) => ({ mandateId: newMandateId(), memberId: memberId as never })),
});

describe('direct debit in the office', () => {
  it('BIL-18: members with a mandate are drawn for what is open and due before the next debit, the rest of a bill included', async () => {
    const [debtor, free, rich] = await org.addMembers(3);
    const first = await openBill(server, org, debtor!._id, 8000);
    const second = await openBill(server, org, debtor!._id, 9000);
    const later = await openBill(server, org, debtor!._id, 7000);
    const bills = server.platform.databases.server.collection('bills');
    await bills.updateOne({ _id: later._id as never }, { $set: { dueOn: '2026-06-26' } });
    await payBill(server, org, first, {
      amount: PositiveYen.parse(3000),
      lines: [{ payableId: first._id, amount: PositiveYen.parse(3000) }],
    });
    await payBill(server, org, await openBill(server, org, rich!._id, 5000));
    const asks = part([debtor!._id, free!._id, rich!._id]);
    await answerDebit(server.platform, org.scope, asks);
    expect(asked()).toMatchObject({ procedure: 'debits.collect' });
    const { claims } = asked().input as { claims: { mandateId: string; lines: unknown[] }[] };
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({ mandateId: asks.mandates[0]!.mandateId, memberId: debtor!._id });
    expect(claims[0]!.lines).toHaveLength(2);
    expect(claims[0]!.lines).toEqual(
      expect.arrayContaining([
        { payableId: first._id, amount: 5000 },
        { payableId: second._id, amount: 9000 },
      ]),
    );
    // Of another organisation nobody is drawn, whatever the message says.
    const stranger = await openOrganization(server);
    await answerDebit(server.platform, stranger.scope, asks);
    expect(asked().input).toMatchObject({ claims: [] });
    // an organisation that rests draws nothing.
    const organizations = server.platform.databases.server.collection('organizations');
    await organizations.updateOne({ _id: org.scope.orgId as never }, { $set: { status: 'suspended' } });
    await answerDebit(server.platform, org.scope, asks);
    expect(asked().input).toMatchObject({ claims: [] });
    // One that has asked for its end goes on until the day (domain.md 3.1), unless it rested when it asked.
    const asksForEnd = { requestedBy: '', requestedAt: new Date(), effectiveOn: '2026-06-30', purgedBy: '2026-07-31' };
    for (const [from, count] of [
      ['suspended', 0],
      ['active', 1],
    ] as const) {
      const change = { status: 'deletion_requested', closing: { ...asksForEnd, from } };
      await organizations.updateOne({ _id: org.scope.orgId as never }, { $set: change });
      await answerDebit(server.platform, org.scope, asks);
      expect((asked().input as { claims: unknown[] }).claims).toHaveLength(count);
    }
    await organizations.updateOne({ _id: org.scope.orgId as never }, { $set: { status: 'active' }, $unset: { closing: '' } });
  });

  it('ARR-03, oracle 41: while a debit is under way nobody is reminded; once it has failed the reminders go, and stop on payment', async () => {
    const desk = dunningDesk(server, org);
    const member = await org.addMember();
    const bill = await desk.bill(member._id, '2026-05-01');
    const charge = { chargeId: newChargeId(), paymentNumber: '1234567890128', provider: 'direct-debit', memberId: member._id };
    const lines = [{ payableId: bill._id, amount: bill.amount as never }];
    const told = (state: 'requested' | 'failed', sequence: number) =>
      postChanged(server.platform, org.scope, [
        {
          messageId: newMessageId(),
          occurredAt: new Date(),
          payload: { ...charge, method: 'direct_debit', state, sequence, lines, expiresAt: null },
        },
      ]);
    const planned = async () => {
      const views = ['due', 'coming', 'left_out'] as const;
      const rows = await Promise.all(views.map(async (view) => ({ view, rows: (await desk.plan({ view })).rows })));
      return rows.flatMap(({ view, rows: some }) =>
        some.filter(({ memberId }) => memberId === member._id).map(({ reason }) => reason ?? view),
      );
    };
    await told('requested', 0);
    expect(await planned()).toEqual(['in_payment']);
    // A second collection leaves it to the first.
    await answerDebit(server.platform, org.scope, part([member._id]));
    expect(asked().input).toMatchObject({ claims: [] });
    await told('failed', 2);
    expect(await planned()).toEqual(['due']);
    expect((await billNow(server, bill._id)).status).toBe('unpaid');
    await postSettled(server.platform, org.scope, [settled(bill, { ...charge, method: 'direct_debit', sequence: 3, lines })]);
    expect((await billNow(server, bill._id)).status).toBe('paid');
    expect(await planned()).toEqual([]);
  });

  it('case 45: a bill that was paid at the counter meanwhile is overpaid, with a task', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id, 6000);
    await payBill(server, org, bill);
    await postSettled(server.platform, org.scope, [settled(bill, { method: 'direct_debit', provider: 'direct-debit' })]);
    expect((await billNow(server, bill._id)).status).toBe('overpaid');
    const tasks = server.platform.databases.server.collection('tasks');
    expect(await tasks.findOne({ billId: bill._id, kind: 'overpayment' } as never)).toMatchObject({ state: 'open' });
  });

  it('BIL-18: a member asks on My Page; staff register the paper by the number on it, and another organisation sees nothing', async () => {
    const member = await org.addMember();
    const actor = org.asMember(member._id);
    server.payments.answers['debits.overview'] = { contract, next: null };
    server.payments.answers['debits.mandateOf'] = null;
    expect(await myMandate(server.platform, actor)).toEqual({ offered: true, debitDay: 26, mandate: null });
    server.payments.answers['debits.requestMandate'] = mandate(member._id);
    await requestMandate(server.platform, actor);
    expect(server.payments.calls.findLast(({ procedure }) => procedure === 'debits.requestMandate')?.input).toEqual({
      memberId: member._id,
    });
    server.payments.answers['debits.registerMandate'] = mandate(member._id, 'paper_or_web_pending');
    const place = { at: 'bank', bankCode: '0009', bankName: '', branchCode: '101', branchName: '' } as const;
    const account = { ...place, accountKind: 'ordinary', accountNumber: '45678', symbol: '', number: '', holder: 'ヤマダ タロウ' } as const;
    const row = await registerMandate(server.platform, org.owner, { memberNumber: member.memberNumber, account });
    expect(row).toMatchObject({ memberId: member._id, memberNumber: member.memberNumber, state: 'paper_or_web_pending' });
    expect(asked()).toMatchObject({
      procedure: 'debits.registerMandate',
      input: { memberId: member._id, account: { holder: 'ヤマダ タロウ' } },
    });
    const stranger = await openOrganization(server);
    expect(await codeOf(registerMandate(server.platform, stranger.owner, { memberNumber: member.memberNumber, account }))).toBe(
      'NOT_FOUND',
    );
    server.payments.answers['debits.mandates'] = { mandates: [mandate(member._id)], next: null, active: 0 };
    expect((await mandateRows(server.platform, stranger.scope, {})).mandates[0]).toMatchObject({ memberName: '', memberNumber: '' });
  });

  it('a member stops their own mandate, which is written down once; where nothing is left to stop, nothing is', async () => {
    const member = await org.addMember();
    const actor = org.asMember(member._id);
    const log = () =>
      server.platform.databases.server.collection('audit_entries').countDocuments({ subjectId: member._id, action: 'debit.mandate_stop' });
    server.payments.answers['debits.overview'] = { contract, next: null };
    const live = mandate(member._id, 'active');
    const stopped = { ...live, state: 'stopped', endedBy: 'member', version: 1 };
    const press = () => stopMyMandate(server.platform, actor);
    server.payments.answers['debits.mandateOf'] = live;
    delete server.payments.answers['debits.stopMandate'];
    // What was not done is not in the log either: it is written first and with the answer.
    expect(await codeOf(press())).toBe('PROVIDER_UNAVAILABLE');
    expect(await log()).toBe(0);
    // T13: done, but the answer was lost: the next press finds it stopped, and the row comes then, once.
    server.payments.answers['debits.mandateOf'] = stopped;
    server.payments.answers['debits.stopMandate'] = null;
    for (let times = 0; times < 2; times += 1) expect(await press()).toMatchObject({ mandate: { state: 'stopped' } });
    expect(await log()).toBe(1);
    // Another mandate is another end, written with its answer.
    const anew = { ...live, mandateId: newMandateId() };
    server.payments.answers['debits.mandateOf'] = anew;
    server.payments.answers['debits.stopMandate'] = { ...anew, ...stopped };
    await press();
    expect(server.payments.calls.findLast(({ procedure }) => procedure === 'debits.stopMandate')?.input).toEqual({ memberId: member._id });
    expect(await log()).toBe(2);
  });

  it('the office gives up debits that no bank will answer, which stands in the log', async () => {
    const collectionId = newDebitCollectionId();
    const sums = { count: 1, amount: 5000, doneCount: 0, doneAmount: 0, failedCount: 0, failedAmount: 0 };
    const facts = { month: '2026-05', debitOn: '2026-05-26', openedAt: '2026-05-20T03:00:00.000Z', madeAt: null };
    server.payments.answers['debits.drop'] = { collectionId, state: 'dropped', ...facts, ...sums };
    expect(await dropDebits(server.platform, org.owner, collectionId)).toMatchObject({ state: 'dropped' });
    const entry = { orgId: org.scope.orgId, action: 'debit.drop', subjectId: collectionId } as never;
    expect(await server.platform.databases.server.collection('audit_entries').findOne(entry)).toMatchObject({ subjectName: '2026-05' });
  });

  it('oracle 39: a result of many thousand rows comes in as a file, and stands in the log', async () => {
    const collectionId = newDebitCollectionId();
    const resultId = newDebitResultId();
    const counts = { resultId, rows: 40_000, done: 39_000, failed: 1000, unknown: 0, applied: false };
    server.payments.answers['debits.uploadResult'] = { outcome: 'taken', collectionId, ...counts };
    // What forty thousand rows come to once they are packed.
    const packed = randomBytes(1_400_000);
    expect(await uploadDebitResult(server.platform, org.scope, org.owner, packed)).toMatchObject(counts);
    expect(asked()).toMatchObject({ procedure: 'debits.uploadResult', input: { packed: packed.toString('base64') } });
    const log = (subjectId: string) =>
      server.platform.databases.server.collection('audit_entries').find({ action: 'debit.result', subjectId }).toArray();
    expect(await log(resultId)).toMatchObject([{ subjectName: '39000 / 40000' }]);
    // The same file again is refused, and its row is there already.
    const taken = { resultId, rows: 40_000, done: 39_000 };
    const again = { outcome: 'refused', problem: 'same_file', line: 1, taken };
    server.payments.answers['debits.uploadResult'] = again;
    expect(await uploadDebitResult(server.platform, org.scope, org.owner, packed)).toEqual(again);
    expect(await log(resultId)).toHaveLength(1);
    // T13: where the answer to the first press was lost, the second one brings the row.
    const lost = newDebitResultId();
    server.payments.answers['debits.uploadResult'] = { ...again, taken: { ...taken, resultId: lost } };
    for (let times = 0; times < 2; times += 1) await uploadDebitResult(server.platform, org.scope, org.owner, packed);
    expect(await log(lost)).toMatchObject([{ actorName: org.owner.name, subjectName: '39000 / 40000' }]);
  });

  it('BIL-18: whether it can be wished for is known, not known while the payments-service is silent', async () => {
    server.payments.answers['debits.overview'] = { contract, next: null };
    expect(await offersDebit(server.platform, org.scope)).toBe(true);
    server.payments.answers['debits.overview'] = { contract: { ...contract, state: 'requested' }, next: null };
    expect(await offersDebit(server.platform, org.scope)).toBe(false);
    delete server.payments.answers['debits.overview'];
    expect(await offersDebit(server.platform, org.scope)).toBeNull();
  });

  it('PAY-04: the operator opens it by the address of the organisation, and that stands in its own log', async () => {
    const { slug } = (await server.platform.databases.server
      .collection('organizations')
      .findOne({ _id: org.scope.orgId as never }))! as never as {
      slug: string;
    };
    const operator = { operatorId: 'op1', name: '運営 太郎' } as never;
    const audited = () => server.platform.databases.server.collection('audit_entries').find({ action: 'debit.approve' }).toArray();
    server.payments.answers['debits.overview'] = { contract, next: null };
    delete server.payments.answers['debits.approveContract'];
    // What is not opened is not in the log either: it is written first and with the answer.
    expect(await codeOf(approveDebit(server.platform, operator, { slug, version: 1 }))).toBe('PROVIDER_UNAVAILABLE');
    expect(await audited()).toEqual([]);
    server.payments.answers['debits.approveContract'] = contract;
    expect(await approveDebit(server.platform, operator, { slug, version: 1 })).toMatchObject({ contract: { state: 'approved' } });
    expect(asked()).toMatchObject({ procedure: 'debits.approveContract', input: { version: 1 } });
    expect(await audited()).toMatchObject([{ subjectName: contract.consignorName }]);
    expect(await codeOf(approveDebit(server.platform, operator, { slug: 'no-such-place', version: 1 }))).toBe('NOT_FOUND');
  });

  it('PAY-03: one person’s organisation can neither ask for it nor be given it', async () => {
    const alone = await openOrganization(server);
    const organizations = server.platform.databases.server.collection<{ _id: string; slug: string; kind: string }>('organizations');
    const { slug } = (await organizations.findOneAndUpdate({ _id: alone.scope.orgId }, { $set: { kind: 'individual' } }))!;
    server.payments.answers['debits.saveContract'] = contract;
    server.payments.answers['debits.approveContract'] = contract;
    server.payments.answers['debits.overview'] = { contract: null, next: null };
    const before = server.payments.calls.length;
    expect(await codeOf(saveDebitContract(server.platform, alone.owner, {} as never))).toBe('INDIVIDUAL_CARD_ONLY');
    const operator = { operatorId: 'op1', name: '運営 太郎' } as never;
    expect(await codeOf(approveDebit(server.platform, operator, { slug, version: 1 }))).toBe('INDIVIDUAL_CARD_ONLY');
    expect(server.payments.calls).toHaveLength(before);
    expect(await debitDesk(server.platform, alone.scope)).toMatchObject({ cardOnly: true, contract: null });
    expect(await debitDesk(server.platform, org.scope)).toMatchObject({ cardOnly: false });
  });
});
