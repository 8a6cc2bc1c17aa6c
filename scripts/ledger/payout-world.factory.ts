import type { LedgerDatabases } from './ledger.ts';

type Put = (db: LedgerDatabases['payments'], collection: string, rows: object[]) => Promise<void>;

/** What was paid out, and what waits for it: a month that is paid, and one that was carried forward. */
export async function writePayouts(put: Put, payments: LedgerDatabases['payments']): Promise<void> {
  const line = (chargeId: string, amount: number, payoutId: string | null, more: object = {}) => ({
    _id: `${chargeId}#0`,
    chargeId,
    kind: 'money',
    amount,
    fee: 0,
    bookedOn: '2026-04-12',
    payoutId,
    ...more,
  });
  await put(payments, 'payout_entries', [
    line('chg_paid', 10_000, 'pot_1', { fee: 360 }),
    line('chg_over1', 3000, 'pot_1'),
    line('chg_over2', 3000, null, { bookedOn: '2026-05-02' }),
    line('chg_late', 800, null, { bookedOn: '2026-05-02' }),
  ]);
  const sums = { count: 2, gross: 13_000, fee: 360, returned: 0, net: 12_640 };
  await put(payments, 'payouts', [
    { _id: 'pot_1', closeMonth: '2026-04', state: 'paid', ...sums, account: { sealed: 'x' }, batchId: 'ptb_1' },
    {
      _id: 'pot_0',
      closeMonth: '2026-03',
      state: 'carried_forward',
      count: 1,
      gross: 0,
      fee: 0,
      returned: 500,
      net: -500,
      account: null,
      batchId: null,
    },
  ]);
}
