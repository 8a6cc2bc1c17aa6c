import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen, yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, payBill, settled, takeBack } from './billing.factory.ts';
import { type CorrectionRig, money, startCorrectionRig, type as ofType } from './correction.factory.ts';
import { renewalDesk, yearly } from './renewal.factory.ts';
import { items, updateItem } from '../src/modules/billing/billing-item.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { planPrice } from '../src/modules/members/membership-type.service.ts';
import { undoMerge } from '../src/modules/members/member-merge-undo.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { renewMyself } from '../src/modules/renewals/renewal-make.service.ts';
import { memberTerms } from '../src/modules/renewals/renewal-standing.service.ts';

let rig: CorrectionRig;
let desk: ReturnType<typeof renewalDesk>;

beforeAll(async () => {
  rig = await startCorrectionRig();
  rig.server.payments.answers['charges.voidForPayables'] = { voided: true };
  desk = renewalDesk(rig.server, rig.org);
  await desk.set(rig.org.regular);
  await desk.set(rig.student, { ...yearly, months: 24 });
});
afterAll(() => rig.server.close());

const isOn = async (memberId: Parameters<typeof desk.through>[0]) =>
  (await memberTerms(rig.server.platform, rig.org.scope, memberId)).autoRenewal.isOn;

async function renewed(verdict: 'requested' | null = 'requested') {
  desk.cards.at('2026-05-20');
  const memberId = await desk.member('2026-06-30', verdict);
  desk.cards.at('2026-06-10');
  const bill = await billNow(rig.server, await renewMyself(rig.server.platform, rig.org.asMember(memberId)));
  return { memberId, bill };
}

describe('a correction of a renewal', () => {
  it('BIL-15: of a paid one moves the term with the money, from the same day, in the length of the type, and keeps it on', async () => {
    const { memberId, bill } = await renewed();
    const notice = await payBill(rig.server, rig.org, bill, { paidAt: '2026-06-10T03:00:00.000Z' });
    desk.cards.at('2026-09-01');
    const { correctionId } = await rig.doIt(ofType(await billNow(rig.server, bill._id), rig.student));
    expect(await desk.rows(memberId)).toEqual([
      'entered 2020-04-01 2026-06-30',
      'paid 2026-07-01 2027-06-30 -',
      'taken_back 2026-07-01 2027-06-30 -',
      'paid 2026-07-01 2028-06-30',
    ]);
    expect(await isOn(memberId)).toBe(true);
    await rig.undo(correctionId);
    expect((await desk.rows(memberId)).at(-1)).toBe('paid 2026-07-01 2027-06-30');
    // And what the provider takes back takes the term with it.
    await takeBack(rig.server, rig.org, notice, { kind: 'refunded' as never });
    expect(await desk.through(memberId)).toBe('2026-06-30');
  });

  it('BIL-15: of one whose card is about to be charged is told anew, and charged over the new sum, once', async () => {
    desk.cards.at('2026-05-20');
    const memberId = await desk.member('2026-06-30', 'card_declined');
    await desk.day('2026-05-31');
    await desk.day('2026-06-23');
    const [bill] = await desk.billsOf(memberId);
    await rig.doIt(ofType(bill!, rig.student));
    desk.cards.putCard(memberId, 'requested');
    await desk.day('2026-06-24');
    const replaced = (await desk.billsOf(memberId)).find(({ live }) => live)!;
    expect(replaced).toMatchObject({ amount: 5000, renewalId: bill!.renewalId, termMonths: 24, status: 'unpaid' });
    expect(desk.cards.chargesOf(replaced._id)).toEqual([]);
    await desk.day('2026-06-25');
    expect(desk.cards.chargesOf(bill!._id)).toEqual([]);
    expect(desk.cards.chargesOf(replaced._id)).toMatchObject([{ amount: 5000 }]);
    await desk.cards.settle(desk.cards.chargesOf(replaced._id)[0]!);
    expect((await desk.rows(memberId)).at(-1)).toBe('paid 2026-07-01 2028-06-30');
  });

  it('BIL-15, RNK-02: is priced like the renewal: the whole fee of the first day of its term, whatever the item shares out', async () => {
    const { platform } = rig.server;
    const { scope, owner, itemId: billingItemId, addType } = rig.org;
    const item = (await items(platform, scope)).find((known) => known.billingItemId === billingItemId)!;
    const share = (proration: typeof item.proration, version: number) =>
      updateItem(platform, scope, owner, { billingItemId, name: item.name, proviso: item.proviso, proration, version });
    const { version } = await share('monthly', item.version);
    const membershipTypeId = await addType('支援会員', 20_000);
    await desk.set(membershipTypeId, { ...yearly, months: 24 });
    const dearer = { membershipTypeId, from: jstDate('2026-10-10'), annualFee: PriceYen.parse(24_000), version: 0 };
    await planPrice(platform, owner, dearer);
    desk.cards.at('2026-05-20');
    const memberId = await desk.member('2026-10-14');
    desk.cards.at('2026-10-01');
    const bill = await billNow(rig.server, await renewMyself(platform, rig.org.asMember(memberId)));
    expect(bill).toMatchObject({ amount: 10_000, allocationStartMonth: '2026-10', pricedOn: '2026-10-15' });
    await rig.doIt(ofType(bill, membershipTypeId));
    const replaced = (await desk.billsOf(memberId)).find(({ live }) => live)!;
    expect(replaced).toMatchObject({
      amount: 24_000,
      termMonths: 24,
      pricedOn: '2026-10-15',
      parts: [{ kind: 'fee', label: '24か月分 支援会員 年会費', amount: 24_000 }],
    });
    await share(item.proration, version);
  });

  it('BIL-15: what is too much for a term stays 前受: dues of the next year would renew nothing and stop the next renewal', async () => {
    const { memberId, bill } = await renewed(null);
    await payBill(rig.server, rig.org, bill, { amount: yen(20_000), lines: [{ payableId: bill._id, amount: yen(20_000) }] });
    const ask = money('surplus', await billNow(rig.server, bill._id), [], 'next_year');
    const seen = await rig.preview(ask);
    expect(seen.steps.map(({ step }) => step)).toEqual(['take_off', 'keep']);
    expect(seen).toMatchObject({ noNextYear: 'has_terms', totals: { onBillsAfter: 10_000, apartAfter: 10_000 } });
    await rig.doIt(ask);
    expect((await desk.billsOf(memberId)).map(({ fiscalYear }) => fiscalYear)).toEqual([2026]);
    desk.cards.at('2027-06-10');
    const next = await billNow(rig.server, await renewMyself(rig.server.platform, rig.org.asMember(memberId)));
    expect(next).toMatchObject({ fiscalYear: 2027, amount: 10_000 });
    expect(next.renewalId).not.toBe(bill.renewalId);
  });

  it('BIL-15, ADJ-06: where the right type has no terms, the surplus pays the next year, which renews nothing by itself', async () => {
    const plain = await rig.org.addType('一般会員', 5000);
    const { memberId, bill } = await renewed(null);
    await payBill(rig.server, rig.org, bill, { amount: yen(20_000), lines: [{ payableId: bill._id, amount: yen(20_000) }] });
    const ask = ofType(await billNow(rig.server, bill._id), plain, 'next_year');
    expect((await rig.preview(ask)).noNextYear).toBeNull();
    await rig.doIt(ask);
    const next = (await desk.billsOf(memberId)).find(({ fiscalYear }) => fiscalYear === 2027)!;
    expect(next).toMatchObject({ amount: 5000, status: 'paid', allocationStartMonth: '2027-04' });
    expect([next.renewalId, next.termMonths, next.pricedOn]).toEqual([undefined, undefined, undefined]);
    expect((await desk.rows(memberId)).filter((row) => row.startsWith('paid') && !row.endsWith('-'))).toEqual([
      'paid 2026-07-01 2027-06-30',
    ]);
  });

  it('BIL-15: money that may still be withdrawn extends nothing until it is final', async () => {
    const { memberId, bill } = await renewed(null);
    const report = settled(bill, { state: 'provisional' as never });
    await postSettled(rig.server.platform, rig.org.scope, [report]);
    expect(await desk.through(memberId)).toBe('2026-06-30');
    await postSettled(rig.server.platform, rig.org.scope, [settled(bill, { ...report.payload, state: 'final' as never, sequence: 3 })]);
    expect(await desk.through(memberId)).toBe('2027-06-30');
  });
});

