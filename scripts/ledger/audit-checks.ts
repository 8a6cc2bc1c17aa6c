import { createHash } from 'node:crypto';
import type { Collection } from 'mongodb';
import { type Check, type Finding, byIds, rowCheck, wholeCheck } from './ledger.ts';
import type { AuditRow, SealRow } from './rows.ts';

/** Keys in order, dates as they are written in JSON: the same text that was sealed, made here by code of its own. */
function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(',')}}`;
}

/** The hash of a place in the chain. */
export function linkHash(previous: string, row: object): string {
  return createHash('sha256').update(previous).update(canonical(row)).digest('hex');
}

const pageSize = 500;
/** How much later than its neighbours a row may be sealed: a transaction takes its time, and so does a process that comes back. */
const lateMs = 10 * 60_000;

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** When an id was made, by its own first ten characters. */
function madeAt(auditId: string): number {
  return Array.from(auditId.slice(4, 14)).reduce((time, letter) => time * 32 + alphabet.indexOf(letter), 0);
}

async function* pages(seals: Collection<SealRow>): AsyncGenerator<SealRow[]> {
  let page: SealRow[] = [];
  for await (const seal of seals.find({}, { batchSize: pageSize }).sort({ orgId: 1, seq: 1 })) {
    page.push(seal as SealRow);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Where one organisation's chain has got to. */
interface Place {
  readonly orgId: string;
  readonly seq: number;
  readonly hash: string;
  readonly latest: number;
}

function inspectLink(at: Place, seal: SealRow, row: AuditRow | undefined): string | null {
  if (seal.seq !== at.seq + 1) return `place ${at.seq + 1} is missing`;
  if (!row) return `row ${seal.auditId} was deleted`;
  if (row.orgId !== seal.orgId) return `row ${seal.auditId} stands in another organisation's chain`;
  if (madeAt(seal.auditId) < at.latest - lateMs) return `row ${seal.auditId} was put in later than its time`;
  return linkHash(at.hash, row) === seal.hash ? null : `row ${seal.auditId} or its place was changed`;
}

/** The audit log is append-only: each organisation's rows hang in one chain (security.md 4.11). */
export const auditChecks: readonly Check[] = [
  wholeCheck({
    name: 'audit.chain',
    says: 'every row of the audit log stands unchanged in its place of the chain of its organisation',
    async inspect({ server }) {
      const findings: Finding[] = [];
      let rows = 0;
      let at: Place = { orgId: '', seq: 0, hash: '', latest: 0 };
      for await (const page of pages(server.collection<SealRow>('audit_seals'))) {
        rows += page.length;
        const entries = await byIds<AuditRow>(
          server,
          'audit_entries',
          page.map((seal) => seal.auditId),
        );
        for (const seal of page) {
          if (seal.orgId !== at.orgId) at = { orgId: seal.orgId, seq: 0, hash: '', latest: 0 };
          const fact = inspectLink(at, seal, entries.get(seal.auditId));
          if (fact !== null) findings.push({ row: seal._id, fact });
          // From here on as the chain itself says, so that one change is one finding.
          at = { orgId: seal.orgId, seq: seal.seq, hash: seal.hash, latest: Math.max(at.latest, madeAt(seal.auditId)) };
        }
      }
      return { rows, findings };
    },
  }),
  rowCheck<AuditRow>({
    name: 'audit.sealed',
    says: 'every row of the audit log has one place in the chain, those of the last minutes apart',
    database: 'server',
    collection: 'audit_entries',
    projection: { orgId: 1 },
    async inspect({ server }, entries) {
      const findings: Finding[] = [];
      for (const orgId of new Set(entries.map((entry) => entry.orgId))) {
        const own = entries.filter((entry) => entry.orgId === orgId).map((entry) => entry._id);
        const seals = server.collection<SealRow>('audit_seals');
        const sealed = await seals.find({ orgId, auditId: { $in: own } }, { projection: { auditId: 1, seq: 1 } }).toArray();
        const has = new Set(sealed.map((seal) => seal.auditId));
        const open = own.filter((id) => !has.has(id));
        if (open.length === 0) continue;
        // The sealer may be behind, or stopped with the last rows open; but never while later rows have their places.
        const [head] = await seals.find({ orgId }).sort({ seq: -1 }).limit(1).toArray();
        const latest = head ? madeAt(head.auditId) : 0;
        for (const id of open.filter((one) => madeAt(one) < latest - lateMs))
          findings.push({ row: id, fact: 'has no place in the chain, while later rows have' });
      }
      return findings;
    },
  }),
];
