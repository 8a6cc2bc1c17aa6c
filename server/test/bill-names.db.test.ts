import { randomUUID } from 'node:crypto';
import { ArrearsInput } from '@tsudoi/shared/contracts/billing/arrears.contract';
import type { MemberId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { payableChanged } from '@tsudoi/shared/queue/billing.messages';
import { membersNamed } from '@tsudoi/shared/queue/member.messages';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OutboxRow } from '@tsudoi/shared/service/outbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { arrears } from '../src/modules/billing/arrears.service.ts';
import { nameBillsAnew } from '../src/modules/billing/bill-member.service.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { reviseMember, reviseMembers } from '../src/modules/members/member-change.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { undoMerge } from '../src/modules/members/member-merge-undo.service.ts';
import { type MemberDocument, findMember, findMembers } from '../src/modules/members/member.repository.ts';
import { assignNumbers } from '../src/modules/members/number-assignment.service.ts';
import { keepReceptions } from '../src/modules/members/numbering.repository.ts';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { billNow, carryOut, openBill, openBills, payBill, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
beforeEach(async () => {
  org = await openOrganization(server);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const told = (name: string) => db().collection<OutboxRow>('outbox').find({ orgId: org.scope.orgId, name }).sort({ _id: 1 }).toArray();
/** Whom messages name that were not heard yet, in order; and now they are. */
async function heard(): Promise<MemberId[]> {
  const rows = await told(membersNamed.name);
  const ids = rows.flatMap(({ payload }) => (payload as PayloadOf<typeof membersNamed>).memberIds);
  for (const { payload } of rows) await nameBillsAnew(server.platform, org.scope, payload as PayloadOf<typeof membersNamed>);
  await db()
    .collection<OutboxRow>('outbox')
    .deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
  return ids;
}
async function revise(memberId: MemberId, changes: Partial<MemberDocument>) {
  const before = await findMember(org.scope, memberId);
  await inTransaction(server.platform.databases.client, (session) => reviseMember(server.platform, org.scope, before, changes, session));
}
const marries = (memberId: MemberId) => revise(memberId, { familyName: '𠮷田', familyNameKana: 'ヨシダ' });
const saying = ({ memberNumber, memberName, memberKana }: BillDocument) => `${memberNumber} ${memberName} ${memberKana}`;
const owing = async (q: string) => (await arrears(server.platform, org.scope, ArrearsInput.parse({ q }))).rows.length;
async function becomesOne(kept: MemberDocument, merged: MemberDocument) {
  const pair = { keptId: kept._id, mergedId: merged._id };
  const { fingerprint } = await planMemberMerge(server.platform, org.owner, pair);
  const choices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' } as const;
  return mergeMembers(server.platform, org.owner, { ...pair, fingerprint, choices: choices as never });
}
/** One member with a draft, an open bill, a paid one and a cancelled one. */
async function withBills() {
  const member = await org.addMember({
    memberNumber: 'A2026-0012',
    familyName: '佐藤',
    givenName: '恵',
    familyNameKana: 'サトウ',
    givenNameKana: 'メグミ',
  });
  const [open, paid, gone] = [
    await openBill(server, org, member._id),
    await openBill(server, org, member._id),
    await openBill(server, org, member._id),
  ];
  await payBill(server, org, paid);
  await db()
    .collection<BillDocument>('bills')
    .updateOne({ _id: gone._id }, { $set: { status: 'cancelled', live: false, cancelledAt: new Date() } });
  const run = await plan(server, org);
  await carryOut(server, org, run._id);
  const draft = (await db().collection<BillDocument>('bills').findOne({ runId: run._id, memberId: member._id }))!;
  return { member, run, draft, open, paid, gone };
}

describe('what a bill says of its member', () => {
  it('PAY-20, case 57: a number given later stands on drafts and open bills, which payers and the office then find; what is paid or cancelled keeps the old', async () => {
    const { member, draft, open, paid, gone } = await withBills();
    await inTransaction(server.platform.databases.client, (session) => keepReceptions(db(), org.scope, [member.memberNumber], session));
    const rows = [{ memberId: member._id, number: '1043' }];
    expect(await assignNumbers(server.platform, org.owner, { rows, tell: false })).toEqual({ assigned: 1, mailed: 0, problems: [] });
    expect(await heard()).toEqual([member._id]);
    const now = await Promise.all([draft, open, paid, gone].map(({ _id }) => billNow(server, _id)));
    expect(now.map(({ memberNumber }) => memberNumber)).toEqual(['1043', '1043', 'A2026-0012', 'A2026-0012']);
    expect([now[0]!.version, now[1]!.version]).toEqual([draft.version + 1, open.version + 1]);
    const changed = await told('billing.payable.changed');
    expect(changed.map(({ payload }) => payload)).toEqual([
      {
        revision: open.version + 1,
        payable: {
          payableId: open._id,
          memberId: member._id,
          memberNumber: '1043',
          memberKana: 'サトウ メグミ',
          amount: 10_000,
          dueOn: open.dueOn,
          payRef: open.billNumber,
          formerNumbers: ['A2026-0012'],
        },
      },
    ]);
    const live = await db()
      .collection('live_events')
      .find({ orgId: org.scope.orgId, topic: 'bills', ref: { $in: [draft._id, open._id] } })
      .toArray();
    expect(live.filter(({ ref }) => ref === draft._id).every(({ memberId }) => !memberId)).toBe(true);
    expect(live.some(({ ref, memberId }) => ref === open._id && memberId === member._id)).toBe(true);
    expect([await owing('1043'), await owing('A2026-0012')]).toEqual([1, 0]);
    // Heard once more it changes nothing.
    await nameBillsAnew(server.platform, org.scope, { memberIds: [member._id] });
    expect((await billNow(server, open._id)).version).toBe(open.version + 1);
  });

  it('ARR-01, PAY-19: a new name and reading are on the invoice that comes after and in the search of 未納; other changes tell nobody', async () => {
    const { member, open, paid } = await withBills();
    const before = await issueInvoice(server.platform, org.owner, open._id, undefined);
    await revise(member._id, { phone: '03-1111-2222', familyName: '佐藤' });
    expect(await heard()).toEqual([]);
    await marries(member._id);
    expect(await heard()).toEqual([member._id]);
    const other = await openBill(server, org, member._id);
    expect([await billNow(server, open._id), await billNow(server, paid._id), other].map(saying)).toEqual([
      'A2026-0012 𠮷田 恵 ヨシダ メグミ',
      'A2026-0012 佐藤 恵 サトウ メグミ',
      'A2026-0012 𠮷田 恵 ヨシダ メグミ',
    ]);
    expect([await owing('ヨシダ'), await owing('サトウ')]).toEqual([1, 0]);
    expect(before.addressee).toBe('佐藤 恵');
    expect((await issueInvoice(server.platform, org.owner, other._id, undefined)).addressee).toBe('𠮷田 恵');
  });

  it('IMP-01: many who are renamed at once are told of in messages of two hundred, and others not at all', async () => {
    const members = await org.addMembers(450);
    const bill = await openBill(server, org, members[420]!._id);
    const { client } = server.platform.databases;
    await inTransaction(client, async (session) => {
      const present = await findMembers(
        org.scope,
        members.map(({ _id }) => _id),
        session,
      );
      const changed = present.map((before, at) => ({ before, changes: at % 9 === 0 ? { memo: '済' } : { familyNameKana: 'タカバシ' } }));
      await reviseMembers(server.platform, org.scope, changed, session);
    });
    expect((await told(membersNamed.name)).map(({ payload }) => (payload as { memberIds: string[] }).memberIds.length)).toEqual([200, 200]);
    await heard();
    const { familyNameKana } = await findMember(org.scope, bill.memberId);
    expect((await billNow(server, bill._id)).memberKana).toBe(`${familyNameKana} ミサキ`);
  });

  it('BIL-04, case 12: a draft that was planned before says who its member is when it is opened, in the mail and to the payments-service as well', async () => {
    const member = await org.addMember();
    const run = await plan(server, org);
    await marries(member._id);
    await heard();
    await carryOut(server, org, run._id);
    const of = async () => (await db().collection<BillDocument>('bills').findOne({ runId: run._id, memberId: member._id }))!;
    expect((await of()).memberName).toContain('髙橋');
    await openBills(server, org, run._id);
    const bill = await of();
    expect([bill.memberName, bill.memberKana, bill.status]).toEqual([`𠮷田 ${member.givenName}`, 'ヨシダ ミサキ', 'unpaid']);
    const payables = (await told('billing.payable.opened')).flatMap(
      ({ payload }) => (payload as { payables: { memberKana: string }[] }).payables,
    );
    expect(payables.map(({ memberKana }) => memberKana)).toEqual(['ヨシダ ミサキ']);
    const mail = await db().collection('mails').findOne({ orgId: org.scope.orgId, to: member.contactEmail, purpose: 'bill_opened' });
    expect(mail!['text']).toContain(`𠮷田 ${member.givenName} 様`);
  });

  it('case 48: what is asked for once more, because its money went back, says who its member is by then', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const paymentId: PaymentId = await recordOffline(server.platform, org.scope, org.owner, {
      billId: bill._id,
      amount: 10_000 as never,
      method: 'cash',
      receivedOn: '2026-05-19' as never,
      memo: '',
      idempotencyKey: randomUUID(),
    });
    await marries(member._id);
    await heard();
    expect((await billNow(server, bill._id)).memberKana).toBe('タカハシ ミサキ');
    await reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤り', idempotencyKey: randomUUID() });
    expect(await heard()).toEqual([member._id]);
    expect((await billNow(server, bill._id)).memberKana).toBe('ヨシダ ミサキ');
  });

  it('docs/decisions/0014: bills that a merge moves say whose they are, and once it is taken back whose they were', async () => {
    const [kept, merged] = [await org.addMember({ familyNameKana: 'カトウ' }), await org.addMember({ familyNameKana: 'ワタナベ' })];
    const bill = await openBill(server, org, merged._id);
    const { mergeId } = await becomesOne(kept, merged);
    await heard();
    const moved = await billNow(server, bill._id);
    expect([moved.memberId, moved.memberNumber, moved.memberKana]).toEqual([kept._id, kept.memberNumber, 'カトウ ミサキ']);
    const last = async () => (await told('billing.payable.changed')).at(-1)!.payload;
    expect(await last()).toMatchObject({ payable: { memberId: kept._id, formerNumbers: [merged.memberNumber] }, revision: moved.version });
    await undoMerge(server.platform, org.owner, { mergeId });
    await heard();
    const back = await billNow(server, bill._id);
    expect([back.memberId, back.memberNumber, back.memberKana]).toEqual([merged._id, merged.memberNumber, 'ワタナベ ミサキ']);
    expect(await last()).toMatchObject({ payable: { memberId: merged._id, formerNumbers: [] }, revision: back.version });
  });

  it('PAY-20, docs/decisions/0014: what the kept record owes is found by the other’s number as well, and by it no more once the merge is taken back', async () => {
    const [kept, merged] = [await org.addMember(), await org.addMember()];
    const bill = await openBill(server, org, kept._id);
    const { mergeId } = await becomesOne(kept, merged);
    await heard();
    const toldOf = async ({ _id }: BillDocument) =>
      (await told('billing.payable.changed'))
        .map(({ payload }) => payload as PayloadOf<typeof payableChanged>)
        .findLast(({ payable }) => payable.payableId === _id);
    expect(await toldOf(bill)).toMatchObject({ payable: { formerNumbers: [merged.memberNumber] }, revision: bill.version + 1 });
    const between = await openBill(server, org, kept._id);
    await undoMerge(server.platform, org.owner, { mergeId });
    await heard();
    for (const one of [bill, between]) {
      const now = await billNow(server, one._id);
      expect(saying(now)).toBe(saying(one));
      const payable = { payableId: one._id, memberNumber: kept.memberNumber, formerNumbers: [] };
      expect(await toldOf(one)).toMatchObject({ payable, revision: now.version });
      expect(now.version).toBeGreaterThan(one.version);
    }
  });
});
