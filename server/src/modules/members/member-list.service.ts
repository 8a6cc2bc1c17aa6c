import type { DayRange, GroupCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { HiddenMembersInput } from '@tsudoi/shared/contracts/members/member-hidden.contract';
import { asksDues } from '@tsudoi/shared/contracts/members/member-dues.contract';
import type { MemberListInput, MemberListOutput } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { assertAllowed } from '../../platform/permissions.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { customNarrow, joinedDays, labelled } from './member-condition.rules.ts';
import { type GroupPart, groupNarrows } from './member-group.rules.ts';
import { type ListFilter, type ListQuery, type ListSort, listSorts, narrowsOf } from './member-list.rules.ts';
import { askedList } from './member-key.repository.ts';
import { type MemberRowDocument, countListed, pageOfRows } from './member-page.repository.ts';
import { memberSearch, rankKey, tagKey } from './member-search.rules.ts';
import { memberRow } from './member.view.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

const totalCap = 10_000;

/** A place in a list is a sort key and belongs to the order it was made in. */
function readCursor(cursor: string | null | undefined, sort: ListSort): string | null {
  if (!cursor) return null;
  const [order, ...key] = Buffer.from(cursor, 'base64url').toString('utf8').split('\u0004');
  if (order !== sort || key.length !== 1) throw new DomainError('INVALID_INPUT');
  return key[0]!;
}

const writeCursor = (member: MemberRowDocument, sort: ListSort): string =>
  Buffer.from(`${sort}\u0004${member[listSorts[sort]]}`).toString('base64url');

/** What of a list's input chooses members. */
type Chosen = z.output<typeof HiddenMembersInput>;
type Filter = ListFilter & Pick<ListQuery, 'search'>;

/** The days that a condition on joining means today; a fiscal year begins as the organisation's does. */
export async function joinedDaysFor(scope: OrgScope, joined: Chosen['joined'], today: JstDate): Promise<DayRange | null> {
  if (!joined) return null;
  return joinedDays(joined, today, 'fiscalYear' in joined ? (await findOrganization(scope)).fiscalYearStartMonth : 1);
}

/** A group with the days that it means today. */
export async function groupFor(scope: OrgScope, anyOf: Chosen['anyOf'], today: JstDate): Promise<GroupPart[]> {
  const dated = async (part: GroupCondition): Promise<GroupPart> =>
    part.by === 'joined' ? { by: 'joined', value: (await joinedDaysFor(scope, part.value, today))! } : part;
  return Promise.all((anyOf ?? []).map(dated));
}

/** Who owes is told by the bills: nobody chooses members by it who may not see those (ADM-02). @throws DomainError FORBIDDEN */
export function assertMayChoose(actor: UserActor, choice: Pick<Chosen, 'dues' | 'anyOf'>): void {
  if (asksDues(choice)) assertAllowed(actor, 'billing.read');
}

/** The one place that reads what chooses members: for the list, and for everything that is done with all of a list. */
export async function listFilterOf(scope: OrgScope, input: Chosen, today: JstDate): Promise<Filter> {
  const kind = input.kind ?? 'individual';
  return {
    search: memberSearch(input.q),
    status: input.status === 'all' ? null : input.status,
    membershipTypeId: input.membershipTypeId ?? null,
    kind,
    dues: input.dues ?? null,
    joined: await joinedDaysFor(scope, input.joined, today),
    narrows: [
      ...(input.rankId ? [labelled(rankKey(input.rankId))] : []),
      ...(input.tag ? [labelled(tagKey(input.tag))] : []),
      ...(input.custom ?? []).map(customNarrow),
      ...groupNarrows(await groupFor(scope, input.anyOf, today), kind),
    ],
  };
}

/** A page of the roll. The total is exact; of a search or of conditions, up to ten thousand. */
export async function listMembers(
  scope: OrgScope,
  input: z.output<typeof MemberListInput>,
  today: JstDate,
): Promise<z.output<typeof MemberListOutput>> {
  const { sort } = input;
  const after = readCursor(input.cursor, sort);
  const backwards = input.direction === 'previous' && after !== null;
  const filter = await listFilterOf(scope, input, today);
  const asked = askedList(scope, filter, { goesOn: after !== null });
  const [found, total, types] = await Promise.all([
    pageOfRows(scope, { ...filter, sort, descending: backwards ? !input.descending : input.descending, size: input.size, after }, asked),
    countListed(scope, { ...filter, sort }, totalCap, asked),
    listMembershipTypes(scope),
  ]);
  const names = new Map(types.map((type) => [type._id, type.name]));
  const more = found.length > input.size;
  const members = found.slice(0, input.size);
  if (backwards) members.reverse();
  const [first, last] = [members[0], members.at(-1)];
  const hasNext = backwards ? true : more;
  const hasPrevious = backwards ? more : after !== null;
  return {
    rows: members.map((member) => memberRow(member, names.get(member.membershipTypeId) ?? '')),
    nextCursor: last && hasNext ? writeCursor(last, sort) : null,
    previousCursor: first && hasPrevious ? writeCursor(first, sort) : null,
    total,
    totalCapped: (filter.search !== null || narrowsOf(filter).length > 0) && total >= totalCap,
  };
}
