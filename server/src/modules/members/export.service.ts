import {
  type ExportCheckOutput,
  type ExportMembersInput,
  type ExportColumn,
  xlsxMostRows,
} from '@tsudoi/shared/contracts/members/member-export.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile from 'write-excel-file/node';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { exportCell, toShiftJis, unmappable } from './export-file.rules.ts';
import { type MemberDocument, pageOfMembers } from './member.repository.ts';
import { listSorts } from './member-list.rules.ts';
import { listFilterOf } from './member.service.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

type Input = z.output<typeof ExportMembersInput>;
const batchSize = 500;
const shownIssues = 100;

/** The filtered roll in its order, page by page, so that no size of organisation fills the memory. */
async function* rowsOf(actor: UserActor, input: Input): AsyncGenerator<{ member: MemberDocument; cells: string[] }[]> {
  const { scope } = actor;
  const typeNames = new Map((await listMembershipTypes(scope)).map((type) => [type._id, type.name]));
  const { sort, descending } = input;
  const filter = listFilterOf(input);
  let after: string | null = null;
  for (;;) {
    const found: MemberDocument[] = await pageOfMembers(scope, { ...filter, sort, descending, size: batchSize, after });
    const page = found.slice(0, batchSize);
    yield page.map((member) => ({
      member,
      cells: input.columns.map((column) =>
        exportCell(member, column, { typeName: typeNames.get(member.membershipTypeId) ?? '', formatPhone }),
      ),
    }));
    const last = page.at(-1);
    if (found.length <= batchSize || !last) return;
    after = last[listSorts[sort]];
  }
}

/** How many rows a file would have and, for Shift_JIS, which letters it cannot carry. */
export async function checkExport(actor: UserActor, input: Input): Promise<z.output<typeof ExportCheckOutput>> {
  let rows = 0;
  let issueCount = 0;
  const issues: z.output<typeof ExportCheckOutput>['issues'] = [];
  for await (const page of rowsOf(actor, input)) {
    rows += page.length;
    if (input.format !== 'csv_sjis') continue;
    for (const { member, cells } of page)
      for (const [index, cell] of cells.entries()) {
        const letters = unmappable(cell);
        if (letters.length === 0) continue;
        issueCount += 1;
        if (issues.length < shownIssues)
          issues.push({
            memberNumber: member.memberNumber,
            name: `${member.familyName} ${member.givenName}`,
            column: input.columns[index]!,
            letters: letters.join(' '),
          });
      }
  }
  return { rows, issues, issueCount };
}

/** A cell that a spreadsheet would run as a formula is told to be text; the stringifier knows all starts but the line feed. */
function csvOf(rows: readonly (readonly string[])[], bom: boolean): string {
  const safe = rows.map((cells) => cells.map((cell) => (cell.startsWith('\n') ? `'${cell}` : cell)));
  return stringify(safe, { bom, escape_formulas: true, record_delimiter: 'windows' });
}

async function note(platform: Platform, actor: UserActor, rows: number, format: string): Promise<void> {
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      actor.scope,
      actor,
      { action: 'member.export', subjectKind: 'member', subjectId: actor.userId, subjectName: `${rows}名（${format}）`, fields: [] },
      session,
    ),
  );
}

/** The file, chunk by chunk; a workbook in one. Who took how many rows is in the log before the first byte. @throws DomainError EXPORT_TOO_LARGE */
export async function* exportMembers(platform: Platform, actor: UserActor, input: Input): AsyncGenerator<Buffer> {
  const { rows } = await checkExport(actor, { ...input, format: 'csv_utf8' });
  if (input.format === 'xlsx' && rows > xlsxMostRows) throw new DomainError('EXPORT_TOO_LARGE', { most: xlsxMostRows });
  await note(platform, actor, rows, input.format);
  if (input.format === 'xlsx') {
    yield await workbook(actor, input);
    return;
  }
  const encode = (rowsToWrite: readonly (readonly string[])[], isFirst: boolean): Buffer => {
    const text = csvOf(rowsToWrite, isFirst && input.format === 'csv_utf8');
    return input.format === 'csv_sjis' ? toShiftJis(text) : Buffer.from(text);
  };
  yield encode([input.columns], true);
  for await (const page of rowsOf(actor, input))
    yield encode(
      page.map(({ cells }) => cells),
      false,
    );
}

async function workbook(actor: UserActor, input: Input): Promise<Buffer> {
  const head = input.columns.map((column: ExportColumn) => ({ value: column, fontWeight: 'bold' as const }));
  const body: { value: string; type: StringConstructor }[][] = [];
  for await (const page of rowsOf(actor, input)) body.push(...page.map(({ cells }) => cells.map((value) => ({ value, type: String }))));
  return writeXlsxFile([head, ...body], { sheet: '会員名簿', stickyRowsCount: 1 }).toBuffer();
}
