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

/** What a provider transferred: two charges with a fee, one that is carried on, and another settlement that is not read yet. */
export async function writeSettlements(put: Put, payments: LedgerDatabases['payments']): Promise<void> {
  const account = { accountId: 'pac_1', provider: 'komoju', attempts: 2 };
  const line = (place: number, kind: string, verdict: string, period: string | null, sums: object, more: object = {}) => ({
    _id: `stl_1#2#${place}`,
    settlementId: 'stl_1',
    attempt: 2,
    place,
    kind,
    verdict,
    period,
    chargeId: null,
    ...sums,
    ...more,
  });
  await put(payments, 'settlement_lines', [
    line(0, 'open', 'carried', 'since', { amount: 0, ours: 3000 }, { chargeId: 'chg_over2' }),
    line(1, 'payment', 'matched', 'since', { amount: 10_000, ours: 10_000 }, { chargeId: 'chg_paid' }),
    line(2, 'payment', 'matched', 'since', { amount: 3000, ours: 3000 }, { chargeId: 'chg_over1' }),
    line(3, 'fee', 'deduction', null, { amount: -360, ours: null }),
    // An attempt that was broken off.
    line(4, 'payment', 'matched', 'since', { amount: 10_000, ours: 10_000 }, { _id: 'stl_1#1#0', attempt: 1, chargeId: 'chg_paid' }),
  ]);
  const steps = [
    { step: 'since', amount: 16_000 },
    { step: 'carried_on', amount: -3000 },
    { step: 'fee', amount: -360 },
  ];
  await put(payments, 'settlements', [
    {
      _id: 'stl_1',
      ...account,
      providerSettlementId: 's1',
      state: 'read',
      reading: { remittance: 12_640, lineCount: 4, openAmount: 3000, steps },
    },
    { _id: 'stl_2', ...account, providerSettlementId: 's2', state: 'announced', reading: null },
  ]);
}
