import { newChargeId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { payableSettled } from '@tsudoi/shared/queue/billing.messages';
import { debitWished, memberLeft, membersMerged } from '@tsudoi/shared/queue/member.messages';
import { mandateChanged } from '@tsudoi/shared/queue/payments.messages';
import type { MessageDefinition } from '@tsudoi/shared/queue/define-message';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  activeMandate,
  answer,
  closeDesk,
  connectors,
  made,
  openDesk,
  organization,
  platform,
  resultOf,
  runJobs,
  setNow,
  told,
  upload,
} from '../../test/direct-debit.factory.ts';
import { drawPaymentNumber, findChargesOfPayables, insertCharge } from '../charges/charge.repository.ts';
import { voidForPayables } from '../charges/charge-void.service.ts';
import { payableHandlers } from '../payables/payable.handler.ts';
import { openCollection } from './collection.service.ts';
import { memberHandlers } from '../app/member-handlers.ts';
import { stopMandateOf } from './mandate-fate.service.ts';
import { survivorOf } from './mandate-fate.rules.ts';
import { findMandate } from './mandate.repository.ts';
import { listMandates, mandateOf, moveMandate, requestMandate } from './mandate.service.ts';

beforeAll(openDesk);
afterAll(closeDesk);

/** As the queue brings it: parsed, and twice, because a message may come again. */
async function brought(scope: OrgScope, definition: MessageDefinition, payload: unknown): Promise<void> {
  const handler = [...memberHandlers(platform, connectors), ...payableHandlers(platform, connectors)].find(
    (one) => one.definition === definition,
  )!;
  const delivery = { messageId: 'msg' as never, occurredAt: new Date(), payload: definition.payload.parse(payload) };
  await handler.handle(scope, [delivery]);
  await handler.handle(scope, [delivery]);
}

