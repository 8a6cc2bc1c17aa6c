import { chargesUnderWay, discrepanciesUnderWay } from './in-flight.ts';
import {
  type Check,
  type Finding,
  type LedgerDatabases,
  byIds,
  duplicates,
  idsOf,
  isYen,
  pointingAt,
  rowCheck,
  wholeCheck,
} from './ledger.ts';
import { samePerson } from './persons.ts';
import type { ChargeRow, DebitResultRow, DiscrepancyRow, InboxRow, MoneyEventRow, PaymentRow, TaskRow } from './rows.ts';

/** Where a charge has money, the state that its newest payment has. */
const paymentStates: Readonly<Record<string, string>> = {
  provisional: 'provisional',
  final: 'confirmed',
  partly_refunded: 'partly_refunded',
  refunded: 'refunded',
  charged_back: 'charged_back',
};
const round = (payment: PaymentRow) => Number(payment.sourceId.split('#')[1] ?? 0);

/** What people said of something held, by its discrepancy. */
const byWord = 'held:';
/** What a bank said of a debit, by its result and the line of it. */
const byBank = 'debit:';

function saidByBank({ inboxId, orgId, chargeId }: MoneyEventRow, results: ReadonlyMap<string, DebitResultRow>): boolean {
  const [, resultId, line] = inboxId.split(':');
  const result = results.get(resultId!);
  return result?.orgId === orgId && result.rows.some((row) => String(row.line) === line && row.chargeId === chargeId);
}

/** Rows that name a notice, as the notices they name. */
const byInbox = (rows: readonly DiscrepancyRow[]) =>
  rows.map(({ orgId, inboxId }) => ({ _id: inboxId, orgId })).toSorted((left, right) => (left._id < right._id ? -1 : 1));

async function withoutUnderWay(databases: LedgerDatabases, wrong: readonly (Finding & { chargeId: string })[]): Promise<Finding[]> {
  if (wrong.length === 0) return [];
  const underWay = await chargesUnderWay(
    databases,
    wrong.map((finding) => finding.chargeId),
  );
  return wrong.filter((finding) => !underWay.has(finding.chargeId)).map(({ row, fact }) => ({ row, fact }));
}

type IsOnePerson = (one: string, other: string) => boolean;

function verdict(charge: ChargeRow, payments: readonly PaymentRow[], isOnePerson: IsOnePerson): string | null {
  const expected = paymentStates[charge.state] ?? null;
  const ordered = payments.toSorted((left, right) => round(left) - round(right));
  const newest = ordered.at(-1);
  const older = ordered.slice(0, -1);
  if (payments.some(({ orgId, memberId }) => orgId !== charge.orgId || memberId === null || !isOnePerson(memberId, charge.memberId)))
    return 'its payment belongs to somebody else';
  if (older.some((payment) => payment.state !== 'reversed' && payment.state !== 'charged_back'))
    return `${payments.length} payments hold its money`;
  if (expected === null)
    return newest === undefined || newest.state === 'reversed' ? null : `is ${charge.state}, but a payment is ${newest.state}`;
  if (!newest) return `is ${charge.state} and has no payment`;
  // The payer's fee may be all that has not gone back.
  const isWholeBack = charge.memberFee > 0 && charge.state === 'partly_refunded' && newest.state === 'refunded';
  if (newest.state !== expected && !isWholeBack) return `is ${charge.state}, but its payment is ${newest.state}`;
  return newest.received === charge.amount ? null : `is over ${charge.amount}, its payment over ${newest.received}`;
}

