import type { LedgerDatabases } from './ledger.ts';

const waiting = { $in: ['ready', 'leased'] };
/** Tried this often, half a minute has gone: what it waits for does not come by itself (a reversal without its money). */
const stuckAfter = 6;

/**
 * Ids that a message under way speaks of: their other side has not heard yet, so nothing is wrong. The outbox is read
 * first: a message moves from there to the queue, never back. A dead letter is not under way.
 */
async function named(
  databases: LedgerDatabases,
  from: 'server' | 'payments',
  to: string,
  path: string,
  ids: readonly string[],
  read: (payload: never) => readonly string[],
): Promise<Set<string>> {
  const wanted = { [path]: { $in: [...ids] } };
  const outbox = await databases[from]
    .collection<{ payload: never }>('outbox')
    .find({ state: 'pending', ...wanted } as never)
    .toArray();
  const queued = await databases.queue
    .collection<{ payload: never }>('messages')
    .find({ to, state: waiting, attempts: { $not: { $gte: stuckAfter } }, ...wanted } as never)
    .toArray();
  return new Set([...outbox, ...queued].flatMap((message) => read(message.payload)));
}

export function chargesUnderWay(databases: LedgerDatabases, ids: readonly string[]): Promise<Set<string>> {
  return named(databases, 'payments', 'server', 'payload.chargeId', ids, (payload: { chargeId: string }) => [payload.chargeId]);
}

export function discrepanciesUnderWay(databases: LedgerDatabases, ids: readonly string[]): Promise<Set<string>> {
  return named(databases, 'payments', 'server', 'payload.discrepancyId', ids, (payload: { discrepancyId: string }) => [
    payload.discrepancyId,
  ]);
}

export async function payablesUnderWay(databases: LedgerDatabases, ids: readonly string[]): Promise<Set<string>> {
  const opened = await named(
    databases,
    'server',
    'payments-service',
    'payload.payables.payableId',
    ids,
    (payload: { payables: readonly { payableId: string }[] }) => payload.payables.map((payable) => payable.payableId),
  );
  const closed = await named(
    databases,
    'server',
    'payments-service',
    'payload.payableIds',
    ids,
    (payload: { payableIds: readonly string[] }) => payload.payableIds,
  );
  return new Set([...opened, ...closed]);
}
