import { afterAll, beforeAll, expect, test } from 'vitest';
import { importRoll } from './import.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type Loose, type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token);
});
afterAll(() => rig.stop());

const count = 100;
/** Every fifth is one whom no mail reaches. */
const numbers = Array.from({ length: count }, (_, at) => String(at + 1).padStart(3, '0'));
const isMailed = (number: string) => Number(number) % 5 !== 0;
const addressOf = (number: string) => `kai${number}@${office.slug}.example`;

/** The numbers that the names of a text end in, 移行 001 and so on. */
const named = (text: string) => [...text.replaceAll(/\s/g, '').matchAll(/移行(\d{3})/g)].map(([, number]) => number!).toSorted();

test('IMP-03: of 100 who were taken in, 80 with an address and 20 without, 80 mails queue and 20 labels are printed, together for everybody', async () => {
  const rows = numbers.map((number, at) => {
    const mail = isMailed(number) ? addressOf(number) : '';
    return `M-${number},移行,${number},イコウ,シタ,正会員,${mail},100-0001,東京都千代田区千代田1-${at + 1},2020/4/1`;
  });
  const csv = ['会員番号,姓,名,セイ,メイ,会員種別,メール,郵便番号,住所,入会日', ...rows].join('\n');
  expect((await importRoll(rig, { token: office.token, csv })).outcomes).toEqual({ added: count });

  const waiting = await rig.get('identity.membersToInvite', { view: 'none' }, office.token);
  expect([waiting.rows.length, waiting.next]).toEqual([count, null]);
  const everybody = waiting.rows.map(({ memberId }: Loose) => memberId);
  expect(await rig.get('identity.mailFirstAccess', { memberIds: everybody }, office.token)).toEqual({ mailed: 80, skipped: 20 });
  const mails = await rig.database.databases.server.collection('mails').find({ purpose: 'provisional' }).toArray();
  const mailed = mails.map(({ to }) => (to as string).slice(3, 6)).toSorted();
  expect(mailed).toEqual(numbers.filter(isMailed));

  const labels = { paper: 'labels', withoutEmail: true };
  const check = await rig.get('members.paperCheck', labels, office.token);
  expect(check).toMatchObject({ members: 20, withoutAddressCount: 0 });
  const response = await fetch(`${rig.url}/downloads/member-papers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
    body: JSON.stringify(labels),
  });
  expect(response.status).toBe(200);
  const { text } = await readPdf(Buffer.from(await response.arrayBuffer()));
  const labelled = named(text);
  expect(labelled).toEqual(numbers.filter((number) => !isMailed(number)));
  expect([...mailed, ...labelled].toSorted()).toEqual(numbers);
});