describe('what becomes of a member becomes of the mandate', () => {
  it('BIL-18: the wish of an application is a mandate that was asked for, once, and not again after it was stopped', async () => {
    setNow('2026-05-20T03:00:00Z');
    const { scope } = await organization();
    const memberId = newMemberId();
    const wish = { memberId, wishedAt: '2026-05-20T02:59:00.000Z' };
    await brought(scope, debitWished, wish);
    expect((await listMandates(platform, scope, { state: 'requested' })).mandates).toMatchObject([{ memberId, account: null }]);
    expect(await stopMandateOf(platform, scope, memberId, 'member')).toMatchObject({ state: 'stopped', endedBy: 'member' });
    expect(await stopMandateOf(platform, scope, memberId, 'member')).toBeNull();
    await brought(scope, debitWished, wish);
    expect(await mandateOf(platform, scope, memberId)).toMatchObject({ state: 'stopped' });
    const closed = { orgId: 'org_closed' } as never as OrgScope;
    await brought(closed, debitWished, wish);
    expect(await mandateOf(platform, closed, memberId)).toBeNull();
  });

  it('who leaves has no mandate any more, and one that was asked for after coming back stays', async () => {
    const { scope, debtors } = await organization([1000], [2000]);
    const [left, other] = debtors;
    setNow('2026-05-21T03:00:00Z');
    const told = { memberId: left!.memberId, leftAt: '2026-05-21T03:00:00.000Z' };
    await brought(scope, memberLeft, told);
    expect(await mandateOf(platform, scope, left!.memberId)).toMatchObject({ state: 'stopped', endedBy: 'left' });
    expect(await mandateOf(platform, scope, other!.memberId)).toMatchObject({ state: 'active', endedBy: null });
    setNow('2026-05-21T03:00:01Z');
    await requestMandate(platform, scope, left!.memberId);
    await brought(scope, memberLeft, told);
    expect(await mandateOf(platform, scope, left!.memberId)).toMatchObject({ state: 'requested' });
  });

  it('two records become one: the mandate goes along, and back with the undo; a message that comes late changes no more', async () => {
    const { scope } = await organization();
    const [keptId, mergedId] = [newMemberId(), newMemberId()];
    const active = await activeMandate(scope, mergedId);
    const wish = await requestMandate(platform, scope, keptId);
    const merge = { mergeId: 'mrg_1', keptId, mergedId, undone: false };
    await brought(scope, membersMerged, merge);
    // The one that is further along goes on, under its number at the bank.
    expect(await mandateOf(platform, scope, keptId)).toMatchObject({ mandateId: active.mandateId, state: 'active' });
    expect(await mandateOf(platform, scope, mergedId)).toBeNull();
    const { mandates } = await listMandates(platform, scope, { state: 'stopped' });
    expect(mandates).toMatchObject([{ mandateId: wish.mandateId, endedBy: 'merge' }]);
    await brought(scope, membersMerged, { ...merge, undone: true });
    expect(await mandateOf(platform, scope, mergedId)).toMatchObject({ mandateId: active.mandateId, state: 'active' });
    expect(await mandateOf(platform, scope, keptId)).toMatchObject({ mandateId: wish.mandateId, state: 'requested', endedBy: null });
    await brought(scope, membersMerged, merge);
    expect(await mandateOf(platform, scope, mergedId)).toMatchObject({ mandateId: active.mandateId });
    // Each can begin anew afterwards.
    for (const memberId of [keptId, mergedId]) {
      await stopMandateOf(platform, scope, memberId, 'member');
      expect(await requestMandate(platform, scope, memberId)).toMatchObject({ memberId, state: 'requested' });
    }
  });

  it('of two merges one after the other each takes the mandate back to whom it took it from', async () => {
    const { scope } = await organization();
    const [first, second, third] = [newMemberId(), newMemberId(), newMemberId()];
    const { mandateId } = await activeMandate(scope, first);
    const one = { mergeId: 'mrg_a', keptId: second, mergedId: first, undone: false };
    const two = { mergeId: 'mrg_b', keptId: third, mergedId: second, undone: false };
    for (const merge of [one, two]) await brought(scope, membersMerged, merge);
    expect(await mandateOf(platform, scope, third)).toMatchObject({ mandateId, state: 'active' });
    for (const merge of [two, one]) await brought(scope, membersMerged, { ...merge, undone: true });
    expect(await mandateOf(platform, scope, first)).toMatchObject({ mandateId, state: 'active' });
    expect([await mandateOf(platform, scope, second), await mandateOf(platform, scope, third)]).toEqual([null, null]);
  });

  it('of two that draw, the kept record’s goes on and the other is stopped', async () => {
    const { scope, debtors } = await organization([1000], [2000]);
    const [kept, merged] = debtors;
    const before = await mandateOf(platform, scope, kept!.memberId);
    await brought(scope, membersMerged, { mergeId: 'mrg_2', keptId: kept!.memberId, mergedId: merged!.memberId, undone: false });
    expect(await mandateOf(platform, scope, kept!.memberId)).toMatchObject({ mandateId: before!.mandateId, state: 'active' });
    expect(await mandateOf(platform, scope, merged!.memberId)).toMatchObject({ state: 'stopped', endedBy: 'merge' });
    expect(survivorOf({ state: 'stopped' }, { state: 'invalid' })).toBeNull();
  });

  it('domain.md 3.2: by a merge that makes a member leave nothing is drawn any more, whichever of the two had the mandate', async () => {
    setNow('2026-05-22T03:00:00Z');
    const { scope, debtors } = await organization([1000], [2000], [3000]);
    const [own, other, late] = debtors.map(({ memberId }) => memberId);
    const at = '2026-05-22T03:00:00.000Z';
    const emptied = newMemberId();
    await brought(scope, membersMerged, {
      mergeId: 'mrg_3',
      keptId: own,
      mergedId: emptied,
      undone: false,
      left: { memberIds: [own], at },
    });
    expect(await mandateOf(platform, scope, own!)).toMatchObject({ state: 'stopped', endedBy: 'left' });
    const keptId = newMemberId();
    const merge = { mergeId: 'mrg_4', keptId, mergedId: other, undone: false, left: { memberIds: [keptId], at } };
    await brought(scope, membersMerged, merge);
    expect(await mandateOf(platform, scope, keptId)).toMatchObject({ state: 'stopped', endedBy: 'left' });
    expect(await mandateOf(platform, scope, late!)).toMatchObject({ state: 'active' });
    // Asked for anew after coming back: the same message brings no second end, nor after the undo.
    setNow('2026-05-22T03:00:01Z');
    await requestMandate(platform, scope, keptId);
    await brought(scope, membersMerged, merge);
    expect(await mandateOf(platform, scope, keptId)).toMatchObject({ state: 'requested' });
    // An undo that puts somebody back among those who left ends what goes back to them.
    const back = newMemberId();
    await brought(scope, membersMerged, { mergeId: 'mrg_5', keptId: back, mergedId: late, undone: false });
    await brought(scope, membersMerged, { mergeId: 'mrg_5', keptId: back, mergedId: late, undone: true, left: { memberIds: [late], at } });
    expect(await mandateOf(platform, scope, late!)).toMatchObject({ state: 'stopped', endedBy: 'left' });
  });

  it('the office’s own stop says so', async () => {
    const { scope, debtors } = await organization([]);
    const { mandateId, version } = (await mandateOf(platform, scope, debtors[0]!.memberId))!;
    expect(await moveMandate(platform, scope, { mandateId, to: 'stopped', version })).toMatchObject({ endedBy: 'office' });
  });
});

