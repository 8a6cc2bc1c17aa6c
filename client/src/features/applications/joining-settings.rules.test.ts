import { newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { joiningPlace, savedBefore } from './joining-settings.rules.ts';
import { joiningTexts } from './joining-texts.ts';

const settings = {
  open: true,
  approval: 'staff' as const,
  membershipTypeIds: [],
  asksSignature: false,
  fees: [],
  terms: '会員規約',
  termsVersion: 3,
  termsPublishedAt: '2026-04-01T00:00:00.000Z',
  version: 7,
};
const { termsVersion: _number, termsPublishedAt: _at, ...kept } = settings;

test('interface row 23: settings of joining are set back over what was saved; the first terms that were published are not', () => {
  expect(savedBefore(settings, { ...settings, open: false, terms: '新しい規約', version: 8 })).toEqual({ ...kept, version: 8 });
  const without = { ...settings, terms: '' };
  expect(savedBefore(without, { ...without, approval: 'automatic', version: 8 })).toEqual({ ...kept, terms: '', version: 8 });
  expect(savedBefore(without, { ...settings, version: 8 })).toBeNull();
});

test('interface 5.1: what is asked for of a type has a name whether its fields are shown or not', () => {
  const [known, other] = [newMembershipTypeId(), newMembershipTypeId()];
  const types = [{ membershipTypeId: known, name: '正会員' }];
  const names = [`offered.${known}`, `fees.${known}`, `times.${known}`, `fees.${other}`, 'terms'].map((path) =>
    joiningPlace(joiningTexts.ja, types, path),
  );
  expect(names).toEqual(['正会員に申し込めること', '正会員の入会金', '正会員の入会金を受け取るとき', null, null]);
});
