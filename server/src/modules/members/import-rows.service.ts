import {
  type ImportKind,
  type ImportRowsInput,
  type ImportRowsOutput,
  type IssuePairsInput,
  type IssuePairsOutput,
  failedOutcomes,
  keptOutcomes,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName, hasReading } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { drawPairsFor } from '../identity/identity.public.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { findOutcome, getImportJob, getPart } from './import-job.repository.ts';
import { membersByEmail, membersById } from './import-member.repository.ts';
import { importRowView } from './import.view.ts';
import { holdersOf } from './number-holder.service.ts';
import { whoLogsIn } from './login-person.rules.ts';
import { mayLogIn } from './member-status.rules.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

/** Rows of one kind, read from the parts that have some. @throws DomainError NOT_FOUND */
export async function importRows(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof ImportRowsInput>,
): Promise<z.output<typeof ImportRowsOutput>> {
  const db = platform.databases.server;
  const job = await getImportJob(db, scope, input.importJobId);
  const { fields } = await findCustomFields(db, scope);
  const [types, { ranks }] = await Promise.all([listMembershipTypes(scope), findMemberSettings(scope)]);
  const names = new Map<string, string>([
    ...types.map((type): [string, string] => [type._id, type.name]),
    ...ranks.map((rank): [string, string] => [rank.rankId, rank.name]),
  ]);
  const rows: FoundRow[] = [];
  const sizes = job.parts.map((part) => part.new + part.changed + part.unchanged + part.error);
  const { kind } = input;
  const isDone = ['running', 'done', 'undoing', 'undone', 'failed'].includes(job.state);
  let place = 0;
  for (const [number, size] of sizes.entries()) {
    const end = place + size;
    const seen = input.after ?? 0;
    const holdsSome = kind === 'all' || kind === 'failed' || kind === 'kept' || job.parts[number]![kind as ImportKind] > 0;
    if (end > seen && holdsSome) {
      const [part, outcome] = await Promise.all([
        getPart(db, scope, job._id, number),
        isDone ? findOutcome(db, scope, job._id, number) : Promise.resolve(null),
      ]);
      for (const [at, row] of part.rows.entries()) {
        if (place + at < seen) continue;
        const view = importRowView(row, at, outcome, names, fields);
        if (!isWanted(view, kind)) continue;
        if (rows.length === input.size) return { rows: await withHolders(platform, scope, rows), next: place + at };
        rows.push({ view, email: row.fields?.contactEmail ?? '' });
      }
    }
    place = end;
  }
  return { rows: await withHolders(platform, scope, rows), next: null };
}

type Row = z.output<typeof ImportRowsOutput>['rows'][number];
interface FoundRow {
  readonly view: Omit<Row, 'holder'>;
  /** Of somebody new: the address that the row brings. */
  readonly email: string;
}

/** The number of a row that somebody else has, or null. */
function takenNumber({ errors, outcome, memberNumber }: Omit<Row, 'holder'>): string | null {
  const error = errors.find(({ code }) => code === 'number_taken');
  return error?.value ?? (outcome === 'number_taken' ? memberNumber : null);
}

/** Whoever is in the way of a row is looked up when it is shown: the plan may be days old (NUM-01). */
async function withHolders(platform: Platform, scope: OrgScope, rows: readonly FoundRow[]): Promise<Row[]> {
  const taken = rows.flatMap(({ view }) => takenNumber(view) ?? []);
  const holders = taken.length > 0 ? await holdersOf(platform, scope, taken) : new Map<string, never>();
  const emails = rows.flatMap(({ view, email }) => (view.outcome === 'email_taken' ? [email] : []));
  const addressed = await membersByEmail(platform.databases.server, scope, emails);
  return rows.map(({ view, email }) => {
    const [other] = view.outcome === 'email_taken' ? (addressed.get(email) ?? []) : [];
    const holder = other ? { member: other, by: 'email' as const } : holders.get(takenNumber(view) ?? '');
    return { ...view, holder: holder ? { memberId: holder.member._id, name: fullName(holder.member), by: holder.by } : null };
  });
}

function isWanted(row: Omit<Row, 'holder'>, kind: z.output<typeof ImportRowsInput>['kind']): boolean {
  if (kind === 'failed') return failedOutcomes.some((outcome) => outcome === row.outcome);
  if (kind === 'kept') return keptOutcomes.some((outcome) => outcome === row.undo);
  return kind === 'all' || row.kind === kind;
}

/** Draws the provisional pairs of those who came in with a part of an import, and shows them once (ACC-01). */
export async function issueImportPairs(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof IssuePairsInput>,
): Promise<z.output<typeof IssuePairsOutput>> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await getImportJob(db, scope, input.importJobId);
  if (job.state !== 'done') throw new DomainError('INVALID_TRANSITION');
  const outcome = await findOutcome(db, scope, job._id, input.part);
  const next = input.part + 1 < job.parts.length ? input.part + 1 : null;
  if (!outcome) return { pairs: [], unread: [], next };
  const { rows } = await getPart(db, scope, job._id, input.part);
  const added = rows.flatMap((row, at): MemberId[] => (outcome.outcomes[at] === 'added' && row.memberId ? [row.memberId] : []));
  const members = await membersById(db, scope, added);
  const { corporateMyPage } = await findMemberSettings(scope);
  const open = added.flatMap((memberId) => {
    const member = members.get(memberId);
    return member && mayLogIn(member.status) && (member.kind !== 'corporate' || corporateMyPage) ? [member] : [];
  });
  const may = open.filter((member) => hasReading(whoLogsIn(member))).map(({ _id }) => _id);
  const unread = open.filter((member) => !hasReading(whoLogsIn(member)));
  const drawn = await inTransaction(platform.databases.client, async (session) => {
    const pairs = await drawPairsFor(platform, scope, may, session);
    if (pairs.length > 0)
      await recordAudit(
        platform,
        scope,
        actor,
        {
          action: 'account.provisional',
          subjectKind: 'import',
          subjectId: job._id,
          subjectName: `${job.fileName}（${pairs.length}名）`,
          fields: [],
        },
        session,
      );
    return pairs;
  });
  const order = new Map(added.map((memberId, at) => [memberId, at]));
  const pairs = drawn
    .sort((left, right) => order.get(left.memberId)! - order.get(right.memberId)!)
    .map((pair) => {
      const member = members.get(pair.memberId)!;
      return { ...pair, memberNumber: member.memberNumber, name: fullName(member) };
    });
  return {
    pairs,
    unread: unread.map((member) => ({ memberId: member._id, memberNumber: member.memberNumber, name: fullName(member) })),
    next,
  };
}
