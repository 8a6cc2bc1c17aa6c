import type { BillId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db, Filter } from 'mongodb';
import { liveRefsSince } from '../../platform/live.ts';
import { ArrearsBook, type OpenBill } from './arrears-book.rules.ts';
import { isPayable, payableStatuses } from './bill-status.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';

/** What a list of arrears looks at. */
export const arrearsProjection = {
  orgId: 1,
  memberId: 1,
  memberNumber: 1,
  memberName: 1,
  memberKana: 1,
  membershipTypeName: 1,
  category: 1,
  billNumber: 1,
  billName: 1,
  fiscalYear: 1,
  dueOn: 1,
  amount: 1,
  allocated: 1,
  status: 1,
} as const;

/** Fewer open bills are read as fast as they are looked after. */
const fewestKept = 1000;
/** Of all organisations together, some 600 bytes each; an organisation with more is folded each time. */
const mostKept = 200_000;
/** A change shows when its transaction commits, under an id from before: so long is looked back. */
const lookBackMs = 90_000;
/** What woke pages is kept for an hour; a book that nobody opened for a while begins anew. */
const restsFor = 10 * 60_000;
/** More changes than this, and reading all is the cheaper way. */
const mostChanges = 2000;

interface KeptBook {
  readonly book: ArrearsBook;
  readonly fromYear: FiscalYear;
  /** Changes that are in it already, by id, with when they were seen. */
  readonly seen: Map<string, number>;
  lookedAt: number;
}

interface Entry {
  readonly ready: Promise<KeptBook>;
  /** Bills in it, as soon as that is known. */
  size: number;
}

/** By organisation, the one that was opened last at the end. */
const kept = new Map<OrgId, Entry>();
const bare = ({ orgId: _orgId, ...bill }: BillDocument): OpenBill => bill;

function openBills(db: Db, scope: OrgScope, filter: Filter<BillDocument>) {
  return billsOf(db, scope).find(filter, { projection: arrearsProjection, batchSize: 5000 });
}

/** Every open bill. What has been told before the first is read is in them; the rest is looked at again. */
async function load(db: Db, scope: OrgScope, fromYear: FiscalYear, now: number): Promise<KeptBook> {
  const told = await liveRefsSince(db, scope, 'bills', new Date(now - lookBackMs));
  const book = new ArrearsBook();
  const filter = { status: { $in: [...payableStatuses] } } as Filter<BillDocument>;
  for await (const bill of openBills(db, scope, filter)) if (bill.fiscalYear >= fromYear) book.put(bare(bill));
  return { book, fromYear, seen: new Map(told.map(({ id }) => [id, now])), lookedAt: now };
}

/** Takes in what changed; null when that is so much, or so long ago, that all is read anew. */
async function caughtUp(db: Db, scope: OrgScope, before: KeptBook, fromYear: FiscalYear, now: number): Promise<KeptBook | null> {
  if (before.fromYear !== fromYear || now - before.lookedAt > restsFor) return null;
  const changes = (await liveRefsSince(db, scope, 'bills', new Date(before.lookedAt - lookBackMs))).filter(
    ({ id }) => !before.seen.has(id),
  );
  // A run changes many bills at once and names none of them.
  if (changes.length > mostChanges || changes.some(({ ref }) => ref.startsWith('run_'))) return null;
  const { book, seen } = before;
  const members = changes.map(({ ref }) => ref).filter((ref) => ref.startsWith('mem_')) as MemberId[];
  const billIds = [...changes.map(({ ref }) => ref).filter((ref) => !ref.startsWith('mem_')), ...members.flatMap((id) => book.billsOf(id))];
  const found: BillDocument[] = [];
  if (billIds.length > 0) found.push(...(await openBills(db, scope, { _id: { $in: billIds as BillId[] } }).toArray()));
  if (members.length > 0) found.push(...(await openBills(db, scope, { memberId: { $in: members } }).toArray()));
  for (const billId of billIds) book.remove(billId as BillId);
  for (const bill of found) if (isPayable(bill.status) && bill.fiscalYear >= fromYear) book.put(bare(bill));
  for (const { id } of changes) seen.set(id, now);
  for (const [id, at] of seen) if (now - at > 2 * lookBackMs) seen.delete(id);
  before.lookedAt = now;
  return before;
}

/** Others go when there is no room, the one that was opened longest ago first. */
function makeRoom(): void {
  let room = mostKept;
  for (const [orgId, { size }] of [...kept].reverse()) {
    room -= size;
    if (room < 0) kept.delete(orgId);
  }
}

/**
 * The open bills of an organisation from `fromYear` on: from memory and what has changed since where there are many, else
 * as the database has them. One request at a time brings a book up to date, the others wait for it.
 */
export async function arrearsBook(db: Db, scope: OrgScope, fromYear: FiscalYear, now: Date, fewest = fewestKept): Promise<ArrearsBook> {
  const before = kept.get(scope.orgId)?.ready;
  const at = now.getTime();
  const broughtUp = async (): Promise<KeptBook> => {
    const known = await before?.catch(() => null);
    return (known && (await caughtUp(db, scope, known, fromYear, at))) ?? load(db, scope, fromYear, at);
  };
  const entry: Entry = { ready: broughtUp(), size: 0 };
  const drop = () => kept.get(scope.orgId) === entry && kept.delete(scope.orgId);
  kept.delete(scope.orgId);
  kept.set(scope.orgId, entry);
  try {
    const { book } = await entry.ready;
    entry.size = book.size;
    if (book.size < fewest || book.size > mostKept) drop();
    else makeRoom();
    return book;
  } catch (error) {
    drop();
    throw error;
  }
}
