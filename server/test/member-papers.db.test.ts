import { afterAll, beforeAll, expect, test } from 'vitest';
import { labelSheets } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { labelsCut, labelsPdf } from '../src/modules/members/label.document.ts';
import type { LabelAddressee } from '../src/modules/members/label.rules.ts';
import { corporate } from './corporate.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { signInAs } from './side.factory.ts';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  const typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
  const add = (changes: object) =>
    rig.get('members.create', { ...memberFields(typeId, { ...changes }), issueProvisional: false }, office.token);
  for (let at = 0; at < 14; at += 1)
    await add({
      familyName: at === 3 ? '𠮷田' : '髙﨑',
      givenName: `春子${at}`,
      postalCode: '1000001',
      address:
        at === 5
          ? '東京都千代田区丸の内一丁目'.repeat(8)
          : `東京都千代田区千代田1-${at}${at === 6 ? ' 千代田パークサイドレジデンス参番館 1204号室' : ''}`,
      contactEmail: at < 4 ? '' : `h${at}@example.jp`,
      phone: '090-8888-9999',
    });
  await add({ familyName: '宛先', givenName: '無子', address: '' });
});
afterAll(() => rig.stop());

const paper = async (input: object, token: string = office.token) => {
  const response = await fetch(`${rig.url}/downloads/member-papers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(input),
  });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};

/** A text that may stand on two lines. */
const whole = (text: string) => text.replaceAll(/\s/g, '');

test('IMP-03: labels begin where the sheet is free; who has no address is named before', async () => {
  const check = await rig.get('members.paperCheck', { paper: 'labels', sheet: '2x6', start: 11 }, office.token);
  expect(check).toMatchObject({ members: 15, withoutAddressCount: 1, withoutAddress: [{ name: '宛先 無子' }], pages: 2 });
  const { bytes } = await paper({ paper: 'labels', sheet: '2x6', start: 11 });
  const read = await readPdf(bytes);
  expect(read).toMatchObject({ title: '宛名ラベル', language: 'ja-JP', tagged: true, silentFigures: 0 });
  expect(read.text).toContain('〒100-0001');
  expect(read.text.match(/様/g)).toHaveLength(14);
  expect(read.text).toContain('𠮷田 春子3');
  expect(read.fonts.every(({ embedded, missing }) => embedded && missing === 0)).toBe(true);
});

test('IMP-03: letters go to those without e-mail only', async () => {
  const check = await rig.get('members.paperCheck', { paper: 'labels', withoutEmail: true }, office.token);
  expect(check).toMatchObject({ members: 4, withoutAddressCount: 0, pages: 1 });
});

test('the roll as a list has its head on every sheet and all names', async () => {
  const { bytes } = await paper({ paper: 'roll', sort: 'number' });
  const read = await readPdf(bytes);
  expect(read).toMatchObject({ tagged: true, language: 'ja-JP' });
  expect(read.roles).toEqual(expect.arrayContaining(['Document', 'H1', 'Table', 'TR', 'TH', 'TD']));
  // The heading is set wide.
  expect(read.text.replaceAll(' ', '')).toContain('会員名簿');
  expect(read.text).toContain('15件');
  // A list is of use with whole addresses; one beyond two lines is cut.
  expect(read.text).toContain('1204号室');
  expect(read.text.match(/090-8888-9999/g)).toHaveLength(14);
  expect(read.text).toContain('…');
  expect(read.fonts.every(({ embedded, missing }) => embedded && missing === 0)).toBe(true);
});

test('MEM-05: corporate members get labels with the body and its 連絡者, and a list under their own name', async () => {
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '賛助会員', annualFee: 50_000 }, office.token);
  const address = '東京都千代田区丸の内一丁目二番三号丸の内中央ビルディング東館一二〇四号室一般財団法人事務局内';
  await rig.get('members.createCorporate', { ...corporate(membershipTypeId, { address }) }, office.token);
  // The smallest label, an address of three lines: the body is never what is left out.
  const labels = await readPdf((await paper({ paper: 'labels', sheet: '3x8', kind: 'corporate' })).bytes);
  expect(labels.text).toContain('株式会社やま');
  expect(labels.text).toContain('総務部');
  expect(labels.text).toContain('田中 一郎');
  expect(labels.text).not.toContain('春子');
  const list = await readPdf((await paper({ paper: 'roll', kind: 'corporate' })).bytes);
  expect(list.text.replaceAll(' ', '')).toContain('法人会員名簿');
  expect(list.text).toContain('1件');
  expect(list.text).not.toContain('春子');
});

test('two bodies that begin alike are told apart on labels and in the roll', async () => {
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '団体会員', annualFee: 50_000 }, office.token);
  const names = ['独立行政法人国立病院機構東京医療研究開発推進センター', '独立行政法人国立病院機構大阪医療研究開発推進センター'];
  for (const corporateName of names)
    await rig.get(
      'members.createCorporate',
      corporate(membershipTypeId, { corporateName, address: '東京都千代田区丸の内1-2-3' }),
      office.token,
    );
  const labels = whole((await readPdf((await paper({ paper: 'labels', sheet: '3x8', kind: 'corporate' })).bytes)).text);
  const list = whole((await readPdf((await paper({ paper: 'roll', kind: 'corporate' })).bytes)).text);
  for (const name of names) {
    expect(labels).toContain(name);
    expect(list).toContain(name);
  }
});

test('IMP-03: a long name takes two lines of a label before it loses a letter, and never its 敬称', async () => {
  const facts = { postalCode: '1000001', address: '東京都千代田区丸の内一丁目二番三号', affiliation: '', honorific: '御中' as const };
  const name = '独立行政法人国立病院機構東京医療研究開発推進センター地域連携室';
  const terms = { sheet: labelSheets['3x8'], start: 1, shift: { x: 0, y: 0 }, author: '東雲学会', createdAt: new Date(0) };
  const textOf = async (addressee: LabelAddressee) => whole((await readPdf(await labelsPdf([addressee], terms))).text);
  expect(await textOf({ ...facts, name })).toContain(`${name}御中`);
  expect(await textOf({ ...facts, name: name.repeat(3) })).toMatch(/…御中$/);
  expect(
    await labelsCut(
      [
        { ...facts, name },
        { ...facts, name: name.repeat(3) },
      ],
      terms.sheet,
    ),
  ).toHaveLength(1);
});

test('letters that no font has, labels that cannot hold a name, and the dead are told before anything is printed', async () => {
  const side = await rig.signUp();
  const typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, side.token)).membershipTypeId;
  const add = async (changes: object) =>
    rig.get('members.create', { ...memberFields(typeId, { address: '東京都港区1-1', ...changes }), issueProvisional: false }, side.token);
  await add({ familyName: '张', givenName: '民浩' });
  await add({ familyName: 'Łukasz', givenName: '𠮷田' });
  await add({ familyName: '長', givenName: '名'.repeat(50), address: '東京都千代田区丸の内一丁目'.repeat(10) });
  const { memberId } = await add({ familyName: '故', givenName: '人' });
  await rig.get('members.changeStatus', { memberId, status: 'deceased', effectiveOn: '2026-11-01', reason: '' }, side.token);
  const check = await rig.get('members.paperCheck', { paper: 'labels', sheet: '3x8', status: 'all' }, side.token);
  expect(check).toMatchObject({
    members: 3,
    leftOut: 1,
    unprintableCount: 1,
    unprintable: [{ name: '张 民浩', letters: '张' }],
    cutCount: 1,
  });
  expect(await rig.get('members.paperCheck', { paper: 'labels', status: 'deceased' }, side.token)).toMatchObject({
    members: 1,
    leftOut: 0,
  });
  expect(await rig.get('members.paperCheck', { paper: 'roll', status: 'all' }, side.token)).toMatchObject({
    members: 4,
    leftOut: 0,
    cutCount: 0,
  });
});

test('ADM-02: who may write files but not see members gets no paper of them', async () => {
  for (const [permissions, status] of [
    [['billing.read', 'members.export'], 403],
    [['members.read', 'members.export'], 200],
  ] as const) {
    const { token } = await signInAs(rig, { ids: { slug: office.slug } }, 'staff', permissions);
    expect((await paper({ paper: 'roll' }, token)).status).toBe(status);
    expect((await rig.ask('members.paperCheck', { paper: 'roll' }, token)).status).toBe(status);
  }
});

test('paper needs the right to take the roll, and bad wishes are refused', async () => {
  expect((await paper({ paper: 'labels' }, 'nobody')).status).toBe(401);
  for (const input of [
    { paper: 'poster' },
    { paper: 'labels', sheet: '9x9' },
    { paper: 'labels', start: 0 },
    { paper: 'labels', shiftX: 50 },
  ])
    expect((await paper(input)).status, JSON.stringify(input)).toBe(400);
});
