import type { DayRange, GroupCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { type Narrow, customNarrow, joinedKeys, labelled } from './member-condition.rules.ts';
import { facetOf } from './member-list.rules.ts';
import { duesKey, rankKey, tagKey } from './member-search.rules.ts';

type Dated = { readonly by: 'joined'; readonly value: DayRange };
/** A condition of a group whose days are known. */
export type GroupPart = Exclude<GroupCondition, { readonly by: 'joined' }> | Dated;

function partNarrow(part: GroupPart, kind: MemberKind): Narrow {
  const none = { status: null, membershipTypeId: null, kind };
  switch (part.by) {
    case 'status':
      return { rest: { status: part.value }, seek: { facets: facetOf({ ...none, status: part.value }) } };
    case 'type':
      return { rest: { membershipTypeId: part.value }, seek: { facets: facetOf({ ...none, membershipTypeId: part.value }) } };
    case 'rank':
      return labelled(rankKey(part.value));
    case 'tag':
      return labelled(tagKey(part.value));
    case 'dues':
      return labelled(duesKey(part.value === 'owing'));
    case 'joined': {
      const joinedKey = joinedKeys(part.value);
      return { rest: { joinedKey }, seek: { facets: facetOf(none), joinedKey } };
    }
    case 'custom':
      return customNarrow(part.value);
  }
}

/** What finds whoever fits one of them, each by itself: an index, or own texts. */
function seeksOfAny(branches: readonly Narrow[]): Pick<Narrow, 'seeks' | 'texts'> {
  const seeks = branches.flatMap(({ seek }) => (seek ? [seek] : []));
  const texts = branches.flatMap((branch) => branch.texts ?? []);
  return texts.length > 0 ? { seeks, texts } : { seeks };
}

/** A group of which one condition has to hold; one alone is itself, none narrows nothing (docs/decisions/0061). */
export function groupNarrows(parts: readonly GroupPart[], kind: MemberKind): Narrow[] {
  const branches = parts.map((part) => partNarrow(part, kind));
  return branches.length < 2 ? branches : [{ rest: { $or: branches.map(({ rest }) => rest) }, ...seeksOfAny(branches) }];
}
