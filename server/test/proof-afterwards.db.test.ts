import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JoiningRig } from './joining.factory.ts';
import { type Person, proofStories, startProofRig } from './proof.factory.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
let student: string;
const { year, goTo, rule, office, person, send, typeOf, mailsOf, waiting, decide } = proofStories(() => ({ rig, student }));
beforeAll(async () => {
  ({ rig, student } = await startProofRig());
});
afterAll(() => rig.stop());

const rowOf = async ({ memberId }: Person): Promise<Loose> => (await waiting()).find((row) => row.memberId === memberId)!;

test('ACC-15: a proof of somebody who has left takes no type away and says nothing to them, before and after the last day', async () => {
  goTo('03-20');
  const [early, late] = [await person('left-early'), await person('left-late')];
  await office('proofs.saveRule', rule());
  goTo('04-10');
  for (const who of [early, late]) {
    await send(who);
    expect(await rowOf(who)).toMatchObject({ hasLeft: false });
    const leaving = { memberId: who.memberId, status: 'withdrawn', effectiveOn: `${year}-04-10`, reason: '転居' };
    expect((await office('members.changeStatus', leaving)).status).toBe(200);
    expect(await rowOf(who)).toMatchObject({ hasLeft: true });
  }
  expect((await decide(await rowOf(early), false, '読めません')).status).toBe(200);
  goTo('04-20');
  const { data } = await decide(await rowOf(late), false, '読めません');
  expect(data.waiting).toEqual([]);
  expect(await Promise.all([early, late].map(typeOf))).toEqual(['学生会員', '学生会員']);
  for (const who of [early, late]) expect(await mailsOf(who, /確認できませんでした|変わりました/)).toEqual([]);
  const { server } = rig.database.databases;
  const states = await server.collection<Loose>('proofs').find({}).toArray();
  expect(states.map(({ state, fileId, decidedBy }) => [state, fileId, decidedBy])).toEqual([
    ['refused', null, '青木 玲子'],
    ['refused', null, '青木 玲子'],
  ]);
  // Whatever is said, the picture goes.
  expect(await server.collection('stored_files').countDocuments()).toBe(0);
});
