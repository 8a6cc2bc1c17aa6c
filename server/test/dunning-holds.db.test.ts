import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dunningHistory, holdDunning, releaseDunning } from '../src/modules/dunning/dunning-hold.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { undoMerge } from '../src/modules/members/member-merge-undo.service.ts';
import type { DunningHoldDocument } from '../src/modules/dunning/dunning-notice.repository.ts';
import { codeOf, openBill } from './billing.factory.ts';
import { type CorrectionRig, startCorrectionRig, type, year } from './correction.factory.ts';

let rig: CorrectionRig;

beforeAll(async () => {
  rig = await startCorrectionRig();
});
afterAll(() => rig.server.close());

const hold = (memberId: MemberId, billId: BillId | null, until: JstDate | null = jstDate('2026-08-31')) =>
  holdDunning(rig.server.platform, rig.org.owner, { memberId, billId, until, reason: '電話での約束' });
const historyOf = (memberId: MemberId) => dunningHistory(rig.server.platform, rig.org.scope, { memberId });
const whyNot = async (memberId: MemberId) => (await historyOf(memberId)).next.map(({ billId, reason }) => [billId, reason]);

describe('docs/decisions/0030: a hold on a bill', () => {
  it('ARR-03: holds for the bill that a correction makes anew, and for the one that stands there after its undo', async () => {
    const { student, billed, doIt, undo } = rig;
    for (const [until, reason] of [
      [jstDate('2026-08-31'), 'promised'],
      [null, 'held'],
    ] as const) {
      const { member, bills } = await billed();
      await hold(member._id, bills[0]!._id, until);
      const first = await doIt(type(bills[0]!, student));
      expect(await whyNot(member._id)).toEqual([[first.billId, reason]]);
      expect((await historyOf(member._id)).holds).toMatchObject([{ billId: first.billId, until, reason: '電話での約束' }]);
      const back = await undo(first.correctionId);
      expect(await whyNot(member._id)).toEqual([[back.billId, reason]]);
    }
  });

  it('ARR-03: lies on no bill that was there already, is there again after the undo, and stays lifted once it is', async () => {
    const { org, server, student, billed, doIt, undo } = rig;
    const { member, bills } = await billed([2025, 2026]);
    const [old, present] = [bills[0]!, bills[1]!];
    await hold(member._id, old._id);
    const moved = await doIt(year(old, 2026));
    expect(await whyNot(member._id)).toEqual([[present._id, null]]);
    const back = await undo(moved.correctionId);
    const { next, holds } = await historyOf(member._id);
    expect(next.find(({ billId }) => billId === back.billId)).toMatchObject({ reason: 'promised' });
    const again = await doIt(
      type(
        (await rig.billsOf(member)).find(({ _id }) => _id === back.billId)!,
        student,
      ),
    );
    await releaseDunning(server.platform, org.owner, holds[0]!.dunningHoldId);
    await undo(again.correctionId);
    expect((await historyOf(member._id)).holds).toEqual([]);
  });

  it('ARR-03: is refused for a bill that was cancelled meanwhile, and in the very moment of a correction lies on one that asks', async () => {
    const { org, student, billed, doIt, db } = rig;
    const { member, bills } = await billed();
    const { billId } = await doIt(type(bills[0]!, student));
    expect(await codeOf(hold(member._id, bills[0]!._id))).toBe('BILL_CANCELLED');
    expect(await codeOf(hold(member._id, billId))).toBeNull();
    expect(await whyNot(member._id)).toEqual([[billId, 'promised']]);
    for (let round = 0; round < 3; round += 1) {
      const other = await billed();
      const open = other.bills[0]!;
      const [held] = await Promise.all([codeOf(hold(other.member._id, open._id)), doIt(type(open, student))]);
      const rows = await db().collection('dunning_holds').find({ orgId: org.scope.orgId, memberId: other.member._id }).toArray();
      expect(rows.some((row) => row['billId'] === open._id)).toBe(false);
      expect(rows).toHaveLength(held === null ? 1 : 0);
      expect([null, 'BILL_CANCELLED']).toContain(held);
    }
  });

  it('ARR-03: is one on the bill that an undo makes, the last that was given, where an older one lies on the cancelled bill', async () => {
    const { org, student, billed, doIt, undo, db } = rig;
    const { member, bills } = await billed();
    await hold(member._id, bills[0]!._id, null);
    const { billId, correctionId } = await doIt(type(bills[0]!, student));
    // As it was taken on the cancelled bill before.
    const holds = db().collection<DunningHoldDocument>('dunning_holds');
    await holds.updateOne({ orgId: org.scope.orgId, memberId: member._id }, { $set: { billId: bills[0]!._id } });
    await hold(member._id, billId);
    const back = await undo(correctionId);
    expect((await historyOf(member._id)).holds).toMatchObject([{ billId: back.billId, until: '2026-08-31' }]);
  });

  it('ARR-03, docs/decisions/0014: goes back with its bill when a merge is taken back, and stays where the bill stays', async () => {
    const { org, server, doIt } = rig;
    const { platform } = server;
    const [kept, merged] = [await org.addMember(), await org.addMember()];
    const [seminar, goods] = [await openBill(server, org, merged._id), await openBill(server, org, merged._id)];
    for (const billId of [null, seminar._id]) await hold(merged._id, billId);
    const pair = { keptId: kept._id, mergedId: merged._id };
    const { fingerprint } = await planMemberMerge(platform, org.owner, pair);
    const sides = { tags: 'kept', history: 'kept', account: 'kept' } as const;
    const choices = { fromMerged: [], customFromMerged: [], ...sides };
    const { mergeId } = await mergeMembers(platform, org.owner, { ...pair, fingerprint, choices });
    await hold(kept._id, goods._id);
    const { billId } = await doIt({ billId: seminar._id, wrong: 'amount', amount: 8000 as never, rest: 'keep', dueOn: null });
    await undoMerge(platform, org.owner, { mergeId });
    const heldOf = async (memberId: MemberId) => (await historyOf(memberId)).holds.map((one) => one.billId);
    expect(await heldOf(kept._id)).toEqual([billId]);
    expect((await heldOf(merged._id)).toSorted()).toEqual([null, goods._id].toSorted());
  });
});
