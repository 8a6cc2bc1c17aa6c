import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  account,
  answer,
  closeDesk,
  contract,
  made,
  openDesk,
  organization,
  platform,
  resultOf,
  runJobs,
  setNow,
  upload,
} from '../../test/direct-debit.factory.ts';
import { findChargesOfPayables } from '../charges/charge.repository.ts';
import { collectionsOf } from './collection-list.service.ts';
import { openCollection } from './collection.service.ts';
import { endContract } from './contract-end.service.ts';
import { updateContract } from './debit-contract.repository.ts';
import { approveContract, debitOverview, saveContract } from './debit-contract.service.ts';
import { followMerge, stopMandateOf, takeWish } from './mandate-fate.service.ts';
import { listMandates, mandateOf, registerMandate, requestMandate } from './mandate.service.ts';

beforeAll(openDesk);
beforeEach(() => setNow('2026-05-20T03:00:00Z'));
afterAll(closeDesk);

const stateOf = async (scope: Awaited<ReturnType<typeof organization>>['scope'], payableId: string) =>
  (await findChargesOfPayables(platform.databases.payments, scope, [payableId as never]))[0]?.state;

describe('the end of a contract with the bank (PAY-04, docs/decisions/0039)', () => {
  it('PAY-04: nothing is offered, asked for or drawn any more, every mandate ends with it, and it can be asked for anew', async () => {
    const { scope, debtors } = await organization([5000]);
    const { memberId } = debtors[0]!;
    await expect(endContract(platform, scope, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await endContract(platform, scope, 2)).toMatchObject({ state: 'ended', version: 3 });
    await expect(endContract(platform, scope, 3)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await debitOverview(platform, scope)).toMatchObject({ contract: { state: 'ended' }, next: null });
    expect(await mandateOf(platform, scope, memberId)).toMatchObject({ state: 'stopped', endedBy: 'contract' });
    const refused = { code: 'DEBIT_NOT_APPROVED' };
    await expect(requestMandate(platform, scope, newMemberId())).rejects.toMatchObject(refused);
    await expect(registerMandate(platform, scope, memberId, account)).rejects.toMatchObject(refused);
    await expect(openCollection(platform, scope, '2026-06' as never)).rejects.toMatchObject(refused);
    await expect(approveContract(platform, scope, 3)).rejects.toMatchObject({ code: 'CONFLICT' });
    const wisher = newMemberId();
    await takeWish(platform, scope, { memberId: wisher, wishedAt: '2026-05-20T03:00:00.000Z' });
    expect(await mandateOf(platform, scope, wisher)).toBeNull();
    setNow('2026-05-26T00:30:00Z');
    await runJobs();
    expect(await collectionsOf(platform, scope)).toEqual([]);
    // The same contract as before is looked at like a new one.
    const anew = await saveContract(platform, scope, { ...contract, version: 3 });
    expect(anew.state).toBe('requested');
    await approveContract(platform, scope, anew.version);
    expect(await requestMandate(platform, scope, memberId)).toMatchObject({ state: 'requested' });
    await expect(endContract(platform, mintOrgScope(newOrgId()), 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('PAY-04: a closed list is given up and frees its bills, one that is still gathering draws nothing', async () => {
    const closed = await organization([5000]);
    setNow('2026-05-26T00:30:00Z');
    await runJobs();
    await answer(closed.scope, closed.debtors);
    const { payableId } = closed.debtors[0]!.bills[0]!;
    expect(await stateOf(closed.scope, payableId)).toBe('requested');
    await endContract(platform, closed.scope, 2);
    expect(await stateOf(closed.scope, payableId)).toBe('voided');
    expect((await collectionsOf(platform, closed.scope))[0]).toMatchObject({ state: 'dropped' });

    setNow('2026-05-20T03:00:00Z');
    const gathering = await organization([6000]);
    setNow('2026-05-26T00:30:00Z');
    await runJobs();
    await endContract(platform, gathering.scope, 2);
    await answer(gathering.scope, gathering.debtors);
    expect(await stateOf(gathering.scope, gathering.debtors[0]!.bills[0]!.payableId)).toBeUndefined();
    await runJobs();
    expect((await collectionsOf(platform, gathering.scope))[0]).toMatchObject({ state: 'dropped' });
  });

  it('PAY-04: what is at the bank keeps its result, also where another contract has come by then', async () => {
    const { scope, debtors } = await organization([5000]);
    const { read } = await made(scope, debtors);
    await endContract(platform, scope, 2);
    await saveContract(platform, scope, { ...contract, consignorCode: '5555555555', version: 3 });
    expect(await upload(scope, resultOf(read, ['0']))).toMatchObject({ outcome: 'taken', done: 1 });
    expect(await stateOf(scope, debtors[0]!.bills[0]!.payableId)).toBe('final');
  });

  it('PAY-04, T13: the same press again is the same end, also where mandates moved under it; another one is refused', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    const moving = () => {
      throw new DomainError('CONFLICT');
    };
    const ended = { state: 'ended', version: 3 };
    expect(await endContract({ ...platform, nudgeOutbox: moving }, scope, 2)).toMatchObject(ended);
    const states = await Promise.all(debtors.map(({ memberId }) => mandateOf(platform, scope, memberId)));
    expect(states.map((one) => one?.state).toSorted()).toEqual(['active', 'stopped']);
    // Its answer was lost: what was left is done by now as well.
    expect(await endContract(platform, scope, 2)).toMatchObject(ended);
    for (const { memberId } of debtors) expect(await mandateOf(platform, scope, memberId)).toMatchObject({ state: 'stopped' });
    const both = await organization([5000]);
    const [first, second] = await Promise.all([endContract(platform, both.scope, 2), endContract(platform, both.scope, 2)]);
    expect([first, second]).toMatchObject([ended, ended]);
    await saveContract(platform, scope, { ...contract, version: 3 });
    await expect(endContract(platform, scope, 2)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('0014, PAY-04: the undo of a merge brings no mandate to life that was signed for a contract that is over', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    const [keptId, mergedId] = [debtors[0]!.memberId, debtors[1]!.memberId];
    const merge = { mergeId: 'mrg_1', keptId, mergedId, undone: false };
    await followMerge(platform, scope, merge);
    setNow('2026-05-21T03:00:00Z');
    const { version } = await endContract(platform, scope, 2);
    const other = { ...contract, consignorCode: '0987654321', bankCode: '0001' };
    await approveContract(platform, scope, (await saveContract(platform, scope, { ...other, version })).version);
    setNow('2026-05-22T03:00:00Z');
    await followMerge(platform, scope, { ...merge, undone: true });
    expect(await mandateOf(platform, scope, mergedId)).toMatchObject({ state: 'stopped', endedBy: 'contract' });
    expect((await listMandates(platform, scope, {})).active).toBe(0);
    // What was asked for under the new one lives again with the undo.
    const anew = await requestMandate(platform, scope, mergedId);
    await requestMandate(platform, scope, keptId);
    const later = { ...merge, mergeId: 'mrg_2' };
    await followMerge(platform, scope, later);
    await followMerge(platform, scope, { ...later, undone: true });
    expect(await mandateOf(platform, scope, mergedId)).toMatchObject({ mandateId: anew.mandateId, state: 'requested', endedBy: null });
  });

  it('PAY-04, 0039: mandates name their consignor, so another one comes with another contract', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    const [keptId, mergedId] = [debtors[0]!.memberId, debtors[1]!.memberId];
    const other = { ...contract, consignorCode: '0987654321', bankCode: '0001' };
    await expect(saveContract(platform, scope, { ...other, version: 2 })).rejects.toMatchObject({ code: 'DEBIT_CONSIGNOR_FIXED' });
    // Another account of the same consignor is looked at, and mandates stay.
    expect(await saveContract(platform, scope, { ...contract, accountNumber: '99999', version: 2 })).toMatchObject({ state: 'requested' });
    expect(await mandateOf(platform, scope, keptId)).toMatchObject({ state: 'active' });
    const merge = { mergeId: 'mrg_1', keptId, mergedId, undone: false };
    await followMerge(platform, scope, merge);
    setNow('2026-05-21T03:00:00Z');
    await stopMandateOf(platform, scope, keptId, 'member');
    expect(await saveContract(platform, scope, { ...other, version: 3 })).toMatchObject({ state: 'requested', version: 4 });
    // Nor does the undo of a merge bring one of the former consignor back.
    await followMerge(platform, scope, { ...merge, undone: true });
    expect(await mandateOf(platform, scope, mergedId)).toMatchObject({ state: 'stopped', endedBy: 'contract' });
  });

  it('T13: what a killed process left of an end is gone on with, and nothing begins anew before', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    await updateContract(platform.databases.payments, scope, 2, { state: 'ended' });
    await expect(saveContract(platform, scope, { ...contract, version: 3 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await runJobs();
    for (const { memberId } of debtors) expect(await mandateOf(platform, scope, memberId)).toMatchObject({ state: 'stopped' });
    expect((await saveContract(platform, scope, { ...contract, version: 3 })).state).toBe('requested');
  });
});