it('BIL-15: of payments that come in one batch each gives the day of its own term, and money paid twice gives none', async () => {
  const [early, late] = [await renewed(null), await renewed(null)];
  desk.cards.at('2026-08-05');
  const paidOn = (bill: typeof early.bill, day: string) => settled(bill, { paidAt: `${day}T03:00:00.000Z` });
  const batch = [paidOn(early.bill, '2026-07-30'), paidOn(early.bill, '2026-08-02'), paidOn(late.bill, '2026-08-02')];
  await postSettled(rig.server.platform, rig.org.scope, batch);
  expect((await desk.rows(early.memberId)).at(-1)).toBe('paid 2026-07-01 2027-06-30');
  expect((await desk.rows(late.memberId)).at(-1)).toBe('paid 2026-08-02 2027-08-01');
});

it('terms, renewals and the consent of two records go along when they become one, and back', async () => {
  const { memberId: mergedId, bill } = await renewed();
  const { _id: keptId } = await rig.org.addMember();
  const actor = rig.org.owner;
  const { platform } = rig.server;
  const { fingerprint } = await planMemberMerge(platform, actor, { keptId, mergedId });
  const sides = { tags: 'kept', history: 'kept', account: 'kept' } as const;
  const choices = { fromMerged: [], customFromMerged: [], ...sides };
  const { mergeId } = await mergeMembers(platform, actor, { keptId, mergedId, fingerprint, choices });
  expect(await desk.through(keptId)).toBe('2026-06-30');
  expect(await isOn(keptId)).toBe(true);
  // The bill is there already, under the name of the record that went.
  expect(await renewMyself(platform, rig.org.asMember(keptId))).toBe(bill._id);
  await payBill(rig.server, rig.org, await billNow(rig.server, bill._id));
  expect(await desk.through(keptId)).toBe('2027-06-30');
  await undoMerge(platform, actor, { mergeId });
  expect(await desk.through(mergedId)).toBe('2027-06-30');
  expect(await desk.through(keptId)).toBeNull();
});
