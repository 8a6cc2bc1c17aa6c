import { newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { expect, it } from 'vitest';
import { newMember } from './member.factory.ts';

const fields = {
  familyName: '高橋',
  givenName: '美咲',
  familyNameKana: 'タカハシ',
  givenNameKana: 'ミサキ',
  membershipTypeId: 'mty_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  memberNumber: '',
  contactEmail: 'misaki@example.jp',
  phone: '',
  postalCode: '',
  address: '',
  affiliation: '',
  birthDate: '',
  joinedOn: jstDate('2020-04-01'),
  memo: '',
} as never;

it('IMP-01: a member of a plan has the id that the plan drew, and it stands first', () => {
  const memberId = newMemberId();
  const scope = mintOrgScope(newOrgId());
  const given = {
    fields,
    memberNumber: 'A-1',
    actorName: '佐藤 花子',
    now: new Date('2026-04-01T00:00:00Z'),
    today: jstDate('2026-04-01'),
  };
  const member = newMember(scope, { ...given, memberId });
  expect(member._id).toBe(memberId);
  expect(member.kanaKey.endsWith(memberId)).toBe(true);
  expect(Object.keys(member)[0]).toBe('_id');
  expect(newMember(scope, given)._id).not.toBe(memberId);
});