describe('what the server hears of mandates', () => {
  const words = async ({ orgId }: OrgScope) =>
    (await told(orgId, 'payments.mandate.changed')).map(({ payload }) => {
      const { memberIds, state, sequence } = mandateChanged.payload.parse(payload);
      return [state, sequence, ...memberIds];
    });

  it('BIL-18: that one draws and that it has ended, by whoever ended it, once each and under its version', async () => {
    const { scope, debtors } = await organization([1000], []);
    const [drawn, other] = debtors.map(({ memberId }) => memberId);
    expect(await words(scope)).toEqual([
      ['active', 2, drawn],
      ['active', 2, other],
    ]);
    const { read } = await made(scope, debtors);
    setNow('2026-05-28T03:00:00Z');
    await upload(scope, resultOf(read, ['2']));
    await stopMandateOf(platform, scope, other!, 'member');
    await stopMandateOf(platform, scope, other!, 'member');
    // That it is asked for again, and that its paper is waited for, is told to nobody.
    const { mandateId, version } = await requestMandate(platform, scope, other!);
    await moveMandate(platform, scope, { mandateId, to: 'paper_or_web_pending', version });
    expect((await words(scope)).slice(2)).toEqual([
      ['invalid', 3, drawn],
      ['stopped', 3, other],
    ]);
  });

  it('a merge tells of both records at once, and so does its undo', async () => {
    const { scope, debtors } = await organization([], []);
    const [kept, merged] = debtors.map(({ memberId }) => memberId);
    await stopMandateOf(platform, scope, kept!, 'office');
    const before = (await words(scope)).length;
    const merge = { mergeId: 'mrg_6', keptId: kept, mergedId: merged, undone: false };
    await brought(scope, membersMerged, merge);
    await brought(scope, membersMerged, { ...merge, undone: true });
    expect((await words(scope)).slice(before)).toEqual([
      ['active', 3, merged, kept],
      ['active', 4, kept, merged],
    ]);
  });
});

describe('what the bank says of an account that was changed meanwhile', () => {
  it('case 45: late or corrected, it moves no mandate whose account is younger than the file', async () => {
    setNow('2026-05-20T03:00:00Z');
    const { scope, debtors } = await organization([1000], [2000], [3000], [4000], [5000]);
    const { read } = await made(scope, debtors);
    const again = debtors.slice(0, 4);
    // A paper for another account comes in after the file was made, and its bank says yes before the result is there.
    setNow('2026-05-26T00:30:01Z');
    for (const { memberId } of again) await activeMandate(scope, memberId);
    const standing = async () =>
      Promise.all(
        debtors.map(async ({ memberId }) => {
          const { mandateId } = (await mandateOf(platform, scope, memberId))!;
          const { state, debited } = (await findMandate(platform.databases.payments, scope, mandateId))!;
          return [state, debited];
        }),
      );
    const stay = again.map(() => ['active', false]);
    setNow('2026-05-28T03:00:00Z');
    await upload(scope, resultOf(read, ['0', '2', '3', '4', '0']));
    expect(await standing()).toEqual([...stay, ['active', true]]);
    // Corrected later; whoever has kept the account hears of it.
    setNow('2026-07-01T03:00:00Z');
    await upload(scope, resultOf(read, ['4', '0', '2', '3', '2'], { bankName: 'B' }));
    expect(await standing()).toEqual([...stay, ['invalid', true]]);
    // What became of the money holds whatever the account is.
    const [back] = await findChargesOfPayables(platform.databases.payments, scope, [debtors[0]!.bills[0]!.payableId]);
    expect(back).toMatchObject({ state: 'charged_back' });
  });

  it('BIL-18: what a file says that draws from the new account counts', async () => {
    setNow('2026-05-20T03:00:00Z');
    const { scope, debtors } = await organization([1000]);
    setNow('2026-05-21T03:00:00Z');
    await activeMandate(scope, debtors[0]!.memberId);
    const { read } = await made(scope, debtors);
    setNow('2026-05-28T03:00:00Z');
    await upload(scope, resultOf(read, ['2']));
    expect(await mandateOf(platform, scope, debtors[0]!.memberId)).toMatchObject({ state: 'invalid', endedBy: 'bank' });
  });
});

