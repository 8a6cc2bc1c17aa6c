import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import * as z from 'zod';
import { DemoRefusal, dataDirectory, readDemoFile, runDemo } from './demo/demo-session.ts';

/**
 * `npm run demo:callbacks -- --charge ID --event captured [--times 10] [--forge] [--amount N]`: lets the stand-in provider
 * send a notice about a charge, exactly as the real one would, and prints what our callback address answered.
 */
const events = ['authorized', 'captured', 'expired', 'cancelled', 'failed', 'refunded'] as const;
const Options = z.object({
  charge: z.string({ error: 'say which charge: --charge chg_…' }).regex(/^chg_[0-9A-Z]{26}$/, 'a charge id looks like chg_…'),
  event: z.enum(events, { error: `one of ${events.join(', ')}` }),
  times: z.coerce.number().int().min(1).max(200),
  forge: z.boolean(),
  amount: z.coerce.number().int().optional(),
});

const Runtime = z.object({ mongodbUri: z.string(), databasePrefix: z.string() });
const Payments = z.object({ payments: z.array(z.looseObject({ _id: z.string() })) });

/** The stand-in finds its payment by the number the charge was opened with. */
async function paymentNumberOf(chargeId: string): Promise<string> {
  const text = await readFile(join(dataDirectory(), 'runtime.json'), 'utf8').catch(() => null);
  if (text === null) throw new DemoRefusal('Nothing runs here: start it with `npm start` in another window.');
  const runtime = Runtime.parse(JSON.parse(text));
  const client = new MongoClient(runtime.mongodbUri, { serverSelectionTimeoutMS: 3000 });
  try {
    const charges = client.db(`${runtime.databasePrefix}_payments`).collection<{ _id: string; paymentNumber: string }>('charges');
    const charge = await charges.findOne({ _id: chargeId });
    if (!charge) throw new DemoRefusal(`There is no charge ${chargeId}.`);
    return charge.paymentNumber;
  } finally {
    await client.close();
  }
}

/** The stand-in's payment of an order. A card's is made now, as if the payer had entered it on the provider's page. */
async function paymentOf(sandbox: string, paymentNumber: string): Promise<string> {
  const listed = await fetch(`${sandbox}/control/payments?paymentNumber=${paymentNumber}`);
  const [known] = Payments.parse(await listed.json()).payments;
  if (known) return known._id;
  const [entered] = Payments.parse(await (await tell(sandbox, '/enter-card', { paymentNumber })).json()).payments;
  if (!entered) throw new DemoRefusal('The stand-in has no payment for this charge, and no page that waits for a card.');
  return entered._id;
}

function tell(sandbox: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${sandbox}/control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

await runDemo(async () => {
  const { values } = parseArgs({
    options: {
      charge: { type: 'string' },
      event: { type: 'string', default: 'captured' },
      times: { type: 'string', default: '1' },
      forge: { type: 'boolean', default: false },
      amount: { type: 'string' },
    },
  });
  const { charge, event, times, forge, amount } = Options.parse(values);
  const demo = await readDemoFile();
  const paymentId = await paymentOf(demo.sandbox, await paymentNumberOf(charge));
  const answer = await tell(demo.sandbox, '/emit', { paymentId, type: `payment.${event}`, times, forge, amount: amount ?? null });
  process.stdout.write(`${JSON.stringify(await answer.json())}\n`);
  process.exit(answer.ok ? 0 : 1);
});
