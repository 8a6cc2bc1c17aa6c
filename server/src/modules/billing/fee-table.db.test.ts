import { randomUUID } from 'node:crypto';
import type { SetItemPriceInput } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { BillingItemId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear, JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { carryOut, codeOf, plan } from '../../../test/billing.factory.ts';
import { type TestOrganization, historyOf, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { createBill } from './adhoc-bill.service.ts';
import { billsOf } from './bill.repository.ts';
import { billDetailOf, billDetails } from './bill-detail.service.ts';
import { createItem, dropItemPrice, items, proposeDue, setItemPrice, updateItem } from './billing-item.service.ts';
import { planRows } from './run-rows.service.ts';
import { billJoiningFee } from './joining-bill.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-03-20T03:00:00Z');
  org = await openOrganization(server);
});

type Created = Parameters<typeof createItem>[3];
const create = (given: Partial<Created> = {}) =>
  createItem(server.platform, org.scope, org.owner, { name: '施設維持費', category: 'annual', proviso: '施設維持費として', ...given });
const priced = async (billingItemId: BillingItemId, given: Partial<z.output<typeof SetItemPriceInput>> & { amount: never }) => {
  const version = (await items(server.platform, org.scope)).find((item) => item.billingItemId === billingItemId)!.version;
  const input = { billingItemId, membershipTypeId: org.regular, from: null, version, ...given };
  return setItemPrice(server.platform, org.scope, org.owner, input);
};
const yen = (amount: number) => PriceYen.parse(amount) as never;
const bills = () => billsOf(server.platform.databases.server, org.scope).find({}).sort({ billNumber: 1 }).toArray();
const runOf = (itemId: BillingItemId, terms = {}) => plan(server, { ...org, itemId }, terms);

describe('the fee table of an item', () => {
  it('prices each type from a day on; a run takes the price of the first day it pays for and leaves out what has none', async () => {
    const student = await org.addType('学生会員', 3000);
    await org.addMember({ memberNumber: 'R' });
    await org.addMember({ memberNumber: 'S', membershipTypeId: student });
    const { billingItemId } = await create({ feesFrom: 'table' });
    await priced(billingItemId, { amount: yen(5000) });
    await priced(billingItemId, { from: jstDate('2027-04-01'), amount: yen(6000) });
    const first = await runOf(billingItemId);
    expect(first).toMatchObject({ included: 1, includedAmount: 5000, excludedByReason: { no_price: 1 } });
    expect(await runOf(billingItemId, { fiscalYear: 2027 })).toMatchObject({ included: 1, includedAmount: 6000 });
    // A price of its own, and the plan that was made without it is old.
    await priced(billingItemId, { membershipTypeId: student, amount: yen(1500) });
    expect(await codeOf(carryOut(server, org, first._id))).toBe('RUN_PLAN_STALE');
    const again = await runOf(billingItemId);
    await carryOut(server, org, again._id);
    expect((await bills()).map((bill) => [bill.memberNumber, bill.amount, bill.itemId])).toEqual([
      ['R', 5000, billingItemId],
      ['S', 1500, billingItemId],
    ]);
    // What exists keeps its sum when the table changes.
    await priced(billingItemId, { amount: yen(9000) });
    expect((await bills()).map((bill) => bill.amount)).toEqual([5000, 1500]);
  });

  it('gives a price back, and knows no types nor items of others', async () => {
    const { billingItemId } = await create({ feesFrom: 'table' });
    const { version, prices } = await priced(billingItemId, { amount: yen(5000) });
    expect(prices).toEqual([{ membershipTypeId: org.regular, from: null, amount: 5000 }]);
    const other = await openOrganization(server);
    const named = { billingItemId, membershipTypeId: org.regular, from: null, version };
    expect(await codeOf(dropItemPrice(server.platform, other.scope, other.owner, named))).toBe('NOT_FOUND');
    expect(await codeOf(setItemPrice(server.platform, other.scope, other.owner, { ...named, amount: yen(1) }))).toBe('NOT_FOUND');
    const foreign = { ...named, membershipTypeId: other.regular, amount: yen(1) };
    expect(await codeOf(setItemPrice(server.platform, org.scope, org.owner, foreign))).toBe('NOT_FOUND');
    expect(await codeOf(dropItemPrice(server.platform, org.scope, org.owner, { ...named, version: 0 }))).toBe('CONFLICT');
    expect((await dropItemPrice(server.platform, org.scope, org.owner, named)).prices).toEqual([]);
  });

  it('BIL-16: takes goods and fees but no donations, whatever is named so', async () => {
    expect(await create({ name: '大会参加費', category: 'adhoc' })).toMatchObject({ category: 'adhoc', feesFrom: 'table' });
    for (const given of [
      { name: 'ご寄付' },
      { name: '寄附金', category: 'adhoc' as const },
      { name: '会館の維持', proviso: '寄付金として' },
    ])
      expect(await codeOf(create(given))).toBe('DONATION_NOT_ALLOWED');
    const [dues] = await items(server.platform, org.scope);
    const renamed = { billingItemId: dues!.billingItemId, name: '義援金', proviso: 'x', version: dues!.version };
    expect(await codeOf(updateItem(server.platform, org.scope, org.owner, renamed))).toBe('DONATION_NOT_ALLOWED');
  });

  it('keeps its category and what an update does not name', async () => {
    const made = await create({ proration: 'monthly', perUnit: true, dueRule: { months: 1, day: 31, shift: 'next' } });
    const named = { billingItemId: made.billingItemId, name: '維持費', proviso: 'x', version: made.version };
    expect(await updateItem(server.platform, org.scope, org.owner, named)).toMatchObject({
      name: '維持費',
      category: 'annual',
      proration: 'monthly',
      perUnit: true,
      dueRule: { months: 1, day: 31, shift: 'next' },
    });
    expect(await codeOf(create({ name: '月謝', category: 'recurring', proration: 'monthly' }))).toBe('INVALID_INPUT');
  });

  it('case 69: proposes the due day by its rule, moved to a bank day', async () => {
    const { billingItemId } = await create({ dueRule: { months: 1, day: 31, shift: 'next' } });
    const asked = { billingItemId, fiscalYear: FiscalYear.parse(2026), allocationStartMonth: JstMonth.parse('2026-04') };
    // 31 May 2026 is a Sunday.
    expect(await proposeDue(server.platform, org.scope, asked)).toEqual({ written: '2026-05-31', dueOn: '2026-06-01' });
    const wrong = { ...asked, fiscalYear: FiscalYear.parse(2027) };
    expect(await codeOf(proposeDue(server.platform, org.scope, wrong))).toBe('INVALID_INPUT');
  });
});

