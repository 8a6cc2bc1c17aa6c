import type { ReadKind } from '@tsudoi/shared/contracts/members/member-read.contract';
import { type MemberId, newMemberReadId } from '@tsudoi/shared/kernel/ids';
import type { Clock } from '@tsudoi/shared/service/clock';
import type { Log } from '@tsudoi/shared/service/log';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { ReadLog, Reader } from '../../platform/read-log.ts';
import { type MemberReadDocument, type ReadOfMember, insertReads, readsOf } from './member-read.repository.ts';

/** Rows that come together are written together; what a killed process loses is what came in this time. */
const gatherMs = 2000;
/** Looks of one person at the same of one member within this time are one. */
const againMs = 10 * 60_000;
const mostRemembered = 20_000;
const idsInRow = 500;
/** Not written yet: from here on it is written at once, and beyond the second nothing more is taken. */
const idsAtOnce = 2000;
const mostIds = 50_000;

interface Waiting {
  readonly scope: OrgScope;
  readonly row: MemberReadDocument;
}

const weightOf = ({ row }: Waiting): number => Math.max(1, row.memberIds.length);

/** Gathers who read whose data and writes it by itself (docs/decisions/0081). */
export function createReadLog(db: Db, clock: Clock, log: Log): ReadLog {
  const remembered = new Map<string, number>();
  let waiting: Waiting[] = [];
  let weight = 0;
  let lost = 0;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const taken = waiting;
    waiting = [];
    const byOrg = new Map<string, Waiting[]>();
    for (const one of taken) {
      const own = byOrg.get(one.row.orgId);
      if (own) own.push(one);
      else byOrg.set(one.row.orgId, [one]);
    }
    for (const own of byOrg.values()) {
      try {
        const rows = own.map(({ row }) => row);
        await insertReads(db, own[0]!.scope, rows);
        weight -= own.reduce((sum, one) => sum + weightOf(one), 0);
      } catch (err) {
        log.warn({ err, rows: own.length }, 'rows of the access log are not written yet');
        waiting = [...own, ...waiting];
      }
    }
    if (lost > 0) log.error({ lost }, 'looks at data of members are not in the access log: too many waited');
    lost = 0;
    if (waiting.length > 0) arm();
  };
  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    return writing;
  };
  const arm = () => {
    timer ??= setTimeout(() => void flush(), gatherMs).unref();
  };

  const add = ({ scope, userId }: Reader, kind: ReadKind, memberIds: readonly MemberId[], ref: string | null) => {
    for (let from = 0; from === 0 || from < memberIds.length; from += idsInRow) {
      const ids = memberIds.slice(from, from + idsInRow);
      const row: MemberReadDocument = {
        _id: newMemberReadId(),
        orgId: scope.orgId,
        at: clock.now(),
        readerKind: 'user',
        readerId: userId,
        kind,
        memberIds: ids,
        ref,
      };
      const one = { scope, row };
      if (weight + weightOf(one) > mostIds) {
        lost += 1;
        continue;
      }
      waiting.push(one);
      weight += weightOf(one);
    }
    if (weight >= idsAtOnce && timer) void flush();
    else arm();
  };

  const isNew = (key: string, now: number): boolean => {
    const last = remembered.get(key);
    if (last !== undefined && Math.abs(now - last) < againMs) return false;
    remembered.delete(key);
    remembered.set(key, now);
    return true;
  };

  return {
    seen(reader, kind, memberIds) {
      const now = clock.now().getTime();
      const fresh = memberIds.filter((memberId) => isNew(`${reader.userId} ${kind} ${memberId}`, now));
      // The oldest stand first.
      for (const key of remembered.keys()) {
        if (remembered.size <= mostRemembered) break;
        remembered.delete(key);
      }
      if (fresh.length > 0) add(reader, kind, fresh, null);
    },
    taken(reader, kind, ref, memberIds) {
      const ids = new Set(memberIds.flatMap((memberId) => memberId ?? []));
      add(reader, kind, [...ids], ref);
    },
    async room() {
      if (weight >= idsAtOnce) await flush();
    },
    flush,
    async stop() {
      await flush();
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}

/** Who of the office read data of one person, by any of their records, newest first. */
export function readsOfMember(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  before: string | null,
  limit: number,
): Promise<ReadOfMember[]> {
  return readsOf(platform.databases.server, scope, memberIds, before, limit);
}
