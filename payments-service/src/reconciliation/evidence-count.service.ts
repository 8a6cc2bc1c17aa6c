import { setImmediate } from 'node:timers/promises';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import type { DepositLine } from '../connectors/bank-files/parse.ts';
import { chargesByNumbers } from '../charges/named-charge.repository.ts';
import { isPaymentNumber } from '../charges/payment-number.rules.ts';
import { keysOfPayables } from '../payables/payable.repository.ts';
import { remittersByKeys } from './deposit.repository.ts';
import { type EvidenceKind, keysIn, keysOfLine, kindOf } from './evidence-keys.rules.ts';

/** What of a line is looked at; one that takes another back is from nobody. */
type Told = Pick<DepositLine, 'remitter' | 'senderCode' | 'cancels'>;

/** So many lines are gone through before others are let in. */
const linesAtOnce = 2500;

async function eachLine<L>(lines: Iterable<L>, signal: AbortSignal, read: (line: L) => void): Promise<void> {
  let count = 0;
  for (const line of lines) {
    read(line);
    count += 1;
    if (count % linesAtOnce === 0) await setImmediate(undefined, { signal });
  }
}

/**
 * At most so many keys in one round trip: performance.md P7 allows three for a thousand lines, and the embedded engine compares
 * each row that it finds with the whole list.
 */
const keysAtOnce = 650;
const tripsAtOnce = 2;

/** Seeks keys, however many, in their order: what lies together is read together. Lists are made alike. */
async function inBatches<R>(
  keys: Iterable<string>,
  seek: (some: string[]) => Promise<R[]>,
  take: (row: R) => void,
  signal: AbortSignal,
): Promise<void> {
  const all = [...keys].toSorted();
  const size = Math.ceil(all.length / Math.ceil(all.length / keysAtOnce));
  let at = 0;
  const lane = async (): Promise<void> => {
    while (at < all.length) {
      signal.throwIfAborted();
      const some = all.slice(at, at + size);
      at += size;
      for (const row of await seek(some)) take(row);
    }
  };
  await Promise.all(Array.from({ length: tripsAtOnce }, lane));
}

/**
 * What `evidenceFor` finds for all lines of a file, counted. Of a bill is kept only that there is one, so that the keys of all lines
 * are sought in one order, however long the file is (performance.md P7). Fails once it is no longer wanted.
 */
export async function countEvidence(
  db: Db,
  scope: OrgScope,
  deposits: Iterable<Told>,
  signal: AbortSignal,
): Promise<Record<EvidenceKind, number>> {
  const known = new Set<string>();
  const seekPayables = (keys: ReadonlySet<string>) => {
    const take = (own: readonly string[]) => {
      for (const key of own) if (keys.has(key)) known.add(key);
    };
    return inBatches(keys, (some) => keysOfPayables(db, scope, some), take, signal);
  };
  const lines: string[] = [];
  const numbers = new Set<string>();
  await eachLine(deposits, signal, (deposit) => {
    if (deposit.cancels) return;
    const line = keysOfLine(deposit);
    lines.push(line);
    for (const key of keysIn(line)) if (key.startsWith('#')) numbers.add(key);
  });
  await seekPayables(numbers);
  await inBatches(
    Array.from(numbers, (key) => key.slice(1)).filter(isPaymentNumber),
    (some) => chargesByNumbers(db, scope, some),
    ({ paymentNumber }) => known.add(`#${paymentNumber}`),
    signal,
  );
  numbers.clear();

  const names = new Set<string>();
  const remitters = new Set<string>();
  await eachLine(lines, signal, (line) => {
    if (kindOf(line, known) === 'unknown')
      for (const key of keysIn(line)) if (!key.startsWith('#')) (key.startsWith('k:') ? names : remitters).add(key);
  });
  await seekPayables(names);
  await inBatches(
    remitters,
    (some) => remittersByKeys(db, scope, some),
    ({ key }) => known.add(key),
    signal,
  );
  const counts = { byNumber: 0, byName: 0, unknown: 0 };
  await eachLine(lines, signal, (line) => {
    counts[kindOf(line, known)] += 1;
  });
  return counts;
}
