import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JoiningRig } from './joining.factory.ts';
import { addOperator } from './operator.factory.ts';
import { type Person, proofStories, startProofRig } from './proof.factory.ts';

let rig: JoiningRig;
let student: string;
let operator: Record<string, string>;
const { year, goTo, rule, office, person, send, mine, typeOf, mailsOf, waiting, decide, work } = proofStories(() => ({ rig, student }));
beforeAll(async () => {
  ({ rig, student } = await startProofRig());
  operator = { ...(await addOperator(rig, 'mori')).headers };
});
afterAll(() => rig.stop());

const asOperator = (name: string, input: unknown) => rig.ask(`operations.${name}`, input, null, operator);
async function turn(name: 'suspend' | 'resume'): Promise<void> {
  const { slug } = rig.office;
  const { version } = (await asOperator('standing', { slug })).data;
  expect((await asOperator(name, { slug, version, reason: '申し込みの内容を確かめています。' })).status).toBe(200);
}
const asking = /証明書のお願い/;
const types = (people: readonly Person[]) => Promise.all(people.map(typeOf));
const asked = (people: readonly Person[]) => Promise.all(people.map(async (who) => (await mailsOf(who, asking)).length));

test('domain.md 3.1, docs/decisions/0085: a period that ends while nobody can send counts against nobody; fourteen days go on afterwards', async () => {
  goTo('04-01');
  await office('proofs.saveRule', rule());
  const [sends, silent, waits] = [await person('sends'), await person('silent'), await person('waits')];
  const all = [sends, silent, waits];
  await work();
  await send(waits);
  goTo('04-10');
  await turn('suspend');
  const before = await asked(all);
  // On the last days, after the last day, and after what the latest of all had.
  for (const day of ['04-12', '04-16', '06-20']) {
    goTo(day);
    await work();
    expect(await types(all)).toEqual(['学生会員', '学生会員', '学生会員']);
    expect(await asked(all)).toEqual(before);
    expect((await send(sends)).status).toBeGreaterThanOrEqual(400);
  }

  await turn('resume');
  await work();
  await work();
  expect(await types(all)).toEqual(['学生会員', '学生会員', '学生会員']);
  expect(await mine(silent)).toMatchObject({ state: 'asked', dueOn: `${year}-07-04` });
  const [newest] = await mailsOf(silent, asking);
  expect(newest!.subject).toContain(`${year}/07/04まで`);
  expect(newest!.text).toContain('まだ届いていません');
  expect(await asked([sends, silent])).toEqual([before[0]! + 1, before[1]! + 1]);
  goTo('07-04');
  await work();
  expect((await send(sends)).status).toBe(200);
  // What was sent before may be refused yet, and has its days as well.
  const rows = await waiting();
  const row = rows.find(({ memberId }) => memberId === waits.memberId)!;
  expect(row).toMatchObject({ lastDay: `${year}-07-04` });
  expect((await decide(row, false, '読めません')).status).toBe(200);
  expect(await types(all)).toEqual(['学生会員', '学生会員', '学生会員']);
  expect((await send(waits)).status).toBe(200);

  goTo('07-05');
  await work();
  expect(await types(all)).toEqual(['学生会員', '正会員', '学生会員']);
  for (const sent of await waiting()) await decide(sent, true);
  // Next year is as every year.
  goTo('04-01', year + 1);
  await work();
  expect(await mine(sends)).toMatchObject({ state: 'asked', dueOn: `${year + 1}-04-15` });
});

test('docs/decisions/0085: whom nobody could ask when the period opened is asked when it goes on, and has fourteen days', async () => {
  const in_ = year + 2;
  goTo('03-20', in_);
  const who = await person('not-asked');
  await turn('suspend');
  goTo('04-10', in_);
  await work();
  expect(await asked([who])).toEqual([0]);
  await turn('resume');
  expect(await mine(who)).toMatchObject({ state: 'asked' });
  await work();
  const [first, ...others] = await mailsOf(who, asking);
  expect(others).toEqual([]);
  expect(first!.subject).toContain(`${in_}/04/24まで`);
  expect(first!.text).not.toContain('まだ届いていません');
  goTo('04-16', in_);
  await work();
  expect(await types([who])).toEqual(['学生会員']);
  goTo('04-25', in_);
  await work();
  expect(await types([who])).toEqual(['正会員']);
});

test('docs/decisions/0085: what the office refuses after it goes on and before the next pass has its fourteen days as well', async () => {
  const in_ = year + 3;
  goTo('04-01', in_);
  const who = await person('refused-at-once');
  await work();
  await send(who);
  goTo('04-10', in_);
  await turn('suspend');
  await work();
  goTo('06-20', in_);
  await turn('resume');
  const row = (await waiting()).find(({ memberId }) => memberId === who.memberId)!;
  expect(row).toMatchObject({ lastDay: `${in_}-07-04` });
  expect((await decide(row, false, '読めません')).status).toBe(200);
  expect(await mine(who)).toMatchObject({ state: 'refused', dueOn: `${in_}-07-04` });
  await work();
  expect(await types([who])).toEqual(['学生会員']);
  expect(await mine(who)).toMatchObject({ state: 'refused', dueOn: `${in_}-07-04` });
  expect((await send(who)).status).toBe(200);
});