describe('bills that were paid elsewhere', () => {
  it('case 11: a debit that is in no file yet is taken back; one that was made after the payment stays', async () => {
    setNow('2026-05-26T00:30:00Z');
    const { scope, debtors } = await organization([5000], [6000]);
    await runJobs();
    await answer(scope, debtors);
    const [paid, later] = debtors.map(({ bills }) => bills[0]!.payableId);
    await brought(scope, payableSettled, { payableIds: [paid], settledAt: '2026-05-26T00:30:00.000Z' });
    await brought(scope, payableSettled, { payableIds: [later], settledAt: '2026-05-26T00:29:59.000Z' });
    const stateOf = async (payableId: typeof paid) =>
      (await findChargesOfPayables(platform.databases.payments, scope, [payableId!])).map(({ state }) => state);
    expect(await stateOf(paid)).toEqual(['voided']);
    expect(await stateOf(later)).toEqual(['requested']);
  });

  it('case 11: what is under way is left as it is, and keeps no slip of another bill alive', async () => {
    setNow('2026-05-26T00:30:00Z');
    const { scope, debtors } = await organization([5000], [6000]);
    await runJobs();
    await answer(scope, debtors);
    const payableIds = debtors.map(({ bills }) => bills[0]!.payableId);
    const stateOf = async (payableId: (typeof payableIds)[number]) =>
      (await findChargesOfPayables(platform.databases.payments, scope, [payableId])).map(({ state }) => state);
    const held = { orgId: scope.orgId, 'lines.payableId': payableIds[0] };
    await platform.databases.payments.collection('charges').updateOne(held, { $set: { state: 'authorized' } });
    expect(await voidForPayables(platform, connectors, scope, payableIds)).toBe(false);
    expect([await stateOf(payableIds[0]!), await stateOf(payableIds[1]!)]).toEqual([['authorized'], ['voided']]);
  });

  it('cases 11 and 45: what the bank says was drawn after all takes back the number and the next debit of its bill', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    const { read } = await made(scope, debtors);
    const chargesOf = (at: number) => findChargesOfPayables(platform.databases.payments, scope, [debtors[at]!.bills[0]!.payableId]);
    setNow('2026-05-28T03:00:00Z');
    await upload(scope, resultOf(read, ['1', '1']));
    const [drawn] = await chargesOf(0);
    const slip = { method: 'konbini' as const, state: 'awaiting' as const, expiresAt: new Date('2026-06-08T14:59:59Z') };
    const own = { _id: newChargeId(), paymentNumber: drawPaymentNumber(), idempotencyKey: 'number', providerIds: {} };
    await insertCharge(platform.databases.payments, scope, { ...drawn!, ...slip, ...own });
    setNow('2026-06-02T03:00:00Z');
    await openCollection(platform, scope, '2026-06' as never);
    await answer(scope, debtors.slice(1));
    expect((await chargesOf(1)).map(({ state }) => state)).toEqual(['requested', 'failed']);
    await upload(scope, resultOf(read, ['0', '0'], { bankName: 'B' }));
    expect((await chargesOf(0)).find(({ _id }) => _id === own._id)).toMatchObject({
      state: 'awaiting',
      voidWanted: true,
      nextInquiryAt: expect.any(Date),
    });
    // No provider has to be asked about a debit that is in no file yet.
    await expect.poll(async () => (await chargesOf(1)).map(({ state }) => state)).toEqual(['voided', 'final']);
  });
});
