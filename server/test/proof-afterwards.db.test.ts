import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JoiningRig } from './joining.factory.ts';
import { type Person, proofStories, startProofRig } from './proof.factory.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
let student: string;
const { year, goTo, rule, office, person, send, mine, typeOf, mailsOf, waiting, decide, work } = proofStories(() => ({ rig, student }));
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
    expect(await rowOf(who)).toMatchObject({ standing: 'asked' });
    const leaving = { memberId: who.memberId, status: 'withdrawn', effectiveOn: `${year}-04-10`, reason: '転居' };
    expect((await office('members.changeStatus', leaving)).status).toBe(200);
    expect(await rowOf(who)).toMatchObject({ standing: 'left' });
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

test('MEM-04: a type that fell back for want of a proof is set back from the history, and the next pass leaves it', async () => {
  const in_ = year + 1;
  goTo('04-05', in_);
  await office('proofs.saveRule', rule());
  const [silent, refused] = [await person('by-post'), await person('refused')];
  await send(refused);
  await work();
  goTo('04-16', in_);
  await work();
  await decide(await rowOf(refused), false, '読めません');
  expect(await Promise.all([silent, refused].map(typeOf))).toEqual(['正会員', '正会員']);
  for (const { memberId } of [silent, refused]) {
    const { rows } = (await office('members.history', { memberId })).data;
    const fallen = rows.find(({ action }: Loose) => action === 'member.proof_lapsed');
    expect(fallen).toMatchObject({ undo: 'possible', changes: [{ before: '学生会員', after: '正会員' }] });
    expect((await office('members.undoChange', { memberId, auditId: fallen.auditId })).status).toBe(200);
  }
  await work();
  expect(await Promise.all([silent, refused].map(typeOf))).toEqual(['学生会員', '学生会員']);
  // For the next period they are asked like everybody else.
  goTo('04-01', in_ + 1);
  expect(await mine(silent)).toMatchObject({ state: 'asked', dueOn: `${in_ + 1}-04-15` });
});

test('#11 the office is told before it refuses a proof that the present type does not ask for: nobody hears of it, no type changes', async () => {
  const in_ = year + 3;
  goTo('04-05', in_);
  await office('proofs.saveRule', rule());
  const [retyped, spared] = [await person('retyped'), await person('spared')];
  for (const who of [retyped, spared]) {
    await send(who);
    expect(await rowOf(who)).toMatchObject({ standing: 'asked' });
  }
  const members = rig.database.databases.server.collection<Loose>('members');
  await members.updateOne({ _id: retyped.memberId }, { $set: { membershipTypeId: rig.typeId } });
  expect(await Promise.all([retyped, spared].map(rowOf))).toMatchObject([{ standing: 'unasked' }, { standing: 'asked' }]);
  await office('proofs.dropRule', { membershipTypeId: student });
  expect(await Promise.all([retyped, spared].map(rowOf))).toMatchObject([{ standing: 'unasked' }, { standing: 'unasked' }]);
  goTo('04-16', in_);
  for (const who of [retyped, spared]) {
    expect((await decide(await rowOf(who), false, '読めません')).status).toBe(200);
    expect(await mailsOf(who, /確認できませんでした|変わりました/)).toEqual([]);
  }
  expect(await Promise.all([retyped, spared].map(typeOf))).toEqual(['正会員', '学生会員']);
});
