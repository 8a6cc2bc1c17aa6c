import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerDatabases } from './ledger.ts';
import { checks, verifyLedger as verifyPatiently } from './verify.ts';
import { writeWorld } from './world.factory.ts';

let database: TestDatabase;
const none: never[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await writeWorld(database.databases);
});
afterAll(() => database.drop());

/** Nothing moves here, so there is no need to look again later. */
const verifyLedger = (databases: LedgerDatabases, report?: Parameters<typeof verifyPatiently>[1]) => verifyPatiently(databases, report, 1);

const firstRow = `aud_01K00${'0'.repeat(21)}`;
type Home = keyof LedgerDatabases;
interface Break {
  readonly what: string;
  readonly check: string;
  readonly home: Home;
  readonly collection: string;
  readonly id: string;
  readonly change: Readonly<Record<string, unknown>> | 'remove';
}

const set = (check: string, what: string, home: Home, collection: string, id: string, change: Break['change']): Break => ({
  what,
  check,
  home,
  collection,
  id,
  change,
});
const breaks: readonly Break[] = [
  set('bill.amount', 'an amount that its parts do not make', 'server', 'bills', 'open', { parts: [{ amount: 8000 }] }),
  set('bill.amount', 'half a yen', 'server', 'bills', 'draft', { amount: 900.5 }),
  set('bill.status', 'a status that was set by hand', 'server', 'bills', 'open', { status: 'paid' }),
  set('bill.status', 'a cancelled bill that lives', 'server', 'bills', 'gone', { live: true }),
  set('bill.status', 'a draft with money', 'server', 'bills', 'draft', { allocated: 1 }),
  set('bill.allocations', 'a yen that no allocation gave', 'server', 'bills', 'paid', { allocated: 9999, status: 'partly_paid' }),
  set('bill.allocations', 'a 速報 mark on final money', 'server', 'bills', 'paid', { provisionalAllocated: 10_000 }),
  set('bill.allocations', 'a lost allocation', 'server', 'allocations', 'a_over2', 'remove'),
  set('bill.waived', 'a shortage that outlived its money', 'server', 'payments', 'rest', { method: 'write_off' }),
  set('bill.payable', 'a bill that the payments-service does not know', 'payments', 'payables', 'open', 'remove'),
  set('bill.payable', 'a payable over another sum', 'payments', 'payables', 'open', { amount: 7001 }),
  set('bill.payable', 'a cancelled bill that can still be paid', 'payments', 'payables', 'gone', { state: 'open' }),
  set('payable.bill', 'a payable without a bill', 'server', 'bills', 'open', 'remove'),
  set('member.owing', 'a member kept as owing nothing', 'server', 'members', 'mem_1', { owing: false }),
  set('member.owing', 'a member who owes and stands in no such list', 'server', 'members', 'mem_1', { searchKeys: ['=c'] }),
  set('member.owing', 'a member of no open bill kept as owing', 'server', 'members', 'mem_3', { owing: true }),
  set('bill.once', 'two bills for one year', 'server', 'bills', 'open', { itemId: 'itm_paid' }),
  set('bill.number', 'two bills with one number', 'server', 'bills', 'open', { billNumber: '2026-paid' }),
  set('adjustment.once', 'an adjustment used by a bill that does not name it', 'server', 'bills', 'open', { oneTimeAdjustmentIds: none }),
  set('event.inbox', 'people’s word about nothing', 'payments', 'money_events', 'e_said', { inboxId: 'held:dsc_0' }),
  set('event.inbox', 'a debit of which no result tells', 'payments', 'debit_results', 'dbr_1', 'remove'),
  set('event.inbox', 'a debit of another line of its result', 'payments', 'money_events', 'e_drawn', { inboxId: 'debit:dbr_1:3' }),
  set('payment.sums', 'money that came from nowhere', 'server', 'payments', 'late', { unallocated: 801 }),
  set('payment.sums', 'a negative rest', 'server', 'payments', 'paid', { allocated: 10_001, unallocated: -1 }),
  set('payment.allocations', 'more on bills than the payment says', 'server', 'allocations', 'a_paid', { amount: 10_001 }),
  set('payment.allocations', 'a reversed payment that keeps money', 'server', 'payments', 'cash', { reversed: 0, unallocated: 2000 }),
  set('allocation.owner', 'an allocation of another organisation', 'server', 'allocations', 'a_paid', { orgId: 'org_2' }),
  set('allocation.owner', 'an allocation to another member’s bill', 'server', 'allocations', 'a_paid', { memberId: 'mem_2' }),
  set('allocation.reversals', 'more taken back than given', 'server', 'allocations', 'r_cash', { amount: -2001 }),
  set('allocation.reversals', 'a full reversal that does not say so', 'server', 'allocations', 'r_cash', { closes: false }),
  set('allocation.reversals', 'a reversal of nothing', 'server', 'allocations', 'a_cash', 'remove'),
  set('correction.money', 'a correction that moved another sum than its rows', 'server', 'bill_corrections', 'cor_1', {
    moves: [{ paymentId: 'kept', amount: 799, from: 'gone', to: null }],
  }),
  set('correction.money', 'a correction that put money where no row does', 'server', 'bill_corrections', 'cor_1', {
    moves: [{ paymentId: 'kept', amount: 800, from: 'gone', to: 'open' }],
  }),
  set('correction.bills', 'a bill that a correction cancelled and that lives', 'server', 'bill_corrections', 'cor_1', {
    bills: [{ billId: 'open', after: { status: 'cancelled' } }],
  }),
  set('correction.bills', 'a correction taken back by nothing', 'server', 'bill_corrections', 'cor_1', { undoneBy: 'cor_9' }),
  set('payment.source', 'one charge paid twice', 'server', 'payments', 'over2', { sourceId: 'chg_over1#0' }),
  set('organization.balance', 'bills with more than payments gave', 'server', 'bills', 'over', { allocated: 6001 }),
  set('message.posted', 'a message that is done but not posted', 'server', 'posting_inbox', 'msg_1', 'remove'),
  set('charge.payment', 'a charge that is final without a payment', 'server', 'payments', 'late', 'remove'),
  set('charge.payment', 'a payment for a slip that nobody paid', 'payments', 'charges', 'chg_late', { state: 'awaiting' }),
  set('charge.payment', 'a payment over another sum', 'payments', 'charges', 'chg_paid', { amount: 10_001 }),
  set('charge.payment', 'a 速報 that the server calls 確報', 'server', 'payments', 'early', { state: 'confirmed' }),
  set('charge.payment', 'two payments that hold the money of one charge', 'server', 'payments', 'over2', {
    chargeId: 'chg_over1',
    sourceId: 'chg_over1#1',
  }),
  set('charge.payment', 'a payment of another member', 'server', 'payments', 'paid', { memberId: 'mem_2' }),
  set('payment.charge', 'online money without its charge', 'payments', 'charges', 'chg_paid', 'remove'),
  set('payment.charge', 'offline money with a charge', 'server', 'payments', 'cash', { chargeId: 'chg_open' }),
  set('charge.events', 'a charge that is final without an event', 'payments', 'money_events', 'e_paid', 'remove'),
  set('charge.events', 'final money on a charge that waits', 'payments', 'charges', 'chg_paid', { state: 'expired' }),
  set('charge.events', 'an event over another sum that counts', 'payments', 'money_events', 'e_paid', { amount: 9999 }),
  set('event.inbox', 'an event without its notice', 'payments', 'inbox', 'inbox_e_paid', 'remove'),
  set('event.inbox', 'an event of another organisation', 'payments', 'money_events', 'e_paid', { orgId: 'org_2' }),
  set('inbox.worked', 'a notice that moved nothing', 'payments', 'money_events', 'e_late', 'remove'),
  set('inbox.worked', 'a parked notice of which nobody was told', 'payments', 'discrepancies', 'dsc_2', 'remove'),
  set('inbox.worked', 'a notice in no known state', 'payments', 'inbox', 'inbox_old', { state: 'lost' }),
  set('discrepancy.task', 'a discrepancy without a task', 'server', 'tasks', 'tsk_1', 'remove'),
  set('discrepancy.sums', 'a discrepancy over another sum than the notice', 'payments', 'discrepancies', 'dsc_1', { received: 7000 }),
  set('discrepancy.sums', 'a discrepancy of nobody’s charge over another sum than its task', 'payments', 'discrepancies', 'dsc_2', {
    received: 501,
  }),
  set('discrepancy.sums', 'half a yen', 'payments', 'discrepancies', 'dsc_2', { received: 500.5 }),
  set('discrepancy.sums', 'a task over another sum', 'server', 'tasks', 'tsk_1', { received: 7000 }),
  set('discrepancy.sums', 'a discrepancy that forgets what was asked', 'payments', 'discrepancies', 'dsc_1', { expected: null }),
  set('charge.number', 'two charges with one number', 'payments', 'charges', 'chg_open', { paymentNumber: '9chg_paid' }),
  set('charge.payouts', 'final money of which no line tells', 'payments', 'payout_entries', 'chg_late#0', 'remove'),
  set('charge.payouts', 'a line over another sum', 'payments', 'payout_entries', 'chg_late#0', { amount: 801 }),
  set('charge.payouts', 'a fee that is not taken', 'payments', 'payout_entries', 'chg_paid#0', { fee: 0 }),
  set('charge.payouts', 'a line of money that was only reported', 'payments', 'payout_entries', 'chg_late#0', { chargeId: 'chg_early' }),
  set('payoutLine.source', 'a line of another organisation', 'payments', 'payout_entries', 'chg_late#0', { orgId: 'org_2' }),
  set('payoutLine.source', 'a line in a payout that is not there', 'payments', 'payouts', 'pot_1', 'remove'),
  set('payoutLine.source', 'money paid out before it came', 'payments', 'payout_entries', 'chg_over1#0', { bookedOn: '2026-05-01' }),
  set('payoutLine.source', 'half a yen', 'payments', 'payout_entries', 'chg_late#0', { amount: 800.5 }),
  set('payout.sums', 'a net that its sums do not make', 'payments', 'payouts', 'pot_1', { net: 13_000 }),
  set('payout.sums', 'a line that a payout does not count', 'payments', 'payout_entries', 'chg_late#0', { payoutId: 'pot_1' }),
  set('payout.sums', 'a payout without an account', 'payments', 'payouts', 'pot_1', { account: null }),
  set('payout.sums', 'a payout that no file has', 'payments', 'payouts', 'pot_1', { batchId: null }),
  set('payout.sums', 'money that is carried forward', 'payments', 'payouts', 'pot_0', { returned: -500, net: 500 }),
  set('settlement.sums', 'a transfer that its steps do not make', 'payments', 'settlements', 'stl_1', {
    reading: { remittance: 12_641, lineCount: 4, openAmount: 3000, steps: [{ step: 'since', amount: 12_640 }] },
  }),
  set('settlement.sums', 'a line over another sum', 'payments', 'settlement_lines', 'stl_1#2#1', { amount: 9999 }),
  set('settlement.sums', 'a line that says otherwise of our charge', 'payments', 'settlement_lines', 'stl_1#2#2', { ours: 2999 }),
  set('settlement.sums', 'a line that is lost', 'payments', 'settlement_lines', 'stl_1#2#3', 'remove'),
  set('settlement.sums', 'a line that names a charge of nobody', 'payments', 'settlement_lines', 'stl_1#2#1', { chargeId: 'chg_9' }),
  set('settlement.once', 'a settlement that is kept twice', 'payments', 'settlements', 'stl_2', { providerSettlementId: 's1' }),
  set('settlement.once', 'a charge that counts twice', 'payments', 'settlement_lines', 'stl_1#2#2', { chargeId: 'chg_paid' }),
  set('payout.once', 'two payouts of one month', 'payments', 'payouts', 'pot_0', { closeMonth: '2026-04' }),
  set('payout.once', 'the money of one charge in two lines', 'payments', 'payout_entries', 'chg_over2#0', { chargeId: 'chg_over1' }),
  set('receipt.bill', 'a receipt for a bill that is not paid', 'server', 'receipts', 'rct_2', { voided: false }),
  set('receipt.bill', 'a receipt that prints another sum', 'server', 'receipts', 'rct_1', {
    content: { amount: 9999, number: 'R2026-000001' },
  }),
  set('receipt.bytes', 'a receipt with other bytes', 'server', 'receipts', 'rct_1', { sha256: '0'.repeat(64) }),
  set('receipt.bytes', 'a receipt whose file is gone', 'server', 'receipts', 'rct_1', { fileKey: 'elsewhere' }),
  set('receipt.bytes', 'a copy with other bytes', 'server', 'receipts', 'rct_1', {
    copies: [{ fileKey: 'receipts/rct_1/x', sha256: '0' }],
  }),
  set('receipt.once', 'two receipts that hold for one bill', 'server', 'receipts', 'rct_2', { voided: false, billId: 'paid' }),
  set('receipt.numbers', 'a gap', 'server', 'receipts', 'rct_2', {
    number: 'R2026-000003',
    content: { amount: 2000, number: 'R2026-000003' },
  }),
  set('receipt.numbers', 'a counter ahead of the receipts', 'server', 'counters', 'org_1:receipt-2026', { value: 4 }),
  set('receipt.bill', 'a receipt over what was waived too', 'server', 'payments', 'waived', { method: 'cash' }),
  set('receipt.sums', 'a table that is not the sum of the receipt', 'server', 'receipts', 'rct_1', {
    'content.body.lines': [{ amount: 1, taxCategory: 'exempt' }],
  }),
  set('receipt.sums', 'a tax of another rounding for one rate', 'server', 'receipts', 'rct_1', { 'content.body.taxes.1.tax': 820 }),
  set('receipt.voided', 'a receipt that was voided with its money in place', 'server', 'allocations', 'r_cash', 'remove'),
  set('receipt.voided', 'a receipt that was voided before the money went', 'server', 'receipts', 'rct_2', { voidedAt: new Date(1) }),
  set('payment.returns', 'money that went back on no day', 'server', 'payments', 'cash', { returns: none }),
  set('paper.bill', 'an invoice of a bill that was never opened', 'server', 'bills', 'open', { confirmedAt: null }),
  set('paper.bill', 'an invoice of somebody else’s bill', 'server', 'papers', 'inv_2', { memberId: 'mem_9' }),
  set('paper.bill', 'another sum than it prints', 'server', 'papers', 'inv_2', { amount: 7001 }),
  set('paper.bill', 'money on it that was not there', 'server', 'papers', 'inv_2', { 'content.received': 7000 }),
  set('paper.sums', 'a rate that its lines do not make', 'server', 'papers', 'inv_2', { 'content.body.taxes.1.amount': 5999 }),
  set('paper.sums', 'a tax summed up from rounded lines', 'server', 'papers', 'inv_2', { 'content.body.taxes.1.tax': 543 }),
  set('paper.sums', 'a rate that is missing', 'server', 'papers', 'crn_1', { 'content.body.taxes': [] }),
  set('paper.bytes', 'an invoice with other bytes', 'server', 'papers', 'inv_2', { sha256: 'x' }),
  set('paper.bytes', 'a credit note without its file', 'server', 'papers', 'crn_1', { fileKey: 'credit-notes/none' }),
  set('creditNote.receipt', 'more given back than came', 'server', 'papers', 'crn_1', { amount: 2001 }),
  set('creditNote.receipt', 'a credit note of neither a receipt nor an invoice', 'server', 'papers', 'crn_1', { receiptId: null }),
  set('creditNote.receipt', 'a credit note without a receipt', 'server', 'receipts', 'rct_2', 'remove'),
  set('invoice.voided', 'a voided invoice that nothing replaces', 'server', 'papers', 'inv_2', { 'content.replaces': '' }),
  set('invoice.once', 'two invoices that hold', 'server', 'papers', 'inv_1', { voided: false }),
  set('invoice.numbers', 'a lost invoice', 'server', 'papers', 'inv_1', 'remove'),
  set('invoice.numbers', 'a counter behind', 'server', 'counters', 'org_1:invoice-2026', { value: 1 }),
  set('creditNote.numbers', 'a number of no counter', 'server', 'counters', 'org_1:credit_note-2026', 'remove'),
  set('book.bytes', 'a file of journals with other bytes', 'server', 'book_exports', 'bkx_1', { sha256: 'x' }),
  set('audit.chain', 'a row of the log that was changed', 'server', 'audit_entries', firstRow, { action: 'bill.cancel' }),
  set('audit.chain', 'values of a row that were changed', 'server', 'audit_entries', firstRow, { values: 'other' }),
  set('audit.chain', 'a row that was deleted', 'server', 'audit_entries', firstRow, 'remove'),
  set('audit.chain', 'a place that was deleted', 'server', 'audit_seals', 'org_1:2', 'remove'),
  set('audit.chain', 'a hash that was changed', 'server', 'audit_seals', 'org_1:2', { hash: '0'.repeat(64) }),
  set('audit.chain', 'a row of another organisation', 'server', 'audit_entries', firstRow, { orgId: 'org_2' }),
  set('audit.sealed', 'a row that lost its place', 'server', 'audit_seals', 'org_1:1', 'remove'),
  set('owner.bills', 'a row of somebody who has become part of another', 'server', 'bills', 'open', { memberId: 'mem_3' }),
  set('owner.payments', 'a row of somebody who has become part of another', 'server', 'payments', 'paid', { memberId: 'mem_3' }),
  set('owner.allocations', 'a row of somebody who has become part of another', 'server', 'allocations', 'a_paid', { memberId: 'mem_3' }),
  set('owner.adjustments', 'a row of somebody who has become part of another', 'server', 'member_adjustments', 'adj_1', {
    memberId: 'mem_3',
  }),
  set('owner.receipts', 'a row of somebody who has become part of another', 'server', 'receipts', 'rct_1', { memberId: 'mem_3' }),
  set('owner.payments', 'money of nobody', 'server', 'payments', 'late', { memberId: 'mem_9' }),
  set('tenant.known', 'a bill of nobody', 'server', 'bills', 'open', { memberId: 'mem_9' }),
];

