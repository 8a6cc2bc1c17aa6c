import { newCustomFieldId, newMemberId } from '@tsudoi/shared/kernel/ids';
import type { MemberMergePlan } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { describe, expect, test } from 'vitest';
import { chargedSentences, choicesOf, inShownOrder, suggested } from './merge-choice.rules.ts';
import { mergeTexts } from './merge-texts.ts';

const own = newCustomFieldId();
const side = (login: MemberMergePlan['kept']['login'], status: MemberMergePlan['kept']['status'] = 'active') => ({
  memberId: newMemberId(),
  memberNumber: '1',
  name: '',
  login,
  status,
  statusEntries: 1,
  tags: [],
});
const plan = (changes: Partial<MemberMergePlan> = {}): MemberMergePlan => ({
  fingerprint: '',
  kept: side('none'),
  merged: side('none'),
  fields: [
    { field: 'phone', kept: '', merged: '03-1234-5678' },
    { field: 'address', kept: '東京都', merged: '' },
    { field: 'memo', kept: 'a', merged: 'b' },
  ],
  custom: [{ fieldId: own, label: '支部', kept: '', merged: '関東' }],
  historiesJoin: true,
  moves: [],
  charged: { card: 'nobody', mandate: 'nobody' },
  obstacles: [],
  ...changes,
});

describe('what is suggested where two records differ', () => {
  test('what only the other one knows is taken, nothing known is lost, both where both can be', () => {
    expect(choicesOf(plan(), suggested(plan()))).toEqual({
      fromMerged: ['phone'],
      customFromMerged: [own],
      tags: 'both',
      history: 'both',
      account: 'kept',
    });
  });

  test('histories that make none stay apart, and the log-in that somebody uses lives on', () => {
    const apart = plan({ historiesJoin: false, merged: side('verified') });
    expect(choicesOf(apart, suggested(apart))).toMatchObject({ history: 'kept', account: 'merged' });
    const both = plan({ kept: side('verified'), merged: side('verified') });
    expect(choicesOf(both, suggested(both)).account).toBe('kept');
  });

  test('ACC-09: where histories make none, nobody who is in is made a former member', () => {
    const history = (kept: MemberMergePlan['kept']['status'], merged: MemberMergePlan['kept']['status']) =>
      suggested(plan({ historiesJoin: false, kept: side('none', kept), merged: side('none', merged) }))['history'];
    expect(history('withdrawn', 'active')).toBe('merged');
    expect(history('expelled', 'suspended')).toBe('merged');
    expect(history('active', 'withdrawn')).toBe('kept');
    expect(history('suspended', 'active')).toBe('kept');
    expect(history('withdrawn', 'deceased')).toBe('kept');
  });

  test('what somebody picks is what is asked for', () => {
    expect(choicesOf(plan(), { ...suggested(plan()), phone: 'kept', memo: 'merged', [own]: 'kept', tags: 'merged' })).toMatchObject({
      fromMerged: ['memo'],
      customFromMerged: [],
      tags: 'merged',
    });
  });
});

test('features 7: what is of a record stands where the record stands, whichever of the two stays', () => {
  expect(inShownOrder(['one', 'other'], 'one')).toEqual(['kept', 'merged']);
  expect(inShownOrder(['one', 'other'], 'other')).toEqual(['merged', 'kept']);
});

test('0055: what is charged by itself is told before two become one, where there is anything to say of it', () => {
  const words = mergeTexts.ja.charged;
  expect(chargedSentences({ card: 'nobody', mandate: 'kept' }, words)).toEqual([]);
  expect(chargedSentences({ card: 'both', mandate: 'merged' }, words)).toEqual([words.card.both, words.mandate.merged]);
  expect(chargedSentences(null, words)).toEqual([words.unknown]);
});