export const chargeChecks: readonly Check[] = [
  rowCheck<ChargeRow>({
    name: 'charge.payment',
    says: 'a charge that has money has exactly one payment that holds it, with the same sum and state; a charge without money has none',
    database: 'payments',
    collection: 'charges',
    async inspect(databases, charges) {
      const payments = await pointingAt<PaymentRow>(databases.server, 'payments', 'chargeId', charges);
      const isOnePerson = await samePerson(databases);
      const wrong = charges.flatMap((charge) => {
        const fact = verdict(
          charge,
          payments.filter((payment) => payment.chargeId === charge._id),
          isOnePerson,
        );
        return fact === null ? [] : [{ row: charge._id, chargeId: charge._id, fact }];
      });
      return withoutUnderWay(databases, wrong);
    },
  }),
  rowCheck<PaymentRow>({
    name: 'payment.charge',
    says: 'online money comes from a charge of the same organisation, offline money from none',
    database: 'server',
    collection: 'payments',
    async inspect({ payments: db }, payments) {
      const charges = new Map(
        (
          await db
            .collection<ChargeRow>('charges')
            .find(
              { _id: { $in: payments.flatMap((payment) => (payment.chargeId ? [payment.chargeId] : [])) } },
              { projection: { _id: 1, orgId: 1 } },
            )
            .toArray()
        ).map((charge) => [charge._id, charge]),
      );
      return payments
        .filter((payment) =>
          payment.sourceType === 'offline'
            ? payment.chargeId !== null
            : !payment.chargeId || charges.get(payment.chargeId)?.orgId !== payment.orgId,
        )
        .map((payment) => ({ row: payment._id, fact: `is ${payment.sourceType} with charge ${payment.chargeId}` }));
    },
  }),
  rowCheck<ChargeRow>({
    name: 'charge.events',
    says: 'a charge has money exactly when an event that counts has brought it, with the sum that was asked',
    database: 'payments',
    collection: 'charges',
    async inspect({ payments: db }, charges) {
      const events = (await pointingAt<MoneyEventRow>(db, 'money_events', 'chargeId', charges)).filter((event) => !event.held);
      return charges.flatMap((charge): Finding[] => {
        const own = events.filter((event) => event.chargeId === charge._id);
        const money = own.filter((event) => event.kind === 'final' || event.kind === 'provisional');
        const hasMoney = paymentStates[charge.state] !== undefined;
        const final = own.some((event) => event.kind === 'final');
        const total = charge.lines.reduce((sum, line) => sum + line.amount, 0);
        if (!isYen(charge.amount, 1) || total > charge.amount)
          return [{ row: charge._id, fact: `is over ${charge.amount}, its lines over ${total}` }];
        if (hasMoney && money.length === 0) return [{ row: charge._id, fact: `is ${charge.state} without an event that brought money` }];
        if (final && (!hasMoney || charge.state === 'provisional'))
          return [{ row: charge._id, fact: `is ${charge.state} although its money is final` }];
        const asked = charge.amount + charge.memberFee;
        const other = money.find((event) => event.amount !== asked);
        return other ? [{ row: charge._id, fact: `is over ${asked}, event ${other._id} over ${other.amount} counts` }] : [];
      });
    },
  }),
  rowCheck<MoneyEventRow>({
    name: 'event.inbox',
    says: 'an event stands on a notice that was kept and worked off, on what people said of one or on a line of a bank’s result, and on a charge of the same organisation',
    database: 'payments',
    collection: 'money_events',
    async inspect({ payments: db }, events) {
      const notices = await byIds<InboxRow>(
        db,
        'inbox',
        events.map((event) => event.inboxId),
        { orgId: 1, state: 1 },
      );
      const charges = await byIds<ChargeRow>(
        db,
        'charges',
        events.map((event) => event.chargeId),
        { orgId: 1 },
      );
      const said = await byIds<DiscrepancyRow>(
        db,
        'discrepancies',
        events.flatMap(({ inboxId }) => (inboxId.startsWith(byWord) ? [inboxId.slice(byWord.length)] : [])),
        { orgId: 1 },
      );
      const results = await byIds<DebitResultRow>(
        db,
        'debit_results',
        events.flatMap(({ inboxId }) => (inboxId.startsWith(byBank) ? [inboxId.split(':')[1]!] : [])),
        { orgId: 1, rows: 1 },
      );
      return events.flatMap((event): Finding[] => {
        if (charges.get(event.chargeId)?.orgId !== event.orgId)
          return [{ row: event._id, fact: 'its charge is missing or another organisation’s' }];
        if (event.inboxId.startsWith('local:')) return [];
        if (event.inboxId.startsWith(byWord))
          return said.get(event.inboxId.slice(byWord.length))?.orgId === event.orgId
            ? []
            : [{ row: event._id, fact: 'what people said it of is missing or another organisation’s' }];
        if (event.inboxId.startsWith(byBank))
          return saidByBank(event, results) ? [] : [{ row: event._id, fact: 'no result of its bank tells of it' }];
        const notice = notices.get(event.inboxId);
        if (!notice || notice.orgId !== event.orgId) return [{ row: event._id, fact: 'its notice is missing or another organisation’s' }];
        return notice.state === 'done' || notice.state === 'stale' ? [] : [{ row: event._id, fact: `its notice is ${notice.state}` }];
      });
    },
  }),
  rowCheck<InboxRow>({
    name: 'inbox.worked',
    says: 'a notice is worked off, waits, or is parked where people see it',
    database: 'payments',
    collection: 'inbox',
    projection: { orgId: 1, state: 1, outcome: 1 },
    async inspect({ payments: db }, rows) {
      const moved = rows.filter((row) => row.state === 'done' && (row.outcome === 'moved' || row.outcome === 'held'));
      const parked = rows.filter((row) => row.state === 'quarantined' || (row.state === 'dead' && row.outcome === 'unreadable_body'));
      const events = await pointingAt<MoneyEventRow>(db, 'money_events', 'inboxId', moved, { orgId: 1, inboxId: 1 });
      const raised = await pointingAt<DiscrepancyRow>(db, 'discrepancies', 'inboxId', parked, { orgId: 1, inboxId: 1 });
      const withEvent = new Set(events.map((event) => event.inboxId));
      const withDiscrepancy = new Set(raised.map((row) => row.inboxId));
      return [
        ...rows
          .filter((row) => !['received', 'leased', 'done', 'stale', 'quarantined', 'dead'].includes(row.state))
          .map((row) => ({ row: row._id, fact: `is ${row.state}` })),
        ...moved
          .filter((row) => !withEvent.has(row._id))
          .map((row) => ({ row: row._id, fact: `is called ${row.outcome} but left no event` })),
        ...parked
          .filter((row) => !withDiscrepancy.has(row._id))
          .map((row) => ({ row: row._id, fact: `is parked as ${row.outcome} but nobody was told` })),
      ];
    },
  }),
  rowCheck<DiscrepancyRow>({
    name: 'discrepancy.task',
    says: 'everything that did not fit is a task of the office',
    database: 'payments',
    collection: 'discrepancies',
    async inspect(databases, discrepancies) {
      const tasks = await pointingAt<TaskRow>(databases.server, 'tasks', 'cause', discrepancies);
      const known = new Set(tasks.map((task) => `${task.orgId} ${task.cause}`));
      const missing = discrepancies.filter((row) => !known.has(`${row.orgId} ${row._id}`));
      if (missing.length === 0) return [];
      const underWay = await discrepanciesUnderWay(databases, idsOf(missing));
      return missing.filter((row) => !underWay.has(row._id)).map((row) => ({ row: row._id, fact: 'no task tells the office of it' }));
    },
  }),
  rowCheck<DiscrepancyRow>({
    name: 'discrepancy.sums',
    says: 'what the office is told of a discrepancy is what the provider told and what was asked',
    database: 'payments',
    collection: 'discrepancies',
    async inspect({ payments: db, server }, discrepancies) {
      const events = await pointingAt<MoneyEventRow>(db, 'money_events', 'inboxId', byInbox(discrepancies));
      const tasks = await pointingAt<TaskRow>(server, 'tasks', 'cause', discrepancies);
      const charges = await byIds<ChargeRow>(
        db,
        'charges',
        discrepancies.flatMap((row) => (row.chargeId === null ? [] : [row.chargeId])),
      );
      return discrepancies.flatMap((row): Finding[] => {
        const charge = row.chargeId === null ? null : charges.get(row.chargeId);
        const asked = charge ? charge.amount + charge.memberFee : null;
        const told = events.find((event) => event.held && event.inboxId === row.inboxId);
        const task = tasks.find((other) => other.cause === row._id);
        if (![row.expected, row.received].every((sum) => sum === null || Number.isSafeInteger(sum)))
          return [{ row: row._id, fact: `is over ${row.received} instead of ${row.expected}, which is no whole yen` }];
        if (row.expected !== asked) return [{ row: row._id, fact: `names ${row.expected}, its charge asked for ${asked}` }];
        const sum = told?.refund?.amount ?? told?.amount;
        if (told && sum !== row.received) return [{ row: row._id, fact: `names ${row.received}, its notice said ${sum}` }];
        const same = !task || (task.expected === row.expected && task.received === row.received);
        return same
          ? []
          : [{ row: row._id, fact: `names ${row.received} of ${row.expected}, its task ${task.received} of ${task.expected}` }];
      });
    },
  }),
  wholeCheck({
    name: 'charge.number',
    says: 'a payment number is one charge in the whole deployment, and a notice is one event',
    async inspect({ payments: db }) {
      const findings = [
        ...(await duplicates(db, 'charges', {}, ['paymentNumber'])),
        ...(await duplicates(db, 'money_events', {}, ['orgId', 'inboxId'])),
      ];
      return { rows: await db.collection('charges').countDocuments(), findings };
    },
  }),
];
