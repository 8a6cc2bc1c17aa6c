import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JoiningRig } from './joining.factory.ts';
import { proofStories, startProofRig } from './proof.factory.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
let student: string;
const stories = proofStories(() => ({ rig, student }));
const { year, goTo, rule, office, person, entered, passes, send, mine, typeOf, mailsOf, waiting, decide, work } = stories;
beforeAll(async () => {
  ({ rig, student } = await startProofRig());
});
afterAll(() => rig.stop());

const asking = /証明書のお願い/;
/** Gives somebody the type of students from now on, as the office would. */
async function retype(memberId: string): Promise<void> {
  const { version, contactEmail, joinedOn, familyName, givenName } = (await office('members.get', { memberId })).data;
  const names = { familyName, givenName, familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
  const rest = { phone: '', postalCode: '', address: '', affiliation: '', birthDate: '', memo: '' };
  const changed = await office('members.update', {
    memberId,
    version,
    contactEmail,
    joinedOn,
    ...names,
    ...rest,
    membershipTypeId: student,
  });
  expect(changed.status).toBe(200);
}

test('#11 the first mail reads as the first, however short the period is, and the later ones as what they are', async () => {
  goTo('04-01');
  await office('proofs.saveRule', rule());
  const [silent, refused] = [await person('first-silent'), await person('first-refused')];
  await work();
  for (const who of [silent, refused]) {
    const [first] = await mailsOf(who, asking);
    expect(first!.text).toContain('今年の証明書');
    expect(first!.text).not.toContain('まだ届いていません');
  }
  await send(refused);
  await decide((await waiting())[0]!, false, '読めません');
  goTo('04-12');
  await work();
  const newest = async (who: typeof silent) => (await mailsOf(who, asking))[0]!.text;
  expect(await newest(silent)).toContain('まだ届いていません');
  expect(await newest(refused)).toContain('確認できなかったため、もう一度');
});

test('#11 who comes to the type when the others were reminded already is asked by themselves, and has fourteen days', async () => {
  const in_ = year + 1;
  goTo('04-01', in_);
  const [early, retyped] = [await person('early'), await person('retyped')];
  const members = rig.database.databases.server.collection<Loose>('members');
  await members.updateOne({ _id: retyped.memberId }, { $set: { membershipTypeId: rig.typeId } });
  await work();
  goTo('04-12', in_);
  await work();
  expect(await Promise.all([early, retyped].map(async (who) => (await mailsOf(who, asking)).length))).toEqual([2, 0]);

  goTo('04-13', in_);
  const admitted = await person('admitted');
  await retype(retyped.memberId);
  for (const who of [admitted, retyped]) expect((await mine(who)).dueOn).toBe(`${in_}-04-27`);
  await work();
  await work();
  for (const who of [admitted, retyped]) {
    const mails = await mailsOf(who, asking);
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringContaining(`${in_}/04/27まで`)]);
    expect(mails[0]!.text).toContain('今年の証明書');
  }

  // What the office saves of the rule meanwhile takes none of their days.
  goTo('04-14', in_);
  await office('proofs.saveRule', rule());
  await work();
  goTo('04-16', in_);
  await work();
  expect(await Promise.all([early, admitted, retyped].map(typeOf))).toEqual(['正会員', '学生会員', '学生会員']);
  expect(await mine(admitted)).toMatchObject({ state: 'asked', dueOn: `${in_}-04-27` });

  goTo('04-24', in_);
  await work();
  expect((await mailsOf(admitted, asking)).map(({ text }) => text.includes('まだ届いていません'))).toEqual([true, false]);
  expect((await send(retyped)).status).toBe(200);
  const [row] = await waiting();
  expect(row).toMatchObject({ dueOn: `${in_}-04-15`, lastDay: `${in_}-04-27` });
  await decide(row!, false, '読めません');
  expect((await mailsOf(retyped, /確認できませんでした/))[0]!.text).toContain(`${in_}/04/27までに`);
  const askedOften = (await mailsOf(retyped, asking)).length;
  await work();
  expect(await mailsOf(retyped, asking)).toHaveLength(askedOften);
  await send(retyped);
  await decide((await waiting())[0]!, true);

  goTo('04-28', in_);
  await work();
  expect(await Promise.all([admitted, retyped].map(typeOf))).toEqual(['正会員', '学生会員']);
  expect((await mailsOf(admitted, /変わりました/))[0]!.text).toContain(`${in_}/04/27までに`);
});

test('#11 who sends just after the last day is told the day and whom to ask; where nothing was asked there is nothing', async () => {
  const in_ = year + 2;
  goTo('04-01', in_);
  const who = await person('too-late');
  await work();
  goTo('04-16', in_);
  await work();
  expect(await typeOf(who)).toBe('正会員');
  const { status, body } = await send(who);
  expect([status, body.domainCode, body.params]).toEqual([409, 'PROOF_OVER', { date: `${in_}-04-15` }]);
  const later = await person('next-year');
  expect((await send(later)).status).toBe(404);
});

