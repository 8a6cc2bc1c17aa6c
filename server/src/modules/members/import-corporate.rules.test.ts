import { type Contacts, nobody } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { expect, test } from 'vitest';
import { bodyMail, contactChanges, corporateMeaning, memberKindOfCell, planContacts, readContact } from './import-corporate.rules.ts';

const person = (familyName: string, more: object = {}) => ({ ...nobody, familyName, ...more });

test('IMP-01: the kind is told by the words of rolls, and by nothing else', () => {
  expect(['個人', '法人会員', '団体', 'ｃｏｒｐｏｒａｔｅ', '個人会員'].map(memberKindOfCell)).toEqual([
    'individual',
    'corporate',
    'corporate',
    'corporate',
    'individual',
  ]);
  expect(['', '賛助', 'constructor'].map(memberKindOfCell)).toEqual([undefined, undefined, undefined]);
});

test('IMP-01: the one name of a body stands in the columns of a name, where it has none of its own', () => {
  const withOwn = (target: string) => target === 'corporateName';
  expect(corporateMeaning('fullName', () => false)).toBe('corporateName');
  expect(corporateMeaning('fullName', withOwn)).toBe('ignore');
  expect(corporateMeaning('fullKana', withOwn)).toBe('corporateNameKana');
  expect(corporateMeaning('birthDate', withOwn)).toBe('ignore');
  expect(corporateMeaning('phone', withOwn)).toBe('phone');
});

test('MEM-05: people of a body are read from cells, checked like those of its form', () => {
  expect(readContact('liaisonName', '田中　一郎')).toEqual({ role: 'liaison', parts: { familyName: '田中', givenName: '一郎' } });
  expect(readContact('liaisonName', '総務部')).toEqual({ role: 'liaison', parts: { familyName: '総務部', givenName: '' } });
  expect(readContact('representativeKana', 'ﾀﾅｶ いちろう')).toEqual({
    role: 'representative',
    parts: { familyNameKana: 'タナカ', givenNameKana: 'イチロウ' },
  });
  expect(readContact('liaisonPhone', '０３－１２３４－５６７８')).toEqual({ role: 'liaison', parts: { phone: '0312345678' } });
  expect(readContact('liaisonEmail', 'not-mail')).toEqual({ code: 'not_an_email' });
  expect(readContact('liaisonKana', '漢字')).toEqual({ code: 'not_a_reading' });
});

test('MEM-05: somebody has to be written to; the representative is, where nobody else is named', () => {
  const alone = planContacts({ representative: { familyName: '社', givenName: '長' } }, null);
  expect(alone.errors).toEqual([]);
  expect(alone.after.liaison).toMatchObject({ familyName: '社', givenName: '長' });
  expect(planContacts({}, null).errors).toEqual([{ target: 'liaisonName', code: 'required', value: '' }]);
  const mailOnly = planContacts({ liaison: { familyName: '田中' }, billing: { email: 'keiri@yama.example' } }, null);
  expect(mailOnly.errors).toEqual([{ target: 'billingName', code: 'required', value: '' }]);
});

test('IMP-01: of a body that is there an empty cell leaves its people, and what becomes another is told by column', () => {
  const before: Contacts = { liaison: person('田中', { givenName: '一郎', phone: '0311112222' }), representative: nobody, billing: nobody };
  expect(planContacts({ liaison: { familyName: '', email: '' } }, before)).toMatchObject({ after: before, changed: false, errors: [] });
  const { after, changed } = planContacts({ liaison: { familyName: '鈴木', givenName: '花', phone: '0333334444' } }, before);
  expect(changed).toBe(true);
  expect(contactChanges(before, after)).toEqual([
    { target: 'liaisonName', part: 'name', before: '田中 一郎', after: '鈴木 花' },
    { target: 'liaisonPhone', part: 'phone', before: '0311112222', after: '0333334444' },
  ]);
});

test('MEM-05, IMP-01: the address of a body is that of whom the office writes to, and the 代表者 is one only where no 連絡者 is named', () => {
  const [mine, boss, office] = ['tanaka@yama.example', 'shacho@yama.example', 'info@yama.example'];
  const representative = { familyName: '社', givenName: '長', email: boss };
  expect(bodyMail({ liaison: { email: mine }, representative }, office)).toEqual({ email: mine, target: 'liaisonEmail' });
  expect(bodyMail({ representative }, office)).toEqual({ email: office, target: 'contactEmail' });
  expect(bodyMail({ liaison: { familyName: '', email: '' }, representative }, '')).toEqual({ email: boss, target: 'representativeEmail' });
  expect(planContacts({ liaison: { familyName: '', email: '' }, representative }, null).after.liaison.email).toBe(boss);
  expect(bodyMail({ liaison: { familyName: '田中' }, representative }, '').email).toBe('');
  expect(planContacts({ liaison: { familyName: '田中' }, representative }, null).after.liaison.email).toBe('');
  expect(bodyMail({}, '').email).toBe('');
});
