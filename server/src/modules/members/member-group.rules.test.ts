import { AnyOf, type GroupCondition, mostInGroup } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { newCustomFieldId, newCustomOptionId, newMemberRankId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, test } from 'vitest';
import { groupNarrows } from './member-group.rules.ts';
import { indexOf, seeksOf } from './member-list.rules.ts';
import { rankKey, tagKey } from './member-search.rules.ts';

const rank = { by: 'rank' as const, value: newMemberRankId() };
const tag = { by: 'tag' as const, value: '委員' };
const suspended = { by: 'status' as const, value: 'suspended' as const };
const type = { by: 'type' as const, value: newMembershipTypeId() };
const joined = { by: 'joined' as const, value: { from: jstDate('2025-04-01'), to: null } };
const own = { by: 'custom' as const, value: { fieldId: newCustomFieldId(), is: 'options' as const, optionIds: [newCustomOptionId()] } };

describe('MEM-02: a group of conditions of which one holds', () => {
  test('has five conditions at most, each once and each whole', () => {
    const kinds: GroupCondition[] = [rank, tag, suspended, { by: 'dues', value: 'owing' }, { by: 'joined', value: { fiscalYear: 'this' } }];
    expect(kinds).toHaveLength(mostInGroup);
    expect([AnyOf.safeParse([]), AnyOf.safeParse([own]), AnyOf.safeParse(kinds)].map(({ success }) => success)).toEqual([true, true, true]);
    for (const refused of [
      [...kinds, own],
      [tag, { ...tag }],
      [{ by: 'tag', value: '一、二' }],
      [{ by: 'status', value: 'all' }],
      [{ by: 'joined', value: { from: null, to: null } }],
      [{ by: 'q', value: '髙橋' }],
      [{ ...tag, anyOf: [rank] }],
    ])
      expect(AnyOf.safeParse(refused).success, JSON.stringify(refused)).toBe(false);
  });

  test('P4: each of its conditions is looked up by an index of its own; by none where one has none', () => {
    const list = { status: null, membershipTypeId: null };
    const seeks = (...parts: Parameters<typeof groupNarrows>[0]) => seeksOf({ ...list, narrows: groupNarrows(parts, 'corporate') });
    expect(seeks(rank, tag)).toEqual([[{ searchKeys: rankKey(rank.value) }, { searchKeys: tagKey(tag.value) }]]);
    expect(seeks(suspended, type)).toEqual([[{ facets: 'suspended::corporate' }, { facets: `:${type.value}:corporate` }]]);
    for (const seek of seeks(rank, suspended, own, joined, type).flat())
      expect(indexOf({ orgId: 'org', ...seek }, null)).toMatch(/^(search|list_kana|list_joined)$/);
    expect(seeks(rank, suspended, own, joined, type).map((some) => some.map((seek) => Object.keys(seek).join()))).toEqual([
      ['searchKeys', 'facets', 'searchKeys', 'facets,joinedKey', 'facets'],
    ]);
    expect(seeks(rank, { by: 'custom', value: { fieldId: own.value.fieldId, is: 'contains', text: '京' } })).toEqual([]);
  });

  test('one alone is like any other condition, and none narrows nothing', () => {
    expect(groupNarrows([], 'individual')).toEqual([]);
    expect(groupNarrows([tag], 'individual')).toEqual([{ seek: { searchKeys: tagKey('委員') }, rest: { searchKeys: tagKey('委員') } }]);
    expect(groupNarrows([joined], 'individual')).toMatchObject([{ seek: { facets: ':', joinedKey: { $gte: '2025-04-01' } } }]);
  });
});
