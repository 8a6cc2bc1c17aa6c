import * as z from 'zod';
import { until } from './hands.ts';
import { stack } from './house.ts';
import type { World } from './world.ts';

const Settled = z.object({ settlementId: z.string() });

/** Two settlements of the trial provider: one with something to look at and something carried on, and the next, in which all fits. */
export async function settlements({ office }: World): Promise<Record<string, string>> {
  const [account] = await office.payments.providerAccounts.query();
  const accountId = account!.accountId;
  const listed = await fetch(`${stack().sandbox}/control/payments?accountId=${accountId}`);
  const { payments } = z.object({ payments: z.array(z.looseObject({ _id: z.string(), status: z.string() })) }).parse(await listed.json());
  const settle = async (twist: Record<string, unknown>) => {
    const answer = await fetch(`${stack().sandbox}/control/settle`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accountId, ...twist }),
    });
    Settled.parse(await answer.json());
  };
  const read = (count: number) =>
    until('the settlements', async () => {
      const { rows } = await office.settlements.list.query({});
      return rows.length === count && rows.every(({ state }) => state === 'read') ? rows[0]!.settlementId : null;
    });
  const captured = payments.filter(({ status }) => status === 'captured').map(({ _id }) => _id);
  await settle({ leaveOut: captured.slice(0, 1), strangers: [{ order: '9000000000000', amount: 500 }] });
  const asking = await read(1);
  await settle({});
  return { asking, fitting: await read(2) };
}
