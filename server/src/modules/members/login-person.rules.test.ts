import { expect, test } from 'vitest';
import { isOtherLiaison } from './login-person.rules.ts';

const nobody = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', department: '', title: '', email: '', phone: '' };
const bodyOf = (familyName: string, givenName: string, email: string, kind: 'corporate' | 'individual' = 'corporate') => ({
  kind,
  contacts: { liaison: { ...nobody, familyName, givenName, email }, representative: nobody, billing: nobody },
});
const was = bodyOf('田中', '花子', 'tanaka@yama.example');

test('MEM-07: another 連絡者 is one of another given name at another address; of who has one name only, that one', () => {
  expect(isOtherLiaison(was, bodyOf('鈴木', '一郎', 'suzuki@yama.example'))).toBe(true);
  expect(isOtherLiaison(was, bodyOf('鈴木', '花子', 'suzuki@yama.example'))).toBe(false);
  expect(isOtherLiaison(was, bodyOf('鈴木', '一郎', 'TANAKA@yama.example'))).toBe(false);
  expect(isOtherLiaison(was, bodyOf('田中', '花子', 'soumu@yama.example'))).toBe(false);
  expect(isOtherLiaison(was, bodyOf('総務部', '', ''))).toBe(true);
  expect(isOtherLiaison(bodyOf('総務部', '', 'a@yama.example'), bodyOf('経理部', '', 'b@yama.example'))).toBe(true);
  expect(isOtherLiaison(was, {})).toBe(false);
  expect(isOtherLiaison({ ...was, kind: 'individual' }, bodyOf('鈴木', '一郎', 'suzuki@yama.example'))).toBe(false);
});

test.each([
  ['山田|', '山田|太郎', false],
  ['山田|太郎', '山田|', false],
  ['山田太郎|', '山田|太郎', false],
  ['山田　太郎|', '山田|太郎', false],
  ['德永|廣', '徳永|広', false],
  ['山田|廣子', '佐藤|広子', false],
  ['|', '山田|太郎', false],
  ['山田|太郎', '山田|花子', true],
  ['林|', '林田|一郎', true],
  ['山田|太郎', '|', true],
])('MEM-07: at a new address, %s -> %s: another person: %s', (before, after, isOther) => {
  const at = (name: string, email: string) => bodyOf(name.split('|')[0]!, name.split('|')[1]!, email);
  expect(isOtherLiaison(at(before, 'old@yama.example'), at(after, 'new@yama.example'))).toBe(isOther);
});
