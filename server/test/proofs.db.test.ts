import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JoiningRig } from './joining.factory.ts';
import { type Person, proofStories, startProofRig } from './proof.factory.ts';
import type { Loose } from './server-rig.ts';
import { fetchFile } from './upload.factory.ts';

let rig: JoiningRig;
let student: string;
const stories = proofStories(() => ({ rig, student }));
const { year, goTo, rule, office, officeToken, person, tokenOf, send, mine, typeOf, mailsOf, waiting, decide, work } = stories;
beforeAll(async () => {
  ({ rig, student } = await startProofRig());
});
afterAll(() => rig.stop());

/** As if the process ended where what has lapsed is written down. */
async function breakingOff(doing: () => Promise<unknown>): Promise<void> {
  const { server } = rig.service.platform.databases;
  const real = server.collection.bind(server);
  const broken = vi.spyOn(server, 'collection').mockImplementation(((name: string) => {
    const rows = real(name);
    if (name === 'proofs') {
      const write = rows.findOneAndUpdate.bind(rows) as (...given: Loose[]) => Loose;
      rows.findOneAndUpdate = ((...given: Loose[]) =>
        given[1].$set.state === 'lapsed' ? Promise.reject(new Error('the process ends here')) : write(...given)) as Loose;
    }
    return rows;
  }) as typeof server.collection);
  try {
    await doing();
  } finally {
    broken.mockRestore();
  }
}

