import { newCustomFieldId, newMemberId, newMembershipTypeId, newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import type { MergeChoices } from '@tsudoi/shared/contracts/members/member-merge.contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedParts, differingFields, joinedHistory, movedSince, partsOf, whatBecomes } from './member-merge.rules.ts';
import { isLegalHistory } from './member-status.rules.ts';
import type { MemberDocument, StatusEntry } from './member.repository.ts';

const entry = (status: StatusEntry['status'], effectiveOn: string): StatusEntry => ({
  entryId: newStatusEntryId(),
  status,
  effectiveOn: jstDate(effectiveOn),
  recordedAt: new Date(0),
  actor: '',
  reason: '',
});
const type = newMembershipTypeId();
const member = (changes: Partial<MemberDocument> = {}) =>
  ({
    _id: newMemberId(),
    memberNumber: '1',
    familyName: '髙橋',
    givenName: '美咲',
    familyNameKana: 'タカハシ',
    givenNameKana: 'ミサキ',
    membershipTypeId: type,
    contactEmail: '',
    phone: '',
    postalCode: '',
    address: '',
    affiliation: '',
    birthDate: '',
    memo: '',
    joinedOn: jstDate('2020-04-01'),
    statusEntries: [entry('active', '2020-04-01')],
    ...changes,
  }) as MemberDocument;
const asIs: MergeChoices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' };
const told = (entries: readonly StatusEntry[] | null) => entries?.map(({ status, effectiveOn }) => `${status} ${effectiveOn}`) ?? null;

describe('two histories of one person', () => {
  test.each<[string, StatusEntry[], StatusEntry[], string[] | null]>([
    [
      'left and came back',
      [entry('active', '2023-04-01')],
      [entry('active', '2010-04-01'), entry('withdrawn', '2019-03-31')],
      ['active 2010-04-01', 'withdrawn 2019-03-31', 'active 2023-04-01'],
    ],
    [
      'in twice at once is in once, since the earlier day',
      [entry('active', '2020-04-01')],
      [entry('active', '2018-04-01')],
      ['active 2018-04-01'],
    ],
    ['the same day told twice', [entry('active', '2020-04-01')], [entry('active', '2020-04-01')], ['active 2020-04-01']],
    [
      'two different things on one day are none',
      [entry('active', '2020-04-01'), entry('suspended', '2021-04-01')],
      [entry('active', '2019-04-01'), entry('withdrawn', '2021-04-01')],
      null,
    ],
    [
      'resting after having left is none',
      [entry('active', '2020-04-01'), entry('suspended', '2022-04-01')],
      [entry('active', '2019-04-01'), entry('withdrawn', '2021-04-01')],
      null,
    ],
    [
      'left, applied and came back',
      [entry('active', '2010-04-01'), entry('withdrawn', '2024-03-31')],
      [entry('applied', '2026-11-20'), entry('active', '2026-11-24')],
      ['active 2010-04-01', 'withdrawn 2024-03-31', 'active 2026-11-24'],
    ],
    [
      'applied under another number before leaving, on the very day too',
      [entry('active', '2010-04-01'), entry('withdrawn', '2026-11-20')],
      [entry('applied', '2026-11-20'), entry('active', '2026-11-24')],
      ['active 2010-04-01', 'withdrawn 2026-11-20', 'active 2026-11-24'],
    ],
    [
      'who came in by the form first keeps the day of applying',
      [entry('applied', '2010-03-01'), entry('active', '2010-04-01'), entry('withdrawn', '2019-03-31')],
      [entry('active', '2023-04-01')],
      ['applied 2010-03-01', 'active 2010-04-01', 'withdrawn 2019-03-31', 'active 2023-04-01'],
    ],
    [
      'an application that came to nothing after leaving is no rejoining',
      [entry('active', '2010-04-01'), entry('withdrawn', '2024-03-31')],
      [entry('applied', '2026-11-20'), entry('rejected', '2026-11-24')],
      null,
    ],
    ['nothing comes after death', [entry('active', '2024-04-01')], [entry('active', '2019-04-01'), entry('deceased', '2021-04-01')], null],
  ])('%s', (_what, own, other, expected) => {
    expect(told(joinedHistory(own, other))).toEqual(expected);
  });

  test('whatever is joined is a history that may be, whichever is named first', () => {
    const some = fc
      .uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 4 })
      .chain((days) =>
        fc.tuple(
          ...days
            .toSorted((left, right) => left - right)
            .map((day) =>
              fc
                .constantFrom('active', 'suspended', 'withdrawn')
                .map((status) => entry(status as never, `2020-04-${String(day + 1).padStart(2, '0')}`)),
            ),
        ),
      );
    fc.assert(
      fc.property(some, some, (own, other) => {
        const joined = joinedHistory(own, other);
        if (joined !== null) expect(isLegalHistory(joined)).toBe(true);
        expect(joined === null).toBe(joinedHistory(other, own) === null);
      }),
    );
  });
});

