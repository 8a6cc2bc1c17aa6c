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
import { takeWish } from './mandate-fate.service.ts';
import { mandateOf, registerMandate, requestMandate } from './mandate.service.ts';

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

  it('PAY-04: what is at the bank keeps its result', async () => {
    const { scope, debtors } = await organization([5000]);
    const { read } = await made(scope, debtors);
    await endContract(platform, scope, 2);
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

  it('T13: what a killed process left of an end is gone on with, and nothing begins anew before', async () => {
    const { scope, debtors } = await organization([5000], [6000]);
    await updateContract(platform.databases.payments, scope, 2, { state: 'ended' });
    await expect(saveContract(platform, scope, { ...contract, version: 3 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await runJobs();
    for (const { memberId } of debtors) expect(await mandateOf(platform, scope, memberId)).toMatchObject({ state: 'stopped' });
    expect((await saveContract(platform, scope, { ...contract, version: 3 })).state).toBe('requested');
  });
});
