import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { items, updateItem } from '../src/modules/billing/billing-item.service.ts';
import { correct } from '../src/modules/payments/correction.service.ts';
import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type CorrectionRig, startCorrectionRig, type, whyOf } from './correction.factory.ts';

let rig: CorrectionRig;

beforeAll(async () => {
  rig = await startCorrectionRig();
});
afterAll(() => rig.server.close());

describe('dues that were billed with the wrong tax', () => {
  it('4.2, BIL-11: once the tax of the item is right a paid bill is made anew with it, for the same type and sum, and only once', async () => {
    const { server, org, billed, billsOf, pay, preview, inputFor, doIt, livingOf, paymentsOf } = rig;
    const taxed = async (taxCategory: TaxCategory) => {
      const { billingItemId, name, proviso, version } = (await items(server.platform, org.scope)).find((one) => one.category === 'annual')!;
      await updateItem(server.platform, org.scope, org.owner, { billingItemId, name, proviso, version, taxCategory });
    };
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const ask = type(bills[0]!, org.regular);
    expect(await whyOf(preview(ask))).toBe('nothing');
    await taxed('reduced_8');
    const { digest } = await preview(ask);
    await taxed('standard_10');
    // What was looked at would have been another invoice.
    expect(await whyOf(correct(server.platform, org.scope, org.owner, inputFor(ask, digest)))).toBe('stale');
    await doIt(ask);
    const [old, made] = await billsOf(member);
    expect(old).toMatchObject({ status: 'cancelled', lines: [{ amount: 10_000, taxCategory: 'out_of_scope' }] });
    expect(made!.lines).toEqual([{ ...old!.lines[0]!, taxCategory: 'standard_10' }]);
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
    expect(await paymentsOf(member)).toMatchObject([{ received: 10_000, unallocated: 0 }]);
    expect(await whyOf(preview(type(made!, org.regular)))).toBe('nothing');
  });
});
