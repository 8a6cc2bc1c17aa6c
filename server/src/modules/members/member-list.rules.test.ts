import { memberStatuses } from '@tsudoi/shared/contracts/members/member.contract';
import { newMemberId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ListFilter,
  type ListSort,
  type Listed,
  facetOf,
  indexOf,
  listConditions,
  listFieldsOf,
  listSorts,
  memberIndexes,
  numberKeyOf,
  sumTallies,
  tallyChanges,
  touchesLists,
} from './member-list.rules.ts';
import { memberSearch } from './member-search.rules.ts';

const types = [newMembershipTypeId(), newMembershipTypeId()];
const sorts: readonly ListSort[] = ['kana', 'number', 'joined'];
const filters: ListFilter[] = [null, ...memberStatuses].flatMap((status) =>
  [null, types[0]!].map((membershipTypeId) => ({ status, membershipTypeId })),
);
const places = [{ after: null }, { after: 'カ' }, { after: null, until: 'サ' }, { after: 'カ', until: 'サ' }];
const listed = (changes: Partial<Listed> = {}): Listed => ({
  _id: newMemberId(),
  familyName: '髙橋',
  givenName: '美咲',
  familyNameKana: 'タカハシ',
  givenNameKana: 'ミサキ',
  memberNumber: '2026-0001',
  contactEmail: 'misaki@example.jp',
  affiliation: '',
  phone: '',
  membershipTypeId: types[0]!,
  joinedOn: jstDate('2020-04-01'),
  status: 'active',
  ...changes,
});

describe('P4 which index answers which list', () => {
  test('every filter in every order, from the first page or from the middle, is one range of one index that has the order', () => {
    const wanted = { kana: 'list_kana', number: 'list_number', joined: 'list_joined' } as const;
    for (const sort of sorts)
      for (const filter of filters)
        for (const place of places)
          for (const descending of [false, true]) {
            const { seek, rest } = listConditions({ ...filter, sort, descending, search: null, ...place });
            // Nothing is looked at that is not shown: no condition is left over, and the range is on the field of the order.
            expect(rest).toEqual({});
            expect(indexOf({ orgId: 'org', ...seek }, listSorts[sort])).toBe(wanted[sort]);
          }
  });

  test('a search asks the index of search for one entry, and looks at the rest in what it found', () => {
    for (const typed of ['髙橋', 'たか', 'ﾀｶﾊｼ みさき', '2026-0001', 'misaki@example.jp', '090-1234-5678', 'ア'])
      for (const sort of sorts) {
        const { seek, rest } = listConditions({ ...filters[3]!, sort, descending: false, search: memberSearch(typed), after: 'カ' });
        expect(indexOf({ orgId: 'org', ...seek }, null), typed).toBe('search');
        expect(rest).toMatchObject({ facets: facetOf(filters[3]!), [listSorts[sort]]: { $gt: 'カ' } });
      }
  });

  test('the check itself tells a list that no index serves', () => {
    expect(indexOf({ orgId: 'org', status: 'active' }, 'kanaKey')).toBeNull();
    expect(indexOf({ orgId: 'org', facets: ':', kanaKey: { $gt: 'a' } }, 'numberKey')).toBeNull();
    expect(indexOf({ orgId: 'org', facets: ':', memo: 'x' }, 'kanaKey')).toBeNull();
    expect(indexOf({ facets: ':' }, null)).toBeNull();
    expect(indexOf({ orgId: 'org', memberNumber: '1' }, null)).toBe('number');
  });

  test('members have at most eight indexes with the one on the id, and lists only such as begin with the organisation', () => {
    expect(memberIndexes.length + 1).toBeLessThanOrEqual(8);
    expect(memberIndexes.filter(({ key }) => Object.keys(key)[0] !== 'orgId').map(({ name }) => name)).toEqual(['next_status']);
  });
});

describe('what a member carries for lists', () => {
  test('it is in the list of exactly the filters that it meets', () => {
    const member = listed({ status: 'suspended', membershipTypeId: types[1]! });
    const { facets } = listFieldsOf(member);
    for (const filter of [
      ...filters,
      { status: null, membershipTypeId: types[1]! },
      { status: 'suspended' as const, membershipTypeId: types[1]! },
    ]) {
      const meets =
        (filter.status === null || filter.status === member.status) &&
        (filter.membershipTypeId === null || filter.membershipTypeId === member.membershipTypeId);
      expect(facets.includes(facetOf(filter)), JSON.stringify(filter)).toBe(meets);
    }
  });

  test('no two members of an organisation share a sort key, whatever they have in common', () => {
    const [one, other] = [listFieldsOf(listed()), listFieldsOf(listed({ memberNumber: '2026-0002' }))];
    for (const field of Object.values(listSorts)) expect(one[field]).not.toBe(other[field]);
    expect(numberKeyOf('01')).not.toBe(numberKeyOf('1'));
  });

  test('figures in numbers count as numbers', () => {
    const numbers = ['A10', 'A9', '2026-10', '2026-9', '7', '12'];
    expect([...numbers].sort((left, right) => (numberKeyOf(left) < numberKeyOf(right) ? -1 : 1))).toEqual([
      '7',
      '12',
      '2026-9',
      '2026-10',
      'A9',
      'A10',
    ]);
  });

  test('a change that is not seen in lists leaves them alone, and one that is never does', () => {
    expect(touchesLists({ memo: 'x', address: 'y', postalCode: '' })).toBe(false);
    for (const [field, value] of Object.entries(listed({ affiliation: '大学', phone: '0312345678' }))) {
      if (field === '_id') continue;
      const before = listFieldsOf(listed({ _id: 'mem_x' as never }));
      const after = listFieldsOf(
        listed({
          _id: 'mem_x' as never,
          [field]: typeof value === 'string' && field.startsWith('m') && field !== 'memberNumber' ? types[1] : `${value}9`,
        }),
      );
      if (JSON.stringify(before) !== JSON.stringify(after)) expect(touchesLists({ [field]: value }), field).toBe(true);
    }
  });
});

describe('counts kept with the members', () => {
  const someone = fc.record({ status: fc.constantFrom(...memberStatuses), membershipTypeId: fc.constantFrom(...types) });

  test('after any changes they are what counting would give', () => {
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 20 }), fc.array(someone, { maxLength: 20 }), (joiners, changed) => {
        const moved = joiners.slice(0, changed.length);
        const now = [...changed.slice(0, moved.length), ...joiners.slice(moved.length)];
        const tallies = new Map<string, ReturnType<typeof tallyChanges>[number]>();
        for (const change of [...tallyChanges([], joiners), ...tallyChanges(moved, now.slice(0, moved.length))]) {
          const key = facetOf(change);
          tallies.set(key, { ...change, count: (tallies.get(key)?.count ?? 0) + change.count });
        }
        for (const filter of [...filters, { status: null, membershipTypeId: types[1]! }]) {
          const counted = now.filter(
            (member) =>
              (filter.status === null || member.status === filter.status) &&
              (filter.membershipTypeId === null || member.membershipTypeId === filter.membershipTypeId),
          ).length;
          expect(sumTallies([...tallies.values()], filter)).toBe(counted);
        }
      }),
    );
  });

  test('a change that moves nobody writes nothing', () => {
    const member = listed();
    expect(tallyChanges([member], [member])).toEqual([]);
  });
});
