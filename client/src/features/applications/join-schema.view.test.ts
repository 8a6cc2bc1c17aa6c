import { blankApplication } from '@tsudoi/shared/contracts/applications/application.contract';
import { customStart } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { newCustomFieldId, newCustomOptionId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import type { JoinFormView } from '../../lib/views.ts';
import { firstWay, joinSchema } from './join-schema.view.ts';

const away = newCustomOptionId();
const branch: JoinFormView['customFields'][number] = {
  fieldId: newCustomFieldId(),
  kind: 'choice',
  label: '支部',
  hint: '',
  required: true,
  memberAccess: 'editable',
  onJoining: true,
  options: [{ optionId: away, label: '千葉', archived: true }],
  archived: false,
};
const typed = {
  ...blankApplication,
  familyName: '佐藤',
  givenName: '花',
  familyNameKana: 'サトウ',
  givenNameKana: 'ハナ',
  membershipTypeId: newMembershipTypeId(),
  custom: customStart([branch], { [branch.fieldId]: away }),
};

test('MEM-02: a form that is put right can be sent with an option that was put away since; a first one cannot', () => {
  const refused = (sent: JoinFormView['sent']) => {
    const asked = { customFields: [branch], sent, offersDebit: false, offersCard: false, asksPassword: false, asksSignature: false };
    return joinSchema(asked)
      .safeParse(typed)
      .error?.issues.map(({ path, message }) => [path.join('.'), message]);
  };
  expect(refused({ [branch.fieldId]: away })).toBeUndefined();
  expect(refused({})).toEqual([[`custom.${branch.fieldId}`, 'not_an_option']]);
});

test('BIL-18: a form that offers a card or 口座振替 asks how the dues are paid; one that offers neither does not', () => {
  const asked = { customFields: [], sent: {}, asksPassword: false, asksSignature: false };
  const refused = (offersDebit: boolean, offersCard: boolean, payBy?: string) =>
    joinSchema({ ...asked, offersDebit, offersCard })
      .safeParse({ ...typed, custom: {}, ...(payBy === undefined ? {} : { payBy }) })
      .error?.issues.map(({ path, message }) => [path.join('.'), message]);
  expect(refused(false, false)).toBeUndefined();
  for (const [debit, card] of [
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    expect(refused(debit, card, '')).toEqual([['payBy', 'required']]);
    expect(refused(debit, card, 'card')).toBeUndefined();
  }
});

test('BIL-18: paying oneself is chosen at first; a wish of before is kept, and asked for anew where it is offered no more', () => {
  const card = { offersDebit: false, offersCard: true };
  expect([firstWay(card, null), firstWay(card, 'self'), firstWay(card, 'card'), firstWay(card, 'direct_debit')]).toEqual([
    'self',
    'self',
    'card',
    '',
  ]);
  expect(firstWay({ offersDebit: true, offersCard: false }, 'card')).toBe('');
});
