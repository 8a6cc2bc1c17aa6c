import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { correct } from '../src/modules/payments/correction.service.ts';
import { correctionsOfBill } from '../src/modules/payments/correction-trail.service.ts';
import { declineRefund, requestRefund, transferRefund } from '../src/modules/payments/refund.service.ts';
import { billNow } from './billing.factory.ts';
import { type CorrectionRig, money, startCorrectionRig, type, whyOf } from './correction.factory.ts';
import { ask, bank } from './refund.factory.ts';

let rig: CorrectionRig;

beforeAll(async () => {
  rig = await startCorrectionRig();
});
afterAll(() => rig.server.close());

/** A bill of 10,000 yen on which so much was paid, and the hands of who gives a part of it back. */
async function paid(amount: number) {
  const { server, org, billed, pay } = rig;
  const { member, bills } = await billed();
  const paymentId = await pay(bills[0]!, amount);
  const promise = async (sum: number) => {
    const way = { kind: 'transfer', bank } as const;
    return (await requestRefund(server.platform, org.scope, org.owner, ask(paymentId, sum, { way })))._id;
  };
  return { member, bill: bills[0]! as BillDocument, promise };
}
const decline = (refundId: Parameters<typeof declineRefund>[3]['refundId']) =>
  declineRefund(rig.server.platform, rig.org.scope, rig.org.owner, { refundId, note: '会費に充てる' });

describe('money that a refund was promised', () => {
  it('docs/decisions/0027: pays no bill by a correction until the refund is declined; apart it may be kept', async () => {
    const { preview, doIt, livingOf } = rig;
    const { member, bill, promise } = await paid(20_000);
    const ahead = money('surplus', bill, [], 'next_year');
    const refundId = await promise(10_000);
    expect(await whyOf(preview(ahead))).toBe('promised');
    expect(await whyOf(preview(money('surplus', bill, [])))).toBeNull();
    await decline(refundId);
    await doIt(ahead);
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid', '2027 10000 10000 paid']);
  });

  it('docs/decisions/0027: asked for after the preview it stops the press, and says so', async () => {
    const { server, org, preview, inputFor, livingOf } = rig;
    const { member, bill, promise } = await paid(20_000);
    const ahead = money('surplus', bill, [], 'next_year');
    const input = inputFor(ahead, (await preview(ahead)).digest);
    await promise(10_000);
    expect(await whyOf(correct(server.platform, org.scope, org.owner, input))).toBe('promised');
    expect(await livingOf(member)).toEqual(['2026 10000 20000 overpaid']);
  });

  it('docs/decisions/0027: stops no correction that leaves as much on no bill, and then opens no bill', async () => {
    const { server, org, student, doIt, livingOf, apart } = rig;
    const { member, bill, promise } = await paid(20_000);
    const refundId = await promise(15_000);
    await doIt(type(bill, student));
    await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-19') });
    expect([await livingOf(member), await apart(member)]).toEqual([['2026 5000 5000 paid'], 0]);
  });

  it('docs/decisions/0027: does not lie on the bill again by an undo', async () => {
    const { server, org, student, doIt, undo, livingOf } = rig;
    const { member, bill, promise } = await paid(10_000);
    const { correctionId, billId } = await doIt(type(bill, student));
    const refundId = await promise(5000);
    const undoable = async () => (await correctionsOfBill(server.platform, org.scope, billId))[0]!.undoable;
    expect([await whyOf(undo(correctionId)), await undoable()]).toEqual(['promised', false]);
    await decline(refundId);
    expect(await undoable()).toBe(true);
    const back = await undo(correctionId);
    expect(await billNow(server, back.billId)).toMatchObject({ status: 'paid', allocated: 10_000 });
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
  });
});
