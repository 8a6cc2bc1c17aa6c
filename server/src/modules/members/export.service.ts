import {
  type ExportCheckOutput,
  type ExportMembersInput,
  corporateColumns,
  exportColumns,
  xlsxMostRows,
} from '@tsudoi/shared/contracts/members/member-export.contract';
import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customTarget, isCustomTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { csvRecord } from '../../platform/csv.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { toShiftJis, unmappable } from '../../platform/shift-jis.ts';
import { workbookOf } from '../../platform/xlsx.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { type ExportedMember, exportCell, exportFields } from './export-file.rules.ts';
import { streamMembers } from './export-member.repository.ts';
import { listFilterOf } from './member-list.service.ts';
import { countListed } from './member-page.repository.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

type Input = z.output<typeof ExportMembersInput>;
const batchSize = 1000;
const shownIssues = 100;

type OwnFields = ReadonlyMap<string, CustomField>;

/** The organisation's own fields, those put away too: values stay. @throws DomainError INVALID_INPUT for one of nobody */
async function ownFields(platform: Platform, actor: UserActor, input: Input): Promise<OwnFields> {
  const { fields } = await findCustomFields(platform.databases.server, actor.scope);
  const own = new Map(fields.map((field) => [customTarget(field.fieldId) as string, field]));
  if (input.columns.some((column) => isCustomTarget(column) && !own.has(column))) throw new DomainError('INVALID_INPUT');
  return own;
}

const headingsOf = (input: Input, custom: OwnFields): string[] => input.columns.map((column) => custom.get(column)?.label ?? column);

interface ExportRow {
  readonly member: ExportedMember;
  readonly cells: string[];
}

/** The filtered roll in its order, batch by batch, so that no size of organisation fills the memory. */
async function* rowsOf(platform: Platform, actor: UserActor, input: Input, custom: OwnFields): AsyncGenerator<ExportRow[]> {
  const { scope } = actor;
  const [types, { ranks }] = await Promise.all([listMembershipTypes(scope), findMemberSettings(scope)]);
  const typeNames = new Map(types.map((type) => [type._id as string, type.name]));
  const rankNames = new Map(ranks.map((rank) => [rank.rankId as string, rank.name]));
  const read = input.columns.map((column) => exportCell(column, { typeNames, rankNames, custom, formatPhone }));
  const toRow = (member: ExportedMember): ExportRow => ({ member, cells: read.map((cell) => cell(member)) });
  const filter = await listFilterOf(scope, input, platform.clock.today());
  for await (const members of streamMembers(
    platform.databases.server,
    scope,
    { ...filter, sort: input.sort, descending: input.descending },
    exportFields(input.columns),
    batchSize,
  ))
    yield members.map(toRow);
}

async function* cellsOf(platform: Platform, actor: UserActor, input: Input, custom: OwnFields): AsyncGenerator<string[][]> {
  for await (const rows of rowsOf(platform, actor, input, custom)) yield rows.map(({ cells }) => cells);
}

const countRows = async (platform: Platform, { scope }: UserActor, input: Input): Promise<number> =>
  countListed(scope, await listFilterOf(scope, input, platform.clock.today()), 10_000_000);

/** All that a file can say of all persons, or of all corporate members, whatever became of them. */
export async function* wholeRoll(platform: Platform, actor: UserActor, kind: 'individual' | 'corporate'): AsyncGenerator<Buffer> {
  const { fields } = await findCustomFields(platform.databases.server, actor.scope);
  const columns = [...(kind === 'corporate' ? corporateColumns : exportColumns), ...fields.map((field) => customTarget(field.fieldId))];
  const input: Input = { q: '', status: 'all', kind, sort: 'number', descending: false, format: 'csv_utf8', columns };
  const custom = await ownFields(platform, actor, input);
  yield Buffer.from(`\ufeff${csvRecord(headingsOf(input, custom))}`);
  for await (const rows of cellsOf(platform, actor, input, custom)) yield Buffer.from(rows.map(csvRecord).join(''));
}

/** How many rows a file would have and, for Shift_JIS, which letters it cannot carry. */
export async function checkExport(platform: Platform, actor: UserActor, input: Input): Promise<z.output<typeof ExportCheckOutput>> {
  const issues: z.output<typeof ExportCheckOutput>['issues'] = [];
  if (input.format !== 'csv_sjis') return { rows: await countRows(platform, actor, input), issues, issueCount: 0 };
  let rows = 0;
  let issueCount = 0;
  const custom = await ownFields(platform, actor, input);
  const heads = headingsOf(input, custom);
  for await (const batch of rowsOf(platform, actor, input, custom)) {
    rows += batch.length;
    for (const { member, cells } of batch)
      for (const [index, cell] of cells.entries()) {
        const letters = unmappable(cell);
        if (letters.length === 0) continue;
        issueCount += 1;
        if (issues.length < shownIssues)
          issues.push({
            memberNumber: member.memberNumber,
            name: `${member.familyName} ${member.givenName}`,
            column: heads[index]!,
            letters: letters.join(' '),
          });
      }
  }
  return { rows, issues, issueCount };
}

/** Who took how many rows is in the log before the first of them leaves. */
async function note(platform: Platform, actor: UserActor, rows: number, format: string): Promise<void> {
  const subjectName = `${rows}名（${format}）`;
  const entry = { action: 'member.export' as const, subjectKind: 'member', subjectId: actor.userId, subjectName, fields: [] };
  await inTransaction(platform.databases.client, (session) => recordAudit(platform, actor.scope, actor, entry, session));
}

/** The database looks the first rows up while something is done that must be done before any of them is given away. */
async function readAhead<T>(source: AsyncGenerator<T>, before: () => Promise<void>): Promise<AsyncGenerator<T>> {
  const first = source.next();
  first.catch(() => undefined);
  try {
    await before();
  } catch (error) {
    await source.return(undefined);
    throw error;
  }
  return (async function* () {
    try {
      const { done, value } = await first;
      if (done) return;
      yield value;
      yield* source;
    } finally {
      await source.return(undefined);
    }
  })();
}

/**
 * The file, piece by piece. A CSV begins with its headings, which are nobody's, so that the browser has something to show
 * while the rows are counted for the log. @throws DomainError EXPORT_TOO_LARGE
 */
export async function* exportMembers(platform: Platform, actor: UserActor, input: Input): AsyncGenerator<Buffer> {
  const custom = await ownFields(platform, actor, input);
  const head = headingsOf(input, custom);
  if (input.format === 'xlsx') {
    const rows = await countRows(platform, actor, input);
    if (rows > xlsxMostRows) throw new DomainError('EXPORT_TOO_LARGE', { most: xlsxMostRows });
    await note(platform, actor, rows, input.format);
    yield* workbookOf(input.kind === 'corporate' ? '法人会員名簿' : '会員名簿', head, cellsOf(platform, actor, input, custom));
    return;
  }
  const encode = input.format === 'csv_sjis' ? toShiftJis : (text: string) => Buffer.from(text);
  yield encode(`${input.format === 'csv_utf8' ? '\ufeff' : ''}${csvRecord(head)}`);
  const rows = await readAhead(cellsOf(platform, actor, input, custom), async () =>
    note(platform, actor, await countRows(platform, actor, input), input.format),
  );
  for await (const batch of rows) {
    let text = '';
    for (const cells of batch) text += csvRecord(cells);
    yield encode(text);
  }
}