describe('what a run asks for', () => {
  it('domain.md 5.14: unit price times 口数, and each yen has its reason', async () => {
    await org.addMember({ memberNumber: 'THREE', units: 3, joinedOn: jstDate('2026-10-15') });
    await org.addMember({ memberNumber: 'ONE' });
    const { billingItemId } = await create({ perUnit: true, proration: 'quarterly' });
    const planned = await runOf(billingItemId);
    const { rows } = await planRows(server.platform, org.scope, {
      q: '',
      billingRunId: planned._id,
      show: 'included',
      size: 20,
      direction: 'next',
    });
    expect(rows.map((row) => [row.memberNumber, row.amount])).toEqual([
      ['THREE', 15_000],
      ['ONE', 10_000],
    ]);
    expect(rows[0]!.parts.map((part) => [part.kind, part.amount, part.note])).toEqual([
      ['fee', 30_000, '10,000 × 3'],
      ['proration', -15_000, '2/4'],
    ]);
  });

  it('domain.md 5.2: who had left and came back in October is asked for half a year, who rested until then for all of it', async () => {
    server.setNow('2026-11-01T03:00:00Z');
    await org.addMember({ memberNumber: 'BACK', ...historyOf(['withdrawn', '2024-03-31'], ['active', '2026-10-01']) });
    await org.addMember({ memberNumber: 'RESTED', ...historyOf(['suspended', '2026-04-01'], ['active', '2026-10-01']) });
    const { billingItemId } = await create({ proration: 'monthly' });
    const planned = await runOf(billingItemId, { dueOn: '2026-12-01' });
    await carryOut(server, org, planned._id);
    expect((await bills()).map((bill) => [bill.memberNumber, bill.amount])).toEqual([
      ['BACK', 5000],
      ['RESTED', 10_000],
    ]);
  });

  it('BIL-19: daily_in_month, joined on the 16th of a month of 30 days at 6,000, is 3,000', async () => {
    await org.addMember({ memberNumber: 'NEW', joinedOn: jstDate('2026-06-16') });
    await org.addMember({ memberNumber: 'OLD' });
    const { billingItemId } = await create({ name: '月会費', category: 'recurring', proration: 'daily_in_month' });
    await priced(billingItemId, { amount: yen(6000) });
    const june = await runOf(billingItemId, { allocationStartMonth: '2026-06' });
    await carryOut(server, org, june._id);
    expect((await bills()).map((bill) => [bill.memberNumber, bill.amount, bill.category])).toEqual([
      ['NEW', 3000, 'recurring'],
      ['OLD', 6000, 'recurring'],
    ]);
    // The next month is another bill, the same month is not.
    expect(await runOf(billingItemId, { allocationStartMonth: '2026-06' })).toMatchObject({ included: 0, excluded: 2 });
    const july = await runOf(billingItemId, { allocationStartMonth: '2026-07' });
    await carryOut(server, org, july._id);
    expect(await bills()).toHaveLength(4);
    // And the same month of the year after is compared with it.
    const later = await runOf(billingItemId, { fiscalYear: 2027, allocationStartMonth: '2027-06' });
    expect(later).toMatchObject({ lastYearCount: 2, lastYearAmount: 9000, includedAmount: 12_000 });
  });

  it('taxes each type as the table says, once per rate and bill', async () => {
    const guest = await org.addType('一般', 0);
    await org.addMember({ memberNumber: 'MEMBER' });
    await org.addMember({ memberNumber: 'GUEST', membershipTypeId: guest });
    const { billingItemId } = await create({
      name: '大会参加費',
      category: 'adhoc',
      taxCategory: 'standard_10',
      taxByType: [{ membershipTypeId: org.regular, taxCategory: 'out_of_scope' }],
    });
    await priced(billingItemId, { amount: yen(8000) });
    await priced(billingItemId, { membershipTypeId: guest, amount: yen(9999) });
    await carryOut(server, org, (await runOf(billingItemId))._id);
    const made = await billDetails(server.platform, org.scope, await bills());
    expect(made.map((bill) => [bill.memberNumber, bill.category, bill.taxes])).toEqual([
      ['MEMBER', 'adhoc', [{ taxCategory: 'out_of_scope', amount: 8000, tax: 0 }]],
      ['GUEST', 'adhoc', [{ taxCategory: 'standard_10', amount: 9999, tax: 909 }]],
    ]);
  });

  it('4.2: a plan is no longer true once the tax of its item has changed, nor once what its receipts say has', async () => {
    await org.addMember();
    const { billingItemId, name, proviso, version } = await create();
    const untaxed = await runOf(billingItemId);
    const change = { billingItemId, name, proviso, version };
    const taxed = await updateItem(server.platform, org.scope, org.owner, { ...change, taxCategory: 'standard_10' });
    expect(await codeOf(carryOut(server, org, untaxed._id))).toBe('RUN_PLAN_STALE');
    const named = await runOf(billingItemId);
    await updateItem(server.platform, org.scope, org.owner, { ...change, version: taxed.version, proviso: '{年度} 施設費として' });
    expect(await codeOf(carryOut(server, org, named._id))).toBe('RUN_PLAN_STALE');
    await carryOut(server, org, (await runOf(billingItemId))._id);
    expect((await bills()).map((bill) => bill.lines.map(({ taxCategory }) => taxCategory))).toEqual([['standard_10']]);
  });

  it('domain.md 1: bills resting members only where the item opts in, which makes a plan of before old', async () => {
    const rests = { status: 'suspended' as const, effectiveOn: jstDate('2026-03-01') };
    const resting = await org.addMember({ memberNumber: 'RESTS' });
    const { statusEntries } = resting;
    const added = { $set: { status: 'suspended', statusEntries: [...statusEntries, { ...statusEntries[0], ...rests }] } };
    await server.platform.databases.server.collection('members').updateOne({ _id: resting._id as never }, added);
    const made = await create();
    expect(made).toMatchObject({ billsResting: false, exemptTypeIds: [] });
    const { billingItemId, name, proviso, version } = made;
    const without = await runOf(billingItemId);
    expect(without).toMatchObject({ included: 0, excludedByReason: { not_active: 1 } });
    await updateItem(server.platform, org.scope, org.owner, { billingItemId, name, proviso, version, billsResting: true });
    expect(await codeOf(carryOut(server, org, without._id))).toBe('RUN_PLAN_STALE');
    await carryOut(server, org, (await runOf(billingItemId))._id);
    expect((await bills()).map((bill) => [bill.memberNumber, bill.amount])).toEqual([['RESTS', 10_000]]);
    // Only the dues of a year may be asked of who rests.
    for (const category of ['recurring', 'adhoc', 'joining'] as const)
      expect(await codeOf(create({ name: category, category, billsResting: true }))).toBe('INVALID_INPUT');
  });

  it('BIL-06: leaves the types that the item exempts out of every run, and says so', async () => {
    const honorary = await org.addType('名誉会員', 5000);
    await org.addMember({ memberNumber: 'PAYS' });
    await org.addMember({ memberNumber: 'HONORARY', membershipTypeId: honorary });
    const { billingItemId } = await create({ exemptTypeIds: [honorary] });
    expect((await items(server.platform, org.scope)).at(-1)).toMatchObject({ exemptTypeIds: [honorary] });
    const planned = await runOf(billingItemId);
    expect(planned).toMatchObject({ included: 1, excludedByReason: { exempt_type: 1 } });
    await carryOut(server, org, planned._id);
    expect(await runOf(billingItemId, { fiscalYear: 2027 })).toMatchObject({ included: 1, excludedByReason: { exempt_type: 1 } });
    expect(await codeOf(create({ name: '二つ', exemptTypeIds: [honorary, honorary] }))).toBe('INVALID_INPUT');
    // A joining fee is settled with the admission.
    expect(await codeOf(create({ name: '入会', category: 'joining', exemptTypeIds: [honorary] }))).toBe('INVALID_INPUT');
    const other = await openOrganization(server);
    expect(await codeOf(create({ name: 'よそ', exemptTypeIds: [other.regular] }))).toBe('NOT_FOUND');
    const [item] = await items(server.platform, org.scope);
    const { name, proviso, version } = item!;
    const foreign = { billingItemId: item!.billingItemId, name, proviso, version, exemptTypeIds: [other.regular] };
    expect(await codeOf(updateItem(server.platform, org.scope, org.owner, foreign))).toBe('NOT_FOUND');
  });
});