/** Does harm, lets one check look, and makes it good again. */
async function harm({ check, home, collection, id, change }: Break): Promise<number> {
  const rows = database.databases[home].collection<{ _id: string }>(collection);
  const before = (await rows.findOne({ _id: id }))!;
  expect(before).not.toBeNull();
  if (change === 'remove') await rows.deleteOne({ _id: id });
  else await rows.updateOne({ _id: id }, { $set: change });
  const { broken } = await checks.find(({ name }) => name === check)!.run(database.databases, 1);
  await rows.deleteOne({ _id: id });
  await rows.insertOne(before);
  return broken;
}

describe('the check of the ledger', () => {
  it('finds nothing in a true world, and counts it', async () => {
    const broken: unknown[] = [];
    const counts = await verifyLedger(database.databases, (result) => {
      if (result.broken > 0) broken.push(result);
    });
    expect(broken).toEqual([]);
    expect(counts).toEqual({ inbox: 9, charges: 6, payments: 9, allocations: 10, discrepancies: 2, deadLetters: 0, waiting: 1, broken: 0 });
  });

  it.each(breaks.map((entry) => [entry.check, entry.what, entry] as const))('%s sees %s', async (_check, _what, entry) => {
    expect(await harm(entry)).toBeGreaterThan(0);
  });

  it('has a break for every check', () => {
    expect(checks.map((check) => check.name).filter((name) => !breaks.some((entry) => entry.check === name))).toEqual([]);
  });

  it('does not call broken what a message is still on its way about, but what a dead letter left behind', async () => {
    const { server, queue, payments } = database.databases;
    const late = (await server.collection<{ _id: string }>('payments').findOne({ _id: 'late' }))!;
    await server.collection<{ _id: string }>('payments').deleteOne({ _id: 'late' });
    const message = { _id: 'msg_2', orgId: 'org_1', to: 'server', name: 'payments.money.settled', payload: { chargeId: 'chg_late' } };
    await payments.collection<{ _id: string }>('outbox').insertOne({ ...message, state: 'pending' } as never);
    expect(await verifyLedger(database.databases)).toMatchObject({ broken: 0, waiting: 2 });
    await payments.collection('outbox').deleteMany({});
    await queue.collection<{ _id: string }>('messages').insertOne({ ...message, state: 'ready' } as never);
    expect(await verifyLedger(database.databases)).toMatchObject({ broken: 0, waiting: 2 });
    // Tried again and again, it waits for what does not come.
    await queue.collection<{ _id: string }>('messages').updateOne({ _id: 'msg_2' }, { $set: { attempts: 7 } });
    expect((await verifyLedger(database.databases)).broken).toBeGreaterThan(0);
    await queue.collection<{ _id: string }>('messages').updateOne({ _id: 'msg_2' }, { $set: { state: 'dead' } });
    const counts = await verifyLedger(database.databases);
    expect(counts).toMatchObject({ deadLetters: 1 });
    expect(counts.broken).toBeGreaterThan(0);
    await queue.collection<{ _id: string }>('messages').deleteOne({ _id: 'msg_2' });
    await server.collection<{ _id: string }>('payments').insertOne(late);
    expect(await verifyLedger(database.databases)).toMatchObject({ broken: 0 });
  });

  it('keeps its memory at one page and finds a single wrong row among many', async () => {
    const bills = database.databases.server.collection('bills');
    const sample = (await bills.findOne({ _id: 'draft' as never }))!;
    await bills.insertMany(
      Array.from({ length: 2500 }, (_, index) => ({
        ...sample,
        _id: `many${String(index).padStart(5, '0')}` as never,
        billNumber: `many${index}`,
        itemId: `many${index}`,
      })),
    );
    expect(await verifyLedger(database.databases)).toMatchObject({ broken: 0 });
    await bills.updateOne({ _id: 'many01777' as never }, { $set: { status: 'unpaid' } });
    const found: string[] = [];
    await verifyLedger(database.databases, (result) => found.push(...result.findings.map((finding) => finding.row)));
    expect(found).toEqual(['many01777']);
  });
});
