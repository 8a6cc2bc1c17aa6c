import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ChargeMethod, ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import * as z from 'zod';
import { type DemoCaller, readDemoFile, runDemo, signInAsMember, signInAsOwner } from './demo/demo-session.ts';

/**
 * `npm run demo:charge -- --method konbini [--count N]`: acts as the demo member, opens charges on open bills and prints
 * one JSON object per charge. When the member has fewer open bills than asked for, the demo owner makes more.
 */
const Options = z.object({ method: ChargeMethod, count: z.coerce.number().int().min(1).max(5000) });
type Options = z.output<typeof Options>;

const Bills = z.object({ bills: z.array(z.looseObject({ billId: z.string(), status: z.string(), pendingCharge: z.unknown() })) });
const Viewer = z.looseObject({ memberId: z.string() });
const Created = z.looseObject({ billId: z.string() });
const Started = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('opened'), charge: ChargeView }),
  z.object({ outcome: z.literal('checking') }),
]);

async function freeBills(member: DemoCaller): Promise<string[]> {
  const { bills } = Bills.parse(await member.call('billing.myBills', {}));
  return bills.filter((bill) => bill.status === 'unpaid' && bill.pendingCharge === null).map((bill) => bill.billId);
}

async function makeBills(member: DemoCaller, missing: number, dueOn: string): Promise<string[]> {
  const demo = await readDemoFile();
  const owner = await signInAsOwner(demo);
  const { memberId } = Viewer.parse(await member.call('identity.viewer', {}));
  const made: string[] = [];
  for (let index = 0; index < missing; index += 1) {
    const bill = Created.parse(
      await owner.call('billing.createBill', {
        memberId,
        billName: `お試しの請求 ${index + 1}`,
        amount: 1000 + (index % 50),
        dueOn,
        idempotencyKey: randomUUID(),
      }),
    );
    await owner.call('billing.confirmBill', { billId: bill.billId });
    made.push(bill.billId);
  }
  return made;
}

async function openCharge(member: DemoCaller, billId: string, method: Options['method']): Promise<z.output<typeof ChargeView>> {
  const store = method === 'konbini' ? { store: 'lawson' } : {};
  const idempotencyKey = randomUUID();
  // A bill reaches the payments-service through the queue, so a bill made a moment ago may need a breath.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const started = Started.parse(await member.call('payments.startCharge', { billId, method, ...store, idempotencyKey }));
      if (started.outcome === 'opened') return started.charge;
      throw new Error('the provider has not answered yet');
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((wake) => setTimeout(wake, 250));
    }
  }
}

await runDemo(async () => {
  const { values } = parseArgs({ options: { method: { type: 'string', default: 'konbini' }, count: { type: 'string', default: '1' } } });
  const { method, count } = Options.parse(values);
  const demo = await readDemoFile();
  const member = await signInAsMember(demo);
  const bills = (await freeBills(member)).slice(0, count);
  const inThirtyDays = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  if (bills.length < count) bills.push(...(await makeBills(member, count - bills.length, inThirtyDays)));
  for (const billId of bills) {
    const charge = await openCharge(member, billId, method);
    const { chargeId, paymentNumber, provider, providerIds, amount, currency, callbackUrl } = charge;
    process.stdout.write(`${JSON.stringify({ chargeId, paymentNumber, provider, providerIds, amount, currency, callbackUrl })}\n`);
  }
});
