import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { type CustomFieldId, newCustomFieldId, newCustomOptionId, newMemberId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { customNarrow, fitsCustom, labelled } from './member-condition.rules.ts';
import { groupNarrows } from './member-group.rules.ts';
import { type Listed, type ListFilter, listFieldsOf } from './member-list.rules.ts';
import { changedEntries, decidesList, fittingEntries, ownerOf, rowOf, textEntryOf } from './member-text.rules.ts';

const fields = [newCustomFieldId(), newCustomFieldId()];
const types = [newMembershipTypeId(), newMembershipTypeId()];
const option = newCustomOptionId();
const day = fc.constantFrom('1989-01-07', '2019-03-31', '2019-04-01', '2026-04-01').map(jstDate);
const text = fc
  .array(
    fc.constantFrom(
      '東',
      '京',
      '髙',
      '高',
      'ｶ',
      'ﾞ',
      'が',
      'ガ',
      'a',
      'Ａ',
      '.',
      '*',
      '|',
      ':',
      ' ',
      '　',
      'ー',
      '-',
      '1',
      '㈱',
      '𠮷',
      '辺󠄀',
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((letters) => letters.join('').trim())
  .filter((typed) => typed !== '');
const custom = fc
  .tuple(...fields.map(() => fc.option(fc.oneof({ weight: 6, arbitrary: text }, fc.constant(option), fc.integer(), fc.constant([option])))))
  .map(
    (values) => Object.fromEntries(fields.flatMap((fieldId, at) => (values[at] === null ? [] : [[fieldId, values[at]]]))) as CustomValues,
  );
const member = fc
  .record({
    custom,
    joinedOn: day,
    status: fc.constantFrom<MemberStatus>('active', 'suspended'),
    membershipTypeId: fc.constantFrom(...types),
    kind: fc.constantFrom<MemberKind>('individual', 'corporate'),
    mergedInto: fc.option(fc.constant(newMemberId())),
    number: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ number, ...given }): Listed => ({
    ...given,
    _id: newMemberId(),
    familyName: '東',
    givenName: '京',
    familyNameKana: 'ヒガシ',
    givenNameKana: 'ミヤコ',
    memberNumber: `A-${number}`,
    contactEmail: '',
    affiliation: '',
    phone: '',
  }));
const contains = fc.record({ fieldId: fc.constantFrom(...fields), is: fc.constant('contains' as const), text });

describe('MEM-02, P4: own texts, to be looked through without reading members', () => {
  test('find whom the condition itself finds in a plain look at every member, with the same places in lists', () => {
    fc.assert(
      fc.property(
        fc.array(member, { maxLength: 12 }),
        fc.array(contains, { minLength: 1, maxLength: 3 }),
        fc.record({
          status: fc.constantFrom<MemberStatus | null>(null, 'active'),
          membershipTypeId: fc.constantFrom(null, types[0]!),
          kind: fc.constantFrom<MemberKind>('individual', 'corporate'),
          joined: fc.constantFrom(null, { from: jstDate('2019-04-01'), to: null }, { from: null, to: jstDate('2019-04-01') }),
        }),
        fc.boolean(),
        (members, conditions, given, isGroup) => {
          const narrows = isGroup
            ? groupNarrows(
                conditions.map((value) => ({ by: 'custom' as const, value })),
                given.kind,
              )
            : conditions.map(customNarrow);
          const filter: ListFilter = { ...given, narrows };
          expect(decidesList(filter, narrows[0]!)).toBe(true);
          const rows = [rowOf(members.flatMap((one) => textEntryOf(one) ?? []))];
          const { from = null, to = null } = given.joined ?? {};
          const fits = (one: Listed) =>
            !one.mergedInto &&
            one.kind === given.kind &&
            (given.status ?? one.status) === one.status &&
            (given.membershipTypeId ?? one.membershipTypeId) === one.membershipTypeId &&
            (from === null || one.joinedOn >= from) &&
            (to === null || one.joinedOn <= to) &&
            // What a choice is kept as is no text.
            conditions[isGroup ? 'some' : 'every'](
              (condition) => one.custom?.[condition.fieldId] !== option && fitsCustom(one.custom ?? {}, condition),
            );
          const wanted = members.filter(fits).map((one) => {
            const { kanaKey, numberKey, joinedKey } = listFieldsOf(one);
            return { _id: one._id, kanaKey, numberKey, joinedKey };
          });
          expect(fittingEntries(rows, filter, narrows[0]!.texts!)).toEqual(wanted);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('decide a list alone only where nothing else is asked', () => {
    const part = (fieldId: CustomFieldId) => customNarrow({ fieldId, is: 'contains', text: '京' });
    const [one, other] = fields.map(part);
    const list = { status: null, membershipTypeId: null };
    expect(decidesList({ ...list, narrows: [one!, other!] }, one!)).toBe(true);
    expect(decidesList({ ...list, narrows: [one!], dues: 'owing' }, one!)).toBe(false);
    expect(decidesList({ ...list, narrows: [one!, labelled('=t委員')] }, one!)).toBe(false);
  });

  test('an entry is changed, taken out, and else left as it is', () => {
    const [first, second, third] = fc.sample(member, 30).flatMap((one) => textEntryOf(one) ?? []) as [string, string, string];
    const changes = new Map([
      [ownerOf(first), null],
      [ownerOf(third), `${third}!`],
    ]);
    expect(changedEntries(rowOf([first, second, third]), changes)).toEqual([second, `${third}!`]);
    expect(changedEntries(rowOf([first]), changes)).toEqual([]);
  });
});
