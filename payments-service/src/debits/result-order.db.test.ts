import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closeDesk,
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
import { findCharges } from '../charges/charge.repository.ts';
import { collectionDetail } from './collection-list.service.ts';

beforeAll(openDesk);
afterAll(closeDesk);

/** Of whom every look at the clock is ten seconds later than the one before: there is time for nothing. */
function withoutTime(): typeof platform {
  let at = 0;
  return { ...platform, clock: { ...platform.clock, realNow: () => new Date((at += 10_000)) } };
}

/** A list at the bank, and what may be said of it: files of the same codes differ by their name. */
async function atBank(...amounts: readonly number[]) {
  const { scope, debtors } = await organization(...amounts.map((amount) => [amount]));
  const { read, collectionId } = await made(scope, debtors);
  setNow('2026-05-28T03:00:00Z');
  const file = (name: string, ...codes: readonly string[]) => resultOf(read, codes, { bankName: name });
  const states = async () => {
    const { rows } = await collectionDetail(platform, scope, collectionId);
    const ids = rows.map(({ chargeId }) => chargeId);
    const charges = await findCharges(platform.databases.payments, scope, ids);
    return ids.map((id) => charges.find(({ _id }) => _id === id)!.state);
  };
  const codes = async () => (await collectionDetail(platform, scope, collectionId)).rows.map(({ result }) => result);
  return { scope, file, states, codes };
}

const results = () => platform.databases.payments.collection('debit_results');
const kinds = async ({ orgId }: OrgScope) => {
  const [settled, reversed] = [await told(orgId, 'payments.money.settled'), await told(orgId, 'payments.money.reversed')];
  return [settled.length, reversed.length];
};

describe('case 45: what the bank corrects counts, however long the file before it takes', () => {
  it('a correction is refused while the file before it is being booked, and taken once that is done', async () => {
    const { scope, file, states, codes } = await atBank(5000, 6000);
    const [first, second] = [file('A', '0', '1'), file('B', '1', '0')];
    expect(await upload(scope, first, withoutTime())).toMatchObject({ outcome: 'taken', applied: false });
    expect(await upload(scope, second, withoutTime())).toMatchObject({ outcome: 'refused', problem: 'earlier_result' });
    // The same file is the same, done or not.
    expect(await upload(scope, first, withoutTime())).toMatchObject({ outcome: 'refused', problem: 'same_file' });
    await runJobs();
    expect(await states()).toEqual(['final', 'failed']);
    expect(await upload(scope, second)).toMatchObject({ outcome: 'taken', applied: true });
    await runJobs();
    expect(await states()).toEqual(['charged_back', 'final']);
    expect(await codes()).toEqual(['1', '0']);
    expect(await kinds(scope)).toEqual([2, 1]);
  });

  it('where there is time the file before it is booked to its end first, and the job afterwards changes nothing', async () => {
    const { scope, file, states, codes } = await atBank(5000, 6000);
    await upload(scope, file('A', '0', '1'), withoutTime());
    const [answered] = await Promise.all([upload(scope, file('B', '1', '0')), runJobs(), runJobs()]);
    expect(answered).toMatchObject({ outcome: 'taken', applied: true });
    await runJobs();
    expect(await states()).toEqual(['charged_back', 'final']);
    expect(await codes()).toEqual(['1', '0']);
    expect(await kinds(scope)).toEqual([2, 1]);
  });

  it('of files sent at the same moment one is first, and the last one counts', async () => {
    const { scope, file, states, codes } = await atBank(5000, 6000);
    const files = [file('A', '0', '1'), file('B', '1', '0'), file('A', '0', '1')];
    const answers = await Promise.all(files.map((packed) => upload(scope, packed)));
    expect(answers.map((answer) => (answer.outcome === 'taken' ? 'taken' : answer.problem)).toSorted()).toEqual([
      'same_file',
      'taken',
      'taken',
    ]);
    const taken = await results().find({ orgId: scope.orgId }).sort({ number: 1 }).toArray();
    expect(taken.map(({ number, state }) => [number as number, state as string])).toEqual([
      [1, 'applied'],
      [2, 'applied'],
    ]);
    const last = taken[1]!['rows'].map(({ code }: { code: string }) => code);
    expect(await codes()).toEqual(last);
    expect((await states()).map((state) => state === 'final')).toEqual(last.map((code: string) => code === '0'));
  });

  it('whoever still works through an older file that says nothing new does not take back what a later one said', async () => {
    const { scope, file, states, codes } = await atBank(5000);
    for (const [name, code] of [
      ['A', '0'],
      // Nothing new: no entry marks that this row has been seen.
      ['B', '0'],
      ['C', '1'],
    ] as const)
      expect(await upload(scope, file(name, code))).toMatchObject({ outcome: 'taken' });
    // As a process has it that was held up since before the correction.
    await results().updateOne({ orgId: scope.orgId, number: 2 }, { $set: { state: 'applying' } });
    await runJobs();
    expect(await states()).toEqual(['charged_back']);
    expect(await codes()).toEqual(['1']);
    expect(await kinds(scope)).toEqual([1, 1]);
  });

  it('results that an earlier version left unfinished side by side are booked in the order in which they came', async () => {
    const { scope, file, states } = await atBank(5000);
    expect(await upload(scope, file('A', '0'), withoutTime())).toMatchObject({ applied: false });
    const [first] = await results().find({ orgId: scope.orgId }).toArray();
    await results().deleteMany({ orgId: scope.orgId });
    const { number: _number, ...before } = first!;
    const rows = [{ ...before['rows'][0], code: '1' }];
    // The later one lies first.
    await results().insertOne({ ...before, _id: 'dbr_later' as never, fileHash: 'b', rows, takenAt: new Date('2026-05-28T05:00:00Z') });
    await results().insertOne(before);
    await runJobs();
    expect(await states()).toEqual(['charged_back']);
  });
});
