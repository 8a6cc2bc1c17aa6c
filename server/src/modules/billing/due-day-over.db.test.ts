import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adjustMember, carryOut, plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { createBill } from './adhoc-bill.service.ts';
import { confirmBill, workOnConfirmation } from './bill-confirm.service.ts';
import type { BillDocument } from './bill.repository.ts';
import { cancelBill } from './bill.service.ts';
import { getRun } from './billing-run.repository.ts';
import { confirmRun } from './billing-run.service.ts';
import { pauseRun, resumeRun } from './run-control.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeEach(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterEach(() => server.close());

const over = { code: 'INVALID_INPUT', issues: [{ path: ['dueOn'], code: 'due_day_over' }] };
const [past, today, later] = [jstDate('2026-06-07'), jstDate('2026-06-08'), jstDate('2026-06-30')];
const theDayComes = () => server.setNow('2026-06-08T03:00:00Z');
const asked = (memberId: BillDocument['memberId']) => ({
  memberId,
  billName: '名札代',
  amount: PriceYen.parse(500),
  dueOn: jstDate('2026-05-31'),
  idempotencyKey: randomUUID(),
});
const collection = (name: string) => server.platform.databases.server.collection(name);
const dueDays = async () => (await collection('bills').find({}).toArray()).map((bill) => [bill['status'], bill['dueOn']]);

describe('BIL-04: drafts whose due day is over', () => {
  it('of a run are opened with a new day only, which the run, its bills, their payers and the bank learn', async () => {
    const [first] = await org.addMembers(3);
    await adjustMember(server, org, first!._id, 'one_time', -1000);
    const { _id: runId } = await plan(server, org, { dueOn: '2026-05-31' });
    await carryOut(server, org, runId);
    // Its one-time adjustment is used up by another bill meanwhile: such a bill is written by itself, and has the day as well.
    await collection('member_adjustments').updateMany({}, { $set: { usedByBillId: 'another' as never } });
    theDayComes();
    const confirm = (dueOn: typeof past | null) => confirmRun(server.platform, org.scope, org.owner, runId, dueOn);
    for (const dueOn of [null, past]) await expect(confirm(dueOn)).rejects.toMatchObject(over);
    expect(await getRun(server.platform.databases.server, org.scope, runId)).toMatchObject({
      dueOn: '2026-05-31',
      confirmation: { state: 'not_started' },
    });
    expect(await confirm(later)).toMatchObject({ dueOn: later });
    await workOnConfirmation(server.platform, org.scope, runId);
    expect(await dueDays()).toEqual(Array.from({ length: 3 }, () => ['unpaid', later]));
    const [message] = await collection('outbox').find({ orgId: org.scope.orgId }).toArray();
    expect(message!['payload'].payables.map((payable: { dueOn: string }) => payable.dueOn)).toEqual([later, later, later]);
    const mails = await collection('mails').find({ orgId: org.scope.orgId }).toArray();
    expect(mails).toHaveLength(3);
    for (const mail of mails) expect(JSON.stringify(mail)).not.toMatch(/5月31日|2026[-/]0?5[-/]31/);
    // Pressed again without the day, it is still the one confirmation.
    expect(await confirm(null)).toMatchObject({ dueOn: later, confirmation: { state: 'completed', done: 3 } });
  });

  it('of a run that was halted while it opened them go on with a new day only; what is open already keeps its own', async () => {
    await org.addMembers(3);
    const { _id: runId } = await plan(server, org, { dueOn: '2026-05-31' });
    await carryOut(server, org, runId);
    await confirmRun(server.platform, org.scope, org.owner, runId);
    await pauseRun(server.platform, org.scope, org.owner, runId);
    const [first] = await collection('bills').find({}).toArray();
    await confirmBill(server.platform, org.scope, org.owner, first!['_id'] as never);
    theDayComes();
    const resume = (dueOn: typeof past | null) => resumeRun(server.platform, org.scope, org.owner, runId, dueOn);
    for (const dueOn of [null, past]) await expect(resume(dueOn)).rejects.toMatchObject(over);
    expect(await getRun(server.platform.databases.server, org.scope, runId)).toMatchObject({
      dueOn: '2026-05-31',
      confirmation: { state: 'paused' },
    });
    expect(await resume(later)).toMatchObject({ dueOn: later, confirmation: { state: 'processing' } });
    await workOnConfirmation(server.platform, org.scope, runId);
    expect((await dueDays()).toSorted()).toEqual([
      ['unpaid', '2026-05-31'],
      ['unpaid', later],
      ['unpaid', later],
    ]);
    const log = await collection('audit_entries').find({ orgId: org.scope.orgId, action: 'billingRun.resume' }).toArray();
    expect(log.map(({ fields }) => fields)).toEqual([['dueOn']]);
  });

  it('decision 0024: what rested over its due day, with its organisation or without a process, halts until somebody gives the rest a new one', async () => {
    await org.addMembers(3);
    const { _id: runId } = await plan(server, org, { dueOn: '2026-05-31' });
    await carryOut(server, org, runId);
    await confirmRun(server.platform, org.scope, org.owner, runId);
    theDayComes();
    await workOnConfirmation(server.platform, org.scope, runId);
    const stands = () => getRun(server.platform.databases.server, org.scope, runId);
    expect(await stands()).toMatchObject({ confirmation: { state: 'paused', done: 0 }, leaseUntil: null });
    expect((await dueDays()).map(([status]) => status)).toEqual(['draft', 'draft', 'draft']);
    const log = await collection('audit_entries').find({ orgId: org.scope.orgId, action: 'billingRun.pause' }).toArray();
    expect(log).toHaveLength(1);
    await resumeRun(server.platform, org.scope, org.owner, runId, later);
    await workOnConfirmation(server.platform, org.scope, runId);
    expect(await stands()).toMatchObject({ confirmation: { state: 'completed', done: 3 } });
    expect(await dueDays()).toEqual(Array.from({ length: 3 }, () => ['unpaid', later]));
  });

  it('one by one as well, and today is early enough', async () => {
    const draft = await createBill(server.platform, org.scope, org.owner, asked((await org.addMember())._id));
    theDayComes();
    const confirm = (dueOn?: typeof past) => confirmBill(server.platform, org.scope, org.owner, draft._id, dueOn);
    await expect(confirm()).rejects.toMatchObject(over);
    await expect(confirm(past)).rejects.toMatchObject(over);
    expect(await dueDays()).toEqual([['draft', '2026-05-31']]);
    expect(await confirm(today)).toMatchObject({ status: 'unpaid', dueOn: today });
    expect(await confirm()).toMatchObject({ dueOn: today });
  });

  it('are not made, except that a press of before is answered with the bill that it made', async () => {
    const input = asked((await org.addMember())._id);
    const create = (given: typeof input) => createBill(server.platform, org.scope, org.owner, given);
    const made = await create(input);
    theDayComes();
    expect(await create(input)).toMatchObject({ _id: made._id });
    await expect(create({ ...input, idempotencyKey: randomUUID() })).rejects.toMatchObject(over);
    await cancelBill(server.platform, org.scope, org.owner, made._id, '');
    await expect(confirmBill(server.platform, org.scope, org.owner, made._id)).rejects.toMatchObject({ code: 'BILL_CANCELLED' });
  });
});