test('MEM-09 #11 whom no mail reaches stands in the office’s list; the card is shown at the counter, and that can be taken back', async () => {
  const in_ = year + 3;
  goTo('04-01', in_);
  const [unreached, silent] = [await entered('無線'), await entered('沈黙')];
  const mailed = await person('reached');
  await work();
  const ofThis = async () => {
    const [pass] = await passes();
    return { ...pass!, of: (state: string) => pass!.rows.filter((row: Loose) => row.state === state) } as Loose;
  };
  const before = await ofThis();
  expect(before).toMatchObject({ membershipTypeName: '学生会員', dueOn: `${in_}-04-15` });
  const asked: Loose[] = before.of('asked');
  expect(before.counts).toMatchObject({ missing: asked.length, missingUnreached: 2 });
  expect(asked.slice(0, 2).map(({ memberId, byMail }) => [memberId, byMail])).toEqual([
    [unreached, false],
    [silent, false],
  ]);
  expect(asked.find(({ memberId }) => memberId === mailed.memberId)).toMatchObject({ byMail: true, lastDay: `${in_}-04-15` });

  goTo('04-10', in_);
  const confirm = (memberId: string, seenOn: string, memo = '') => office('proofs.confirm', { memberId, seenOn: `${in_}-${seenOn}`, memo });
  for (const seenOn of ['03-31', '04-11']) expect((await confirm(unreached, seenOn)).code).toBe('PROOF_DAY_IMPLAUSIBLE');
  const { data: named } = await confirm(unreached, '04-09', '春期大会の受付で');
  const [accepted] = (await ofThis()).of('accepted');
  expect(accepted).toMatchObject({ memberId: unreached, seenOn: `${in_}-04-09`, memo: '春期大会の受付で', decidedBy: '青木 玲子' });
  expect(accepted.mayTakeBack).toBe(true);
  expect((await confirm(unreached, '04-09')).code).toBe('CONFLICT');
  const { rows: history } = (await office('members.history', { memberId: unreached })).data;
  expect(history.map(({ action }: Loose) => action)).toContain('proof.confirm');
  // The office has acted, for this member: the log names both.
  const noted = await rig.database.databases.server.collection('audit_entries').find({ action: 'proof.confirm' }).toArray();
  expect(noted).toMatchObject([{ actorKind: 'user', actorName: '青木 玲子', subjectKind: 'member', subjectId: unreached }]);

  // Taken back at once it never was; with a reason it is a refusal that reaches whom mail reaches.
  expect((await office('proofs.takeBack', { ...named, reason: '' })).status).toBe(200);
  expect((await ofThis()).counts).toMatchObject({ missingUnreached: 2, accepted: 0 });
  expect((await office('proofs.takeBack', { ...named, reason: '' })).code).toBe('CONFLICT');
  await confirm(unreached, '04-10');
  await send(mailed);
  await decide((await waiting())[0]!, true);
  const row = (await ofThis()).of('accepted').find(({ memberId }: Loose) => memberId === mailed.memberId);
  expect((await office('proofs.takeBack', { memberId: mailed.memberId, dueOn: row.dueOn, reason: '昨年の学生証でした' })).status).toBe(200);
  expect(await mine(mailed)).toMatchObject({ state: 'refused', reason: '昨年の学生証でした' });
  expect((await mailsOf(mailed, /確認できませんでした/))[0]!.text).toContain('昨年の学生証でした');
  expect((await confirm(mailed.memberId, '04-10')).status).toBe(200);
  expect(await mine(mailed)).toMatchObject({ state: 'accepted', seenOn: `${in_}-04-10` });

  // Who fell back and hears of it by nobody else is there to be told.
  goTo('04-16', in_);
  await work();
  expect(await Promise.all([unreached, silent, mailed.memberId].map((memberId) => typeOf({ memberId })))).toEqual([
    '学生会員',
    '正会員',
    '学生会員',
  ]);
  const after = await ofThis();
  expect(after.counts).toMatchObject({ missing: 0, accepted: 2, lapsedUnreached: 1 });
  expect(after.of('lapsed')[0]).toMatchObject({ memberId: silent, byMail: false, lastDay: `${in_}-04-15` });
  expect((await confirm(silent, '04-10')).code).toBe('PROOF_OVER');
  expect(after.of('accepted').map(({ mayTakeBack }: Loose) => mayTakeBack)).toEqual([false, false]);
  expect((await office('proofs.takeBack', { memberId: unreached, dueOn: named.dueOn, reason: '' })).code).toBe('CONFLICT');
});