describe('yearly proof of a membership type', () => {
  test('#11 asked, reminded, checked and wiped; who sends nothing falls back once, before the next run', async () => {
    goTo('03-20');
    const [accepted, refused, silent, late] = [
      await person('accepted'),
      await person('refused'),
      await person('silent'),
      await person('late'),
    ];
    expect((await office('proofs.saveRule', rule())).data.rules).toMatchObject([
      { membershipTypeName: '学生会員', fallbackTypeName: '正会員' },
    ]);
    await work();
    expect(await mine(silent)).toBeNull();
    expect((await send(silent)).status).toBe(404);

    goTo('04-01');
    await work();
    await Promise.all([work(), work()]);
    await work();
    for (const who of [accepted, refused, silent, late]) expect(await mailsOf(who, /証明書のお願い/)).toHaveLength(1);
    expect(await mine(silent)).toMatchObject({ state: 'asked', dueOn: `${year}-04-15`, fallbackTypeName: '正会員' });

    // Sent twice: only the second is there to be looked at.
    const first = await send(accepted, '前の写真.jpg');
    expect([first.status, first.body.state]).toEqual([200, 'sent']);
    const [before] = await waiting();
    await send(accepted, '学生証.jpg');
    const rows = await waiting();
    expect(rows.map(({ fileName }) => fileName)).toEqual(['学生証.jpg']);
    expect((await decide(before, true)).code).toBe('CONFLICT');
    const token = await officeToken();
    expect((await fetchFile(rig, rows[0].fileId, token)).status).toBe(200);
    expect((await fetchFile(rig, rows[0].fileId, await tokenOf(accepted))).status).toBe(200);
    expect((await fetchFile(rig, rows[0].fileId, await tokenOf(silent))).status).toBe(404);
    expect((await office('reports.dashboard')).data.waitingProofs).toBe(1);

    // Accepted: the fact, the day and who remain; nothing of the picture does.
    expect((await decide(rows[0], true)).data.waiting).toEqual([]);
    const kept = await rig.database.databases.server.collection<Loose>('proofs').findOne({ memberId: accepted.memberId });
    expect(kept).toMatchObject({ state: 'accepted', decidedBy: '青木 玲子', fileId: null, fileName: '' });
    expect(kept.decidedAt).toBeInstanceOf(Date);
    const left = rig.database.databases.server;
    expect([await left.collection('stored_files').countDocuments(), await left.collection('files.files').countDocuments()]).toEqual([0, 0]);
    expect((await fetchFile(rig, rows[0].fileId, token)).status).toBe(404);
    expect((await mine(accepted)).state).toBe('accepted');
    expect((await send(accepted)).status).toBe(404);

    // Refused: the reason reaches the member, who may send another.
    await send(refused);
    expect((await decide((await waiting())[0], false)).issues).toEqual([{ path: ['reason'], code: 'required' }]);
    await decide((await waiting())[0], false, '有効期限が読めません');
    expect(await mine(refused)).toMatchObject({ state: 'refused', reason: '有効期限が読めません' });
    expect((await mailsOf(refused, /確認できませんでした/))[0]!.text).toContain('有効期限が読めません');

    goTo('04-12');
    await work();
    await work();
    const reminders = await Promise.all([accepted, refused, silent].map(async (who) => (await mailsOf(who, /証明書のお願い/)).length));
    expect(reminders).toEqual([1, 2, 2]);

    goTo('04-15');
    await send(late);
    await work();
    expect(await Promise.all([accepted, refused, silent, late].map(typeOf))).toEqual(['学生会員', '学生会員', '学生会員', '学生会員']);

    goTo('04-16');
    await work();
    await Promise.all([work(), work()]);
    await work();
    expect(await Promise.all([accepted, refused, silent, late].map(typeOf))).toEqual(['学生会員', '正会員', '正会員', '学生会員']);
    expect(await mailsOf(silent, /会員種別が変わりました/)).toHaveLength(1);
    // Decision 0098: their type says 殿 from the admission on; the one that they fall back to says nothing of its own.
    const openings = async (about: RegExp) => (await mailsOf(silent, about)).map(({ text }) => /^.+ (.+)$/m.exec(text)![1]);
    expect(await openings(/入会の手続きが済みました/)).toEqual(['殿']);
    expect(await openings(/証明書のお願い/)).toEqual(['殿', '殿']);
    expect(await openings(/会員種別が変わりました/)).toEqual(['様']);
    const { rows: history } = (await office('members.history', { memberId: silent.memberId })).data;
    expect(history.filter((row: Loose) => row.action === 'member.proof_lapsed')).toHaveLength(1);

    // Who sent in time keeps the type until the office has looked, and not beyond a refusal.
    await decide((await waiting())[0], false, '他の人の学生証です');
    expect(await typeOf(late)).toBe('正会員');
    expect(await mine(late)).toBeNull();

    // The next run bills what they are from now on: who fell back pays the fee of the type they fell back to.
    const [item] = (await office('billing.items')).data;
    const planned = (
      await office('billing.planRun', {
        billingItemId: item.billingItemId,
        fiscalYear: year,
        allocationStartMonth: `${year}-04`,
        dueOn: `${year}-06-01`,
        billName: '年会費',
        excludedMembershipTypeIds: [],
      })
    ).data;
    const plan = (await office('billing.planRows', { billingRunId: planned.billingRunId, show: 'included' })).data.rows;
    const feeOf = ({ memberId }: Person) => {
      const { membershipTypeName, amount } = plan.find((row: Loose) => row.memberId === memberId);
      return [membershipTypeName, amount];
    };
    expect([accepted, refused, silent, late].map(feeOf)).toEqual([
      ['学生会員', 3000],
      ['正会員', 10_000],
      ['正会員', 10_000],
      ['正会員', 10_000],
    ]);

    // Every year anew, also of those who were accepted.
    goTo('04-01', year + 1);
    await work();
    expect(await mine(accepted)).toMatchObject({ state: 'asked', dueOn: `${year + 1}-04-15` });
    expect(await mailsOf(accepted, /証明書のお願い/)).toHaveLength(2);
  });

  test('#11 a rule that is made after its last day takes nobody’s type away, and a hostile file is no proof', async () => {
    goTo('05-10', year + 1);
    const who = await person('newcomer');
    await office('proofs.dropRule', { membershipTypeId: student });
    await office('proofs.saveRule', rule());
    await work();
    expect(await typeOf(who)).toBe('学生会員');
    goTo('04-02', year + 2);
    const refusal = await send(who, '学生証.jpg', Buffer.from('<svg onload="alert(1)"/>'));
    expect([refusal.status, refusal.body.domainCode]).toEqual([400, 'FILE_NOT_AS_NAMED']);
    expect(await mine(who)).toMatchObject({ state: 'asked' });
    expect((await fetch(`${rig.url}/uploads/proof`, { method: 'POST' })).status).toBe(401);
  });

  test('#11 a proof of a type that somebody no longer has takes no other type away when it is refused', async () => {
    const senior = (await office('membershipTypes.create', { name: 'シニア会員', annualFee: 5000 })).data.membershipTypeId;
    await office('proofs.saveRule', { ...rule(), membershipTypeId: senior });
    goTo('04-05', year + 2);
    const who = await person('moved');
    await send(who);
    await rig.database.databases.server
      .collection<Loose>('members')
      .updateOne({ _id: who.memberId }, { $set: { membershipTypeId: senior } });
    goTo('04-16', year + 2);
    const [row] = await waiting();
    expect((await decide(row!, false, '有効期限が切れています')).data.waiting).toEqual([]);
    expect(await typeOf(who)).toBe('シニア会員');
    expect(await mailsOf(who, /確認できませんでした/)).toEqual([]);
  });

  test('#11 a pass that breaks off at a member is carried on at this member: nobody falls back unheard', async () => {
    goTo('04-05', year + 3);
    await office('proofs.saveRule', rule());
    const [silent, late] = [await person('unheard'), await person('halfway')];
    await send(late);
    await work();
    goTo('04-16', year + 3);
    await breakingOff(work);
    expect(await typeOf(silent)).toBe('学生会員');
    await work();
    expect(await typeOf(silent)).toBe('正会員');
    expect(await mailsOf(silent, /会員種別が変わりました/)).toHaveLength(1);
    const lapsed = { memberId: silent.memberId, state: 'lapsed' };
    expect(await rig.database.databases.server.collection('proofs').countDocuments(lapsed)).toBe(1);

    // A refusal after the last day is one with what follows from it.
    const [row] = await waiting();
    await breakingOff(async () => expect((await decide(row!, false, '読めません')).status).toBe(500));
    expect([await typeOf(late), await mailsOf(late, /確認できませんでした/)]).toEqual(['学生会員', []]);
    expect(await waiting()).toEqual([row]);
    expect((await decide(row!, false, '読めません')).data.waiting).toEqual([]);
    expect(await typeOf(late)).toBe('正会員');
    expect(await mailsOf(late, /確認できませんでした/)).toHaveLength(1);
  });

  test('#11 a last day that is moved takes nothing from whoever was accepted or waits, in either direction', async () => {
    const in_ = year + 4;
    goTo('04-05', in_);
    await office('proofs.saveRule', rule());
    const [accepted, waits, again, silent] = [await person('early'), await person('queued'), await person('again'), await person('slow')];
    await send(accepted);
    await decide((await waiting())[0], true);
    for (const who of [waits, again]) await send(who);
    const rowOf = async ({ memberId }: Person) => (await waiting()).find((row) => row.memberId === memberId)!;

    goTo('04-12', in_);
    await office('proofs.saveRule', { ...rule(), dueOn: '04-30' });
    await work();
    expect(await mine(accepted)).toMatchObject({ state: 'accepted', dueOn: `${in_}-04-30` });
    expect((await mine(waits)).state).toBe('sent');
    expect((await send(accepted)).status).toBe(404);
    expect(await rowOf(waits)).toMatchObject({ dueOn: `${in_}-04-15`, lastDay: `${in_}-04-30` });
    expect(await Promise.all([accepted, waits, silent].map(async (who) => (await mailsOf(who, /証明書のお願い/)).length))).toEqual([
      0, 0, 1,
    ]);

    // The last day is the one that counts now: whoever is refused before it may send another, in the place of the first.
    goTo('04-20', in_);
    await decide(await rowOf(again), false, '読めません');
    expect((await mailsOf(again, /確認できませんでした/))[0]!.text).toContain(`${in_}/04/30までに`);
    expect(await typeOf(again)).toBe('学生会員');
    await send(again);
    await send(again, '学生証 裏.jpg');
    expect((await waiting()).filter(({ memberId }) => memberId === again.memberId)).toHaveLength(1);

    // Set back, made shorter, and taken off and made anew: no picture is left to prove anything with.
    for (const dueOn of ['04-25', '04-22']) await office('proofs.saveRule', { ...rule(), dueOn });
    await office('proofs.dropRule', { membershipTypeId: student });
    await office('proofs.saveRule', { ...rule(), dueOn: '04-28' });
    expect((await mine(accepted)).state).toBe('accepted');

    goTo('04-29', in_);
    await work();
    expect(await Promise.all([accepted, waits, again, silent].map(typeOf))).toEqual(['学生会員', '学生会員', '学生会員', '正会員']);
    await decide(await rowOf(waits), false, '他の人の学生証です');
    await decide(await rowOf(again), true);
    expect(await Promise.all([waits, again].map(typeOf))).toEqual(['正会員', '学生会員']);
    expect(await rig.database.databases.server.collection('proofs').countDocuments({ memberId: waits.memberId })).toBe(1);
  });

  test('#11 another organisation sees neither rules nor proofs, and cannot decide', async () => {
    rig.travel(0);
    const stranger = await rig.signUp('他の団体');
    expect(await rig.get('proofs.list', undefined, stranger.token)).toEqual({ rules: [], waiting: [], total: 0 });
    expect((await rig.ask('proofs.saveRule', rule(), stranger.token)).code).toBe('NOT_FOUND');
    expect((await rig.ask('proofs.dropRule', { membershipTypeId: student }, stranger.token)).code).toBe('NOT_FOUND');
  });
});
