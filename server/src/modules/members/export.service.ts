import { type ExportMembersInput, corporateColumns, exportColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customTarget, isCustomTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { type ListFile, writeList } from '../../platform/list-file.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { exportCell, exportFields } from './export-file.rules.ts';
import { streamMembers } from './export-member.repository.ts';
import { listFilterOf } from './member-list.service.ts';
import { countListed } from './member-page.repository.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

type Input = Omit<z.output<typeof ExportMembersInput>, 'format'>;
const batchSize = 1000;

type OwnFields = ReadonlyMap<string, CustomField>;

/** The organisation's own fields, those put away too: values stay. @throws DomainError INVALID_INPUT for one of nobody */
async function ownFields(platform: Platform, scope: OrgScope, input: Input): Promise<OwnFields> {
  const { fields } = await findCustomFields(platform.databases.server, scope);
  const own = new Map(fields.map((field) => [customTarget(field.fieldId) as string, field]));
  if (input.columns.some((column) => isCustomTarget(column) && !own.has(column))) throw new DomainError('INVALID_INPUT');
  return own;
}

/** The filtered roll in its order (IMP-04). @throws DomainError INVALID_INPUT for a column of nobody */
export async function memberList(platform: Platform, scope: OrgScope, input: Input): Promise<ListFile> {
  const custom = await ownFields(platform, scope, input);
  const [types, { ranks }] = await Promise.all([listMembershipTypes(scope), findMemberSettings(scope)]);
  const typeNames = new Map(types.map((type) => [type._id as string, type.name]));
  const rankNames = new Map(ranks.map((rank) => [rank.rankId as string, rank.name]));
  const words = { typeNames, rankNames, custom, formatPhone, today: platform.clock.today() };
  const read = input.columns.map((column) => exportCell(column, words));
  const filter = await listFilterOf(scope, input, platform.clock.today());
  return {
    sheetName: input.kind === 'corporate' ? '法人会員名簿' : '会員名簿',
    head: input.columns.map((column) => custom.get(column)?.label ?? column),
    count: () => countListed(scope, filter, 10_000_000),
    async *rows() {
      const query = { ...filter, sort: input.sort, descending: input.descending };
      for await (const members of streamMembers(platform.databases.server, scope, query, exportFields(input.columns), batchSize))
        yield members.map((member) => ({
          cells: read.map((cell) => cell(member)),
          memberId: member._id,
          memberNumber: member.memberNumber,
          name: fullName(member),
        }));
    },
  };
}

/** All that a file can say of all persons, or of all corporate members, whatever became of them. */
export async function* wholeRoll(platform: Platform, scope: OrgScope, kind: 'individual' | 'corporate'): AsyncGenerator<Buffer> {
  const { fields } = await findCustomFields(platform.databases.server, scope);
  const columns = [...(kind === 'corporate' ? corporateColumns : exportColumns), ...fields.map((field) => customTarget(field.fieldId))];
  const input: Input = { q: '', status: 'all', kind, sort: 'number', descending: false, columns };
  yield* writeList(await memberList(platform, scope, input), 'csv_utf8');
}