describe('what becomes of the record that stays', () => {
  test('each field is the one that was chosen, the old number is known, and nothing else changes', () => {
    const [own, other] = [newCustomFieldId(), newCustomFieldId()];
    const kept = member({ phone: '1', memo: 'a', tags: ['x'], custom: { [own]: 'own', [other]: 'mine' } });
    const merged = member({
      memberNumber: '2',
      phone: '2',
      memo: 'b',
      tags: ['x', 'y'],
      custom: { [other]: 'theirs' },
      formerNumbers: ['0'],
    });
    const after = whatBecomes(kept, merged, { ...asIs, fromMerged: ['phone'], customFromMerged: [other], tags: 'both' })!;
    expect(after).toEqual({
      ...partsOf(kept),
      phone: '2',
      tags: ['x', 'y'],
      custom: { [own]: 'own', [other]: 'theirs' },
      formerNumbers: ['2', '0'],
    });
    expect(whatBecomes(kept, merged, { ...asIs, customFromMerged: [own] })!.custom).toEqual({ [other]: 'mine' });
  });

  test('both histories where they make none are refused', () => {
    const merged = member({ statusEntries: [entry('active', '2019-04-01'), entry('suspended', '2020-04-01')] });
    expect(whatBecomes(member(), merged, { ...asIs, history: 'both' })).toBeNull();
    expect(told(whatBecomes(member(), merged, { ...asIs, history: 'merged' })!.statusEntries)).toEqual([
      'active 2019-04-01',
      'suspended 2020-04-01',
    ]);
  });

  test('MEM-07, decision 0010: mail to a body goes to the 連絡者 that was chosen, and is not asked for apart', () => {
    const body = (email: string) =>
      member({ kind: 'corporate', contactEmail: email, contacts: { liaison: { email } } as MemberDocument['contacts'] & object });
    const [kept, merged] = [body('tanaka@yama.example'), body('suzuki@yama.example')];
    expect(differingFields(kept, merged)).toEqual(['contacts']);
    const mailTo = (fromMerged: MergeChoices['fromMerged']) => whatBecomes(kept, merged, { ...asIs, fromMerged })!.contactEmail;
    expect(mailTo(['contacts'])).toBe('suzuki@yama.example');
    expect(mailTo(['contactEmail'])).toBe('tanaka@yama.example');
    const persons = [member({ contactEmail: 'a@example.jp' }), member({ contactEmail: 'b@example.jp' })] as const;
    expect(differingFields(...persons)).toEqual(['contactEmail']);
    expect(whatBecomes(...persons, { ...asIs, fromMerged: ['contactEmail'] })!.contactEmail).toBe('b@example.jp');
  });

  test('5.14: units are chosen like any field, and none is one', () => {
    const [kept, merged] = [member(), member({ memberNumber: '2', units: 5 })];
    expect(differingFields(kept, merged)).toEqual(['units']);
    expect(differingFields(kept, member({ units: 1 }))).toEqual([]);
    expect(whatBecomes(kept, merged, asIs)!.units).toBe(1);
    const after = whatBecomes(kept, merged, { ...asIs, fromMerged: ['units'] })!;
    expect(after.units).toBe(5);
    expect(changedParts({ before: partsOf(kept), after })).toEqual({ units: 1, formerNumbers: [] });
    expect(movedSince({ before: partsOf(kept), after }, { ...after, units: 2 })).toEqual(['units']);
  });

  test('only what differs is asked', () => {
    expect(differingFields(member({ phone: '1' }), member({ formerName: '' }))).toEqual(['phone']);
  });
});

describe('what the way back finds', () => {
  const kept = member({ phone: '1' });
  const after = whatBecomes(kept, member({ memberNumber: '2', phone: '2' }), { ...asIs, fromMerged: ['phone'] })!;
  const written = { before: partsOf(kept), after };

  test('only what the merge wrote is set back', () => {
    expect(changedParts(written)).toEqual({ phone: '1', formerNumbers: [] });
  });

  test('what was written anew since is named; what the merge did not touch is no matter', () => {
    expect(movedSince(written, { ...after, memo: 'later' })).toEqual([]);
    expect(movedSince(written, { ...after, phone: '3' })).toEqual(['phone']);
  });

  test('row 14: an address goes in one piece, and is named once; blanks alone are no change of one', () => {
    const gone = member({ address: '東京都千代田区 1-1' });
    const becomes = whatBecomes(kept, gone, { ...asIs, fromMerged: ['address'] })!;
    expect(becomes).toMatchObject({
      address: '東京都千代田区 1-1',
      addressParts: { prefecture: '東京都', city: '千代田区', street: '1-1' },
    });
    const merge = { before: partsOf(kept), after: becomes };
    expect(Object.keys(changedParts(merge))).toEqual(['address', 'addressParts', 'formerNumbers']);
    expect(movedSince(merge, { ...becomes, address: '東京都千代田区1-1' })).toEqual([]);
    expect(movedSince(merge, partsOf(member({ address: '大阪府堺市1-1', formerNumbers: becomes.formerNumbers ?? [] })))).toEqual([
      'address',
    ]);
  });
});
