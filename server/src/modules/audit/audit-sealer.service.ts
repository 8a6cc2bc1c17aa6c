import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import { type AuditId, type OrgId, auditIdFrom } from '@tsudoi/shared/kernel/ids';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { type Drain, startDrain } from '@tsudoi/shared/service/drain';
import type { Log } from '@tsudoi/shared/service/log';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { watchInserts } from '@tsudoi/shared/service/watch';
import type { Db } from 'mongodb';
import type { AuditDocument } from './audit.repository.ts';
import {
  type SealDocument,
  auditCollection,
  insertSeals,
  lastSeal,
  markSwept,
  rowsOfAll,
  sealedIds,
  sweptUntil,
} from './seal.repository.ts';

// The package exports the function itself; its types say that it is one level deeper.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;
const batchSize = 500;
/** Rows that come together are sealed together; well within the second that a row may stand unsealed. */
const gatherMs = 300;
const sweepMs = 30_000;
/** A transaction may commit up to a minute after its rows got their ids, and clocks of processes differ a little. */
const lateMs = 150_000;
const attempts = 8;

type Head = Pick<SealDocument, 'seq' | 'hash'>;
const beginning: Head = { seq: 0, hash: '' };

/** The hash of a place: of the one before and of everything in the row, in one canonical form (RFC 8785). */
export function sealHash(previous: string, row: AuditDocument): string {
  return createHash('sha256')
    .update(previous)
    .update(canonicalize(row) ?? '')
    .digest('hex');
}

function chain(head: Head, orgId: OrgId, rows: readonly AuditDocument[]): SealDocument[] {
  let { seq, hash } = head;
  return rows.map((row) => {
    seq += 1;
    hash = sealHash(hash, row);
    return { _id: `${orgId}:${seq}`, orgId, seq, auditId: row._id, hash };
  });
}

export type AuditSealer = Pick<Drain, 'drain' | 'stop'>;

/**
 * Gives each row of the log its place in the chain of its organisation, after the transaction that wrote it: no business
 * transaction waits for another one's row, however many write at once (docs/decisions/0011). Any number of processes may do
 * this: a place is taken once, and whoever comes second looks again.
 */
export function startAuditSealer(db: Db, log: Log, realNow: () => Date): AuditSealer {
  const heads = new Map<OrgId, Head>();
  const told = new Map<OrgId, string>();
  const heard = new Map<AuditId, AuditDocument>();
  let from: AuditId | null = null;
  let gathering: NodeJS.Timeout | null = null;

  /** Once a day the head leaves the database with the log of the process: whoever can write the one cannot write the other. */
  const tellHead = (orgId: OrgId, head: Head) => {
    const day = realNow().toISOString().slice(0, 10);
    if (told.get(orgId) === day) return;
    told.set(orgId, day);
    log.info({ orgId, seq: head.seq, hash: head.hash }, 'head of the audit chain');
  };

  const sealRows = async (orgId: OrgId, given: readonly AuditDocument[], areNew: boolean): Promise<void> => {
    const scope = mintOrgScope(orgId);
    let rows = [...given].sort((left, right) => (left._id < right._id ? -1 : 1));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (!areNew || attempt > 0) {
        const known = await sealedIds(
          db,
          scope,
          rows.map((row) => row._id),
        );
        rows = rows.filter((row) => !known.has(row._id));
      }
      if (rows.length === 0) return;
      const head = heads.get(orgId) ?? (await lastSeal(db, scope)) ?? beginning;
      const links = chain(head, orgId, rows);
      try {
        crashPoint('audit.sealing');
        await insertSeals(db, scope, links);
        crashPoint('audit.sealed');
        const last = links.at(-1)!;
        heads.set(orgId, last);
        tellHead(orgId, last);
        return;
      } catch (error) {
        heads.delete(orgId);
        if (!isDuplicateKey(error)) throw error;
      }
    }
    // Others were faster each time; the sweep looks at what is left.
    worker.nudge();
  };

  const sealAll = async (rows: readonly AuditDocument[], areNew: boolean): Promise<void> => {
    const byOrg = new Map<OrgId, AuditDocument[]>();
    for (const row of rows) byOrg.set(row.orgId, [...(byOrg.get(row.orgId) ?? []), row]);
    for (const [orgId, own] of byOrg) await sealRows(orgId, own, areNew);
  };

  const sweep = async (stopping: () => boolean): Promise<void> => {
    const began = realNow();
    from ??= await sweptUntil(db);
    for (;;) {
      const rows = await rowsOfAll(db, from, batchSize);
      if (rows.length > 0) await sealAll(rows, false);
      const last = rows.at(-1);
      if (rows.length < batchSize || !last) break;
      from = last._id;
      // What was not read is not passed over: the mark stays where it is, and the next process begins there.
      if (stopping()) return;
    }
    const until = new Date(began.getTime() - lateMs);
    from = auditIdFrom(until.getTime());
    await markSwept(db, until);
  };

  const worker = startDrain(
    async (look, { stopping }) => {
      while (!stopping() && heard.size > 0) {
        const rows = [...heard.values()].slice(0, batchSize);
        for (const row of rows) heard.delete(row._id);
        await sealAll(rows, true);
      }
      if (look.everywhere) await sweep(stopping);
    },
    { log, failure: 'rows of the audit log are not sealed yet', sweepMs },
  );
  const stopWatching = watchInserts(
    db.collection<AuditDocument>(auditCollection),
    [],
    (row) => {
      // One with an older id than a commit can have is not taken on hearsay: the sweep knows what it has seen already.
      if (!row || row._id < auditIdFrom(realNow().getTime() - lateMs)) return worker.nudge();
      heard.set(row._id, row);
      gathering ??= setTimeout(() => {
        gathering = null;
        worker.nudge(row.orgId);
      }, gatherMs);
    },
    log,
  );
  return {
    drain: worker.drain,
    async stop() {
      if (gathering) clearTimeout(gathering);
      await Promise.all([worker.stop(), stopWatching()]);
    },
  };
}
