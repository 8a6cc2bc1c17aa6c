import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBillId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

describe('one key is one intent', () => {
  it('the same intent opens one charge, however often it is sent', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const input = openInput(payableId, memberId, 'konbini');
    const answers = await Promise.all(Array.from({ length: 5 }, () => rig.call(orgId, 'charges.open', input)));
    const charges = await rig.database.databases.payments.collection('charges').countDocuments({ orgId });
    expect(charges).toBe(1);
    expect(answers.filter((answer) => answer.outcome === 'opened').length).toBeGreaterThan(0);
  });

  it('a bill that still waits in the queue, behind many others, can be paid at once', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.queuePayables(orgId, 400);
    const opened = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    expect(opened).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
  });

  it('a bill that nobody has told of is refused as unknown', async () => {
    const { orgId } = await rig.organization();
    const opened = await rig.call(orgId, 'charges.open', openInput(newBillId(), newMemberId(), 'konbini'));
    expect(opened).toEqual({ outcome: 'refused', reason: 'payable_unknown' });
  });

  it('4.5: the same intent for something else is refused, and nothing new is opened', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const input = openInput(payableId, memberId, 'konbini');
    expect((await rig.call(orgId, 'charges.open', input)).outcome).toBe('opened');
    const other = await rig.payable(orgId);
    for (const changed of [
      { method: 'payeasy' as const },
      { store: 'ministop' as const },
      { lines: [{ payableId, amount: 9000 as never }] },
      { lines: [{ payableId: other.payableId, amount: 10_000 as never }] },
    ])
      expect(await rig.call(orgId, 'charges.open', { ...input, ...changed })).toEqual({
        outcome: 'refused',
        reason: 'idempotency_mismatch',
      });
    expect(await rig.database.databases.payments.collection('charges').countDocuments({ orgId })).toBe(1);
  });
});
