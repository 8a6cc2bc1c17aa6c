import { proofColumns } from '@tsudoi/shared/contracts/members/proof-export.contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JoiningRig } from './joining.factory.ts';
import { proofStories, startProofRig } from './proof.factory.ts';

let rig: JoiningRig;
let student: string;
const stories = proofStories(() => ({ rig, student }));
const { year, goTo, rule, office, officeToken, person, entered, work } = stories;
beforeAll(async () => {
  ({ rig, student } = await startProofRig());
});
afterAll(() => rig.stop());

/** The rows of a file, cell by cell, without its heading. */
async function file(asked: object): Promise<string[][]> {
  const response = await fetch(`${rig.url}/downloads/proofs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await officeToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ membershipTypeId: student, format: 'csv_utf8', columns: proofColumns, ...asked }),
  });
  expect(response.status).toBe(200);
  const [head, ...lines] = (await response.text()).replace('\ufeff', '').trimEnd().split('\r\n');
  expect(head).toBe(proofColumns.join(','));
  return lines.map((line) => line.split(','));
}

test('MEM-09, IMP-05: those whom no mail reaches leave as a file with their addresses, alone or before all the others', async () => {
  goTo('04-01');
  expect(await file({})).toEqual([]);
  await office('proofs.saveRule', rule());
  await entered('無線', { postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番', phone: '0312345678' });
  await person('reached');
  await work();
  const [unreached, ...others] = await file({});
  expect(others.map((cells) => [cells[3], cells[5]])).toEqual([['届いていません', '届きます']]);
  expect(unreached!.slice(1)).toEqual([
    '無線 春子',
    expect.stringMatching(/ハルコ/),
    '届いていません',
    `${year}/04/15`,
    '届きません',
    '',
    '03-1234-5678',
    '101-0054',
    '東京都千代田区神田錦町3丁目11番',
    '',
  ]);
  expect(await file({ unreached: true })).toEqual([unreached]);

  goTo('04-16');
  await work();
  const lapsed = await file({ show: 'lapsed', unreached: true });
  expect(lapsed.map((cells) => [cells[1], cells[3]])).toEqual([['無線 春子', '種別が変わりました']]);
  expect(await file({ show: 'missing' })).toEqual([]);
  const { rows: log } = (await office('audit.list', {})).data;
  expect(log.map(({ action }: { action: string }) => action)).toContain('member.export');
});
