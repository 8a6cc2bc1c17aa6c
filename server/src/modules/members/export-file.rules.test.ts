import { corporateColumns, usualCorporateColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import { type ContactPerson, type Contacts, contactRoles, nobody } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { corporateTargets } from '@tsudoi/shared/contracts/members/member-import.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { formatPhone } from '../../platform/phone.ts';
import { type ExportedMember, exportCell } from './export-file.rules.ts';
import { columnNames } from './import-column.rules.ts';
import { isContactTarget, readContact } from './import-corporate.rules.ts';

const person = (familyName: string, more: Partial<ContactPerson> = {}): ContactPerson => ({
  ...nobody,
  familyName,
  givenName: '一郎',
  familyNameKana: 'タナカ',
  givenNameKana: 'イチロウ',
  email: 'tanaka@yama.example',
  ...more,
});
const contacts: Contacts = {
  liaison: person('田中', { department: '総務部', phone: '0312345678' }),
  representative: person('山本', { title: '代表取締役', email: 'daihyo@yama.example', phone: '0398765432' }),
  billing: person('請井', { familyNameKana: 'ウケイ', email: 'keiri@yama.example' }),
} as Contacts;
const member = { familyName: '株式会社やま', familyNameKana: 'ヤマ', contacts } as ExportedMember;
const words = { typeNames: new Map(), rankNames: new Map(), custom: new Map(), formatPhone, today: jstDate('2026-06-01') };
const columnOf = (target: (typeof corporateTargets)[number]) => corporateColumns.find((column) => column === columnNames[target]);

test('IMP-04, IMP-01: whatever a file brings of a body leaves in one, under the heading by which it comes back', () => {
  expect(corporateTargets.filter((target) => columnOf(target) === undefined).map((target) => columnNames[target])).toEqual([]);
  const read: Record<(typeof contactRoles)[number], Partial<ContactPerson>> = { liaison: {}, representative: {}, billing: {} };
  for (const target of corporateTargets.filter((one) => isContactTarget(one))) {
    const cell = exportCell(columnOf(target)!, words)(member);
    const said = readContact(target, cell);
    if (!('role' in said)) throw new Error(`${target}: ${said.code}`);
    Object.assign(read[said.role], said.parts);
  }
  for (const role of contactRoles) expect({ ...nobody, ...read[role] }, role).toEqual(contacts[role]);
});

test('IMP-04: readings and the ways to a 代表者 are for whoever asks for them', () => {
  const asked = ['連絡者のフリガナ', '代表者のフリガナ', '代表者のメール', '代表者の電話', '請求先のフリガナ'] as const;
  for (const column of asked) {
    expect(corporateColumns).toContain(column);
    expect(usualCorporateColumns).not.toContain(column);
    // Of a body without people there is nothing to say.
    expect(exportCell(column, words)({ ...member, contacts: null })).toBe('');
  }
});
