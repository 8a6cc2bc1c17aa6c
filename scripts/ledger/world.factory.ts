import { createHash } from 'node:crypto';
import { GridFSBucket } from 'mongodb';
import { linkHash } from './audit-checks.ts';
import type { LedgerDatabases } from './ledger.ts';
import { writePayouts, writeSettlements } from './payout-world.factory.ts';

const bytes = Buffer.from('%PDF-1.7 a receipt');
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** A table of two rates: what is beyond 1,000 yen is taxed, and by one rounding. */
const table = (amount: number) => ({
  lines: [
    { amount: 1000, taxCategory: 'out_of_scope' },
    { amount: amount - 1099, taxCategory: 'standard_10' },
    { amount: 99, taxCategory: 'standard_10' },
  ],
  taxes: [
    { amount: 1000, tax: 0, taxCategory: 'out_of_scope' },
    { amount: amount - 1000, tax: Math.floor((amount - 1000) / 11), taxCategory: 'standard_10' },
  ],
});

/**
 * A small true world, written row by row as the services would leave it: one bill paid by konbini with a receipt, one
 * overpaid, one paid in cash and taken back, one open with a one-time adjustment, one cancelled by a correction that kept
 * its money, one discrepancy.
 */
export async function writeWorld({ server, payments, queue }: LedgerDatabases): Promise<void> {
  const orgId = 'org_1';
  const memberId = 'mem_1';
  const put = async (db: LedgerDatabases['server'], collection: string, rows: object[]) => {
    await db.collection(collection).insertMany(rows.map((row) => ({ orgId, ...row })));
  };
  const bill = (id: string, amount: number, allocated: number, status: string, more: object = {}) => ({
    _id: id,
    memberId,
    billNumber: `2026-${id}`,
    category: 'annual',
    itemId: `itm_${id}`,
    fiscalYear: 2026,
    amount,
    allocated,
    provisionalAllocated: 0,
    status,
    live: true,
    parts: [{ amount }],
    lines: [{ amount }],
    oneTimeAdjustmentIds: [],
    confirmedAt: new Date(0),
    cancelledAt: null,
    ...more,
  });
  const payment = (id: string, received: number, more: object = {}) => ({
    _id: id,
    memberId,
    sourceType: 'charge',
    sourceId: `chg_${id}#0`,
    chargeId: `chg_${id}`,
    state: 'confirmed',
    received,
    allocated: received,
    unallocated: 0,
    reversed: 0,
    ...more,
  });
  const allocation = (id: string, paymentId: string, billId: string, amount: number, more: object = {}) => ({
    _id: id,
    paymentId,
    billId,
    memberId,
    amount,
    reverses: null,
    closes: false,
    at: new Date(1),
    ...more,
  });
  const charge = (id: string, amount: number, billId: string, state: string) => ({
    _id: id,
    memberId,
    amount,
    memberFee: 0,
    state,
    paymentNumber: `9${id}`,
    idempotencyKey: id,
    lines: [{ payableId: billId, amount }],
  });
  const event = (id: string, chargeId: string, kind: string, amount: number | null, more: object = {}) => ({
    _id: id,
    chargeId,
    inboxId: `inbox_${id}`,
    kind,
    amount,
    held: false,
    ...more,
  });

  await server.collection('organizations').insertOne({ _id: orgId as never });
  await put(server, 'members', [
    { _id: memberId, owing: true, searchKeys: ['=o'] },
    { _id: 'mem_3', mergedInto: memberId },
  ]);
  await put(server, 'bills', [
    bill('paid', 10_000, 10_000, 'paid'),
    bill('over', 3000, 6000, 'overpaid'),
    bill('early', 5000, 5000, 'paid', { provisionalAllocated: 5000 }),
    bill('back', 2000, 0, 'unpaid'),
    bill('open', 7000, 0, 'unpaid', {
      parts: [{ amount: 8000 }, { amount: -1000 }],
      lines: [{ amount: 8000 }, { amount: -1000 }],
      oneTimeAdjustmentIds: ['adj_1'],
    }),
    bill('short', 1200, 1200, 'paid'),
    bill('nothing', 0, 0, 'not_required'),
    bill('draft', 900, 0, 'draft', { confirmedAt: null }),
    bill('gone', 800, 0, 'cancelled', { live: false, cancelledAt: new Date(0) }),
  ]);
  await put(server, 'member_adjustments', [{ _id: 'adj_1', memberId, kind: 'one_time', usedByBillId: 'open' }]);
  await put(server, 'payments', [
    payment('paid', 10_000),
    payment('over1', 3000),
    payment('over2', 3000),
    payment('early', 5000, { state: 'provisional' }),
    payment('late', 800, { allocated: 0, unallocated: 800 }),
    payment('kept', 800, { sourceType: 'offline', sourceId: 'kept', chargeId: null, allocated: 0, unallocated: 800 }),
    payment('cash', 2000, {
      sourceType: 'offline',
      sourceId: 'key',
      chargeId: null,
      state: 'reversed',
      allocated: 0,
      reversed: 2000,
      returns: [{ amount: 2000 }],
    }),
    payment('waived', 100, { sourceType: 'offline', sourceId: 'waived', chargeId: null, method: 'write_off' }),
    payment('rest', 1100, { sourceType: 'offline', sourceId: 'rest', chargeId: null, method: 'cash' }),
  ]);
  await put(server, 'allocations', [
    allocation('a_paid', 'paid', 'paid', 10_000),
    allocation('a_over1', 'over1', 'over', 3000),
    allocation('a_over2', 'over2', 'over', 3000),
    allocation('a_early', 'early', 'early', 5000),
    allocation('a_cash', 'cash', 'back', 2000),
    allocation('a_kept', 'kept', 'gone', 800),
    allocation('r_kept', 'kept', 'gone', -800, { reverses: 'a_kept', closes: true, causedBy: 'correction:cor_1' }),
    allocation('r_cash', 'cash', 'back', -2000, { reverses: 'a_cash', closes: true, at: new Date(2) }),
    allocation('a_rest', 'rest', 'short', 1100),
    allocation('a_waived', 'waived', 'short', 100),
  ]);
  await put(server, 'bill_corrections', [
    {
      _id: 'cor_1',
      wrong: 'type',
      undoes: null,
      undoneBy: null,
      bills: [{ billId: 'gone', after: { status: 'cancelled' } }],
      moves: [{ paymentId: 'kept', amount: 800, from: 'gone', to: null }],
    },
  ]);
  const fileKey = 'receipts/rct_1/x';
  await put(server, 'receipts', [
    {
      _id: 'rct_1',
      number: 'R2026-000001',
      billId: 'paid',
      memberId,
      content: { amount: 10_000, number: 'R2026-000001', body: table(10_000) },
      issuedAt: new Date(1),
      voidedAt: null,
      fileKey,
      sha256,
      copies: [{ fileKey, sha256 }],
      voided: false,
    },
    {
      _id: 'rct_2',
      number: 'R2026-000002',
      billId: 'back',
      memberId,
      content: { amount: 2000, number: 'R2026-000002' },
      issuedAt: new Date(1),
      voidedAt: new Date(2),
      fileKey: null,
      sha256: '',
      copies: [],
      voided: true,
    },
    {
      _id: 'rct_3',
      number: 'R2026-000003',
      billId: 'short',
      memberId,
      content: { amount: 1100, number: 'R2026-000003', body: table(1100) },
      issuedAt: new Date(1),
      voidedAt: null,
      fileKey: null,
      sha256: '',
      copies: [],
      voided: false,
    },
  ]);
  const paper = (id: string, number: string, billId: string, amount: number, content: object, more: object = {}) => ({
    _id: id,
    kind: 'invoice',
    number,
    billId,
    memberId,
    amount,
    content: { number, amount, body: table(amount), received: 0, open: amount, replaces: '', ...content },
    fileKey: null,
    sha256: '',
    voided: false,
    ...more,
  });
  await put(server, 'papers', [
    paper('inv_1', 'I2026-000001', 'open', 8000, {}, { voided: true, voidedAt: new Date(2) }),
    paper('inv_2', 'I2026-000002', 'open', 7000, { replaces: 'I2026-000001' }, { fileKey, sha256 }),
    paper('crn_1', 'C2026-000001', 'back', 1500, {}, { kind: 'credit_note', receiptId: 'rct_2', fileKey, sha256 }),
  ]);
  await put(server, 'book_exports', [{ _id: 'bkx_1', fileKey, sha256 }]);
  const counter = (name: string, value: number) => ({ _id: `${orgId}:${name}`, name, value });
  await put(server, 'counters', [counter('receipt-2026', 3), counter('invoice-2026', 2), counter('credit_note-2026', 1)]);
  const upload = new GridFSBucket(server, { bucketName: 'files' }).openUploadStreamWithId(`${orgId}/${fileKey}` as never, fileKey);
  await new Promise<void>((resolve, reject) => {
    upload.once('finish', () => resolve());
    upload.once('error', reject);
    upload.end(bytes);
  });
  await put(payments, 'payables', [
    ...[
      ['paid', 10_000],
      ['over', 3000],
      ['early', 5000],
      ['back', 2000],
      ['open', 7000],
      ['short', 1200],
    ].map(([id, amount]) => ({ _id: id, memberId, amount, state: 'open' })),
    { _id: 'gone', memberId, amount: 800, state: 'closed' },
  ]);
  await put(payments, 'charges', [
    { ...charge('chg_paid', 10_000, 'paid', 'final'), fee: { bearer: 'org', sum: 360 } },
    charge('chg_over1', 3000, 'over', 'final'),
    charge('chg_over2', 3000, 'over', 'final'),
    charge('chg_early', 5000, 'early', 'provisional'),
    charge('chg_late', 800, 'gone', 'final'),
    charge('chg_open', 7000, 'open', 'awaiting'),
  ]);
  await writePayouts(put, payments);
  await writeSettlements(put, payments);
  await put(payments, 'money_events', [
    event('e_paid', 'chg_paid', 'final', 10_000),
    event('e_over1', 'chg_over1', 'final', 3000),
    event('e_over2', 'chg_over2', 'final', 3000),
    event('e_early', 'chg_early', 'provisional', 5000),
    event('e_late', 'chg_late', 'final', 800),
    event('e_open', 'chg_open', 'instructions_issued', null, { inboxId: 'local:e_open' }),
    event('e_held', 'chg_open', 'final', 6999, { held: true }),
    event('e_said', 'chg_paid', 'refund_returned', 500, { inboxId: 'held:dsc_1' }),
    event('e_drawn', 'chg_open', 'try_failed', null, { inboxId: 'debit:dbr_1:2' }),
  ]);
  const drawn = [
    { line: 2, chargeId: 'chg_open' },
    { line: 3, chargeId: null },
  ];
  await put(payments, 'debit_results', [{ _id: 'dbr_1', rows: drawn }]);
  const notice = (id: string, state: string, outcome: string) => ({ _id: id, state, outcome });
  await put(payments, 'inbox', [
    ...['e_paid', 'e_over1', 'e_over2', 'e_early', 'e_late'].map((id) => notice(`inbox_${id}`, 'done', 'moved')),
    notice('inbox_e_held', 'done', 'held'),
    notice('inbox_old', 'stale', 'no_effect'),
    notice('inbox_unknown', 'quarantined', 'unknown_charge'),
    notice('inbox_waiting', 'received', ''),
  ]);
  await put(payments, 'discrepancies', [
    { _id: 'dsc_1', inboxId: 'inbox_e_held', reason: 'amount_mismatch', chargeId: 'chg_open', expected: 7000, received: 6999 },
    { _id: 'dsc_2', inboxId: 'inbox_unknown', reason: 'unknown_charge', chargeId: null, expected: null, received: 500 },
  ]);
  await put(server, 'tasks', [
    { _id: 'tsk_1', cause: 'dsc_1', expected: 7000, received: 6999 },
    { _id: 'tsk_2', cause: 'dsc_2', expected: null, received: 500 },
  ]);
  await put(queue, 'messages', [
    { _id: 'msg_1', to: 'server', name: 'payments.money.settled', state: 'done', payload: { chargeId: 'chg_paid' } },
    // Known again by the refund's own row.
    { _id: 'msg_0', to: 'server', name: 'payments.refund.moved', state: 'done', payload: { chargeId: 'chg_paid' } },
  ]);
  let hash = '';
  for (const [index, action] of ['bill.create', 'bill.confirm', 'payment.confirmed'].entries()) {
    const row = { _id: `aud_01K00${index}00000000000000000000`, orgId, at: new Date(index), action, fields: ['status'], values: 'closed' };
    hash = linkHash(hash, row);
    await put(server, 'audit_entries', [row]);
    await put(server, 'audit_seals', [{ _id: `org_1:${index + 1}`, seq: index + 1, auditId: row._id, hash }]);
  }
  await put(server, 'posting_inbox', [{ _id: 'msg_1', name: 'payments.money.settled' }]);
}