describe('bills outside of runs', () => {
  it('a single bill takes wording and tax from an ad-hoc item, and from no other', async () => {
    const member = await org.addMember();
    const { billingItemId } = await create({ name: '名札代', category: 'adhoc', proviso: '名札代として', taxCategory: 'standard_10' });
    const asked = { memberId: member._id, billName: '名札', amount: yen(550), dueOn: jstDate('2026-06-01') };
    const bill = await createBill(server.platform, org.scope, org.owner, { ...asked, billingItemId, idempotencyKey: randomUUID() });
    expect(bill).toMatchObject({ itemId: billingItemId, proviso: '名札代として', category: 'adhoc' });
    expect((await billDetailOf(server.platform, org.scope, bill)).taxes).toEqual([{ taxCategory: 'standard_10', amount: 550, tax: 50 }]);
    const dues = { ...asked, billingItemId: org.itemId, idempotencyKey: randomUUID() };
    expect(await codeOf(createBill(server.platform, org.scope, org.owner, dues))).toBe('INVALID_INPUT');
    const other = await openOrganization(server);
    const foreign = { ...asked, billingItemId: other.itemId, idempotencyKey: randomUUID() };
    expect(await codeOf(createBill(server.platform, org.scope, org.owner, foreign))).toBe('NOT_FOUND');
  });

  it('a joining fee takes name, wording and tax from the item of that category', async () => {
    const member = await org.addMember();
    const { billingItemId } = await create({
      name: '入会金（正会員）',
      category: 'joining',
      proviso: '入会金として',
      taxCategory: 'exempt',
    });
    const days = { payableFrom: jstDate('2026-05-02'), dueOn: jstDate('2026-06-01') };
    const due = { applicationId: 'app_01JZZZZZZZZZZZZZZZZZZZZZZZ' as never, member, amount: yen(3000), ...days };
    await inTransaction(server.platform.databases.client, (session) => billJoiningFee(server.platform, org.scope, org.owner, due, session));
    const [bill] = await bills();
    expect(bill).toMatchObject({
      itemId: billingItemId,
      billName: '入会金（正会員）',
      proviso: '入会金として',
      category: 'joining',
      amount: 3000,
    });
    expect(bill!.lines[0]).toMatchObject({ taxCategory: 'exempt' });
    // It is billed with the admission, never by a run.
    expect(await codeOf(runOf(billingItemId))).toBe('INVALID_INPUT');
  });
});
