import type { Honorific } from '@tsudoi/shared/contracts/members/honorific.contract';
import { labelSheetNames, labelSheets } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { nobody } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { expect, test } from 'vitest';
import { addresseeOf, labelPlace, labelsPerSheet, sheetsFor } from './label.rules.ts';
import type { MemberDocument } from './member.repository.ts';

test.each(labelSheetNames)('every label of %s lies on the A4 sheet, beside the others', (name) => {
  const sheet = labelSheets[name];
  const places = Array.from({ length: labelsPerSheet(sheet) }, (_, index) => labelPlace(sheet, 1, index));
  for (const { page, x, y } of places) {
    expect(page).toBe(0);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + sheet.width).toBeLessThanOrEqual(210.001);
    expect(y + sheet.height).toBeLessThanOrEqual(297.001);
  }
  // The same margin on both sides: nobody cuts sheets otherwise.
  const right = 210 - (places.at(-1)!.x + sheet.width);
  const bottom = 297 - (places.at(-1)!.y + sheet.height);
  expect(Math.abs(right - sheet.left)).toBeLessThan(1);
  expect(Math.abs(bottom - sheet.top)).toBeLessThan(1);
});

test('a sheet that was begun is used up, and the next one begins at its first label', () => {
  const sheet = labelSheets['2x6'];
  expect(labelPlace(sheet, 12, 0)).toEqual({ page: 0, x: 18.6 + 89, y: 21.6 + 5 * 42.3 });
  expect(labelPlace(sheet, 12, 1)).toEqual({ page: 1, x: 18.6, y: 21.6 });
  expect(labelPlace(sheet, 2, 0, { x: 1.5, y: -0.5 })).toEqual({ page: 0, x: 18.6 + 89 + 1.5, y: 21.1 });
  expect([sheetsFor(sheet, 1, 12), sheetsFor(sheet, 2, 12), sheetsFor(sheet, 12, 1), sheetsFor(sheet, 5, 0)]).toEqual([1, 2, 1, 0]);
  expect(labelPlace(sheet, 24, 0)).toEqual(labelPlace(sheet, 12, 0));
});

const addressed = (member: Partial<MemberDocument>) => {
  const blank = { postalCode: '', address: '', affiliation: '', familyName: '髙﨑', givenName: '春子' };
  const { body, name, honorific } = addresseeOf({ ...blank, ...member } as MemberDocument);
  return [body, `${name} ${honorific}`];
};
const bodyOf = (familyName: string, givenName = '', department = '') => {
  const liaison = { ...nobody, familyName, givenName, department };
  const contacts = { liaison, representative: nobody, billing: nobody };
  return addressed({ kind: 'corporate', familyName: '株式会社あおい', givenName: '', contacts } as Partial<MemberDocument>);
};

test('IMP-03, MEM-05: a person is 様, a department or a body without one 御中', () => {
  expect(addressed({})).toEqual([undefined, '髙﨑 春子 様']);
  expect(bodyOf('田中', '一郎', '総務部')).toEqual(['株式会社あおい　総務部', '田中 一郎 様']);
  // A roll may have a department in place of somebody, or a family name alone.
  for (const office of ['総務部', '経理課', '会員担当', '事務局', 'お客様センター'])
    expect(bodyOf(office)).toEqual(['株式会社あおい', `${office} 御中`]);
  for (const surname of ['田中', '服部', '阿部', '仁科', '田所', '大室', '長谷部', '日下部', '伊集院'])
    expect(bodyOf(surname)).toEqual(['株式会社あおい', `${surname} 様`]);
  expect(bodyOf('服部', '部課')).toEqual(['株式会社あおい', '服部 部課 様']);
  // The department is not said twice.
  expect(bodyOf('総務部', '', '総務部')).toEqual(['株式会社あおい', '総務部 御中']);
  expect(bodyOf('経理', '', '経理')).toEqual(['株式会社あおい', '経理 御中']);
  expect(bodyOf('株式会社あおい')).toEqual([undefined, '株式会社あおい 御中']);
  expect(bodyOf('')).toEqual([undefined, '株式会社あおい 御中']);
  expect(bodyOf('', '', '総務部')).toEqual(['株式会社あおい', '総務部 御中']);
  expect(addressed({ kind: 'corporate', familyName: '株式会社あおい', givenName: '', contacts: null })).toEqual([
    undefined,
    '株式会社あおい 御中',
  ]);
});

test('IMP-03: what was chosen for the type stands behind persons and bodies; 御中 behind no person who is named for a body', () => {
  const blank = { postalCode: '', address: '', affiliation: '', familyName: '髙﨑', givenName: '春子' };
  const titled = (chosen: Honorific, member: object = {}) => addresseeOf({ ...blank, ...member } as MemberDocument, chosen).honorific;
  const body = { kind: 'corporate', familyName: '株式会社あおい', givenName: '', contacts: null };
  const liaison = { ...nobody, familyName: '田中', givenName: '一郎' };
  const contact = { ...body, contacts: { liaison, representative: nobody, billing: nobody } };
  const said = (chosen: Honorific) => [titled(chosen), titled(chosen, body), titled(chosen, contact)];
  expect(said('usual')).toEqual(['様', '御中', '様']);
  expect(said('sama')).toEqual(['様', '様', '様']);
  expect(said('onchu')).toEqual(['御中', '御中', '様']);
  expect(said('dono')).toEqual(['殿', '殿', '殿']);
});
