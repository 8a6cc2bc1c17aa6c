import { OrgId, newUserId } from '@tsudoi/shared/kernel/ids';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordAudit } from '../src/modules/audit/audit.public.ts';
import { startUndo } from '../src/modules/members/import.service.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { checkRoll, importRoll, rowsOf, settled } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

const wish = (csv: string, more: object = {}) => ({ token: office.token, csv, ...more });
const total = async (): Promise<number> => (await rig.get('members.counts', undefined, office.token)).total;
/** How many mails and bills there are. */
const sent = async () => {
  const { server } = rig.database.databases;
  return { mails: await server.collection('mails').countDocuments(), bills: await server.collection('bills').countDocuments() };
};
const byNumber = async (q: string): Promise<Loose> => {
  const { rows } = await rig.get('members.list', { q, status: 'all' }, office.token);
  return rig.get('members.get', { memberId: rows[0].memberId }, office.token);
};

describe('IMP-01: an import is taken back', () => {
  test('IMP-01: within seven days what came in goes, what was changed comes back, and what somebody touched stays and is named', async () => {
    await rig.get(
      'members.create',
      { ...memberFields(typeId, { memberNumber: 'U-1', address: '元の住所' }), issueProvisional: false },
      office.token,
    );
    await rig.get('members.create', { ...memberFields(typeId, { memberNumber: 'U-2' }), issueProvisional: false }, office.token);
    const before = await total();
    const csv = [
      '会員番号,姓,名,セイ,メイ,会員種別,住所',
      'U-1,髙﨑,春子,タカサキ,ハルコ,正会員,新しい住所',
      'U-2,髙﨑,春子,タカサキ,ハルコ,正会員,新しい住所',
      'U-3,来,一,キ,イチ,正会員,',
      'U-4,来,二,キ,ニ,正会員,',
      'U-5,来,三,キ,サン,正会員,',
    ].join('\n');
    const { importJobId } = await importRoll(rig, wish(csv, { match: 'memberNumber' }));
    expect(await total()).toBe(before + 3);
    const second = await byNumber('U-2');
    await rig.get(
      'members.changeStatus',
      { memberId: second.memberId, status: 'suspended', effectiveOn: '2026-11-01', reason: '' },
      office.token,
    );
    const fifth = await byNumber('U-5');
    await rig.get(
      'billing.createBill',
      { memberId: fifth.memberId, billName: '会', amount: 100, dueOn: '2030-01-31', idempotencyKey: crypto.randomUUID() },
      office.token,
    );
    await rig.get('memberImports.undo', { importJobId }, office.token);
    const undone = await settled(rig, office.token, importJobId);
    expect(undone).toMatchObject({ state: 'undone', undone: { removed: 2, restored: 1, kept_changed: 1, kept_used: 1 } });
    expect(await total()).toBe(before + 1);
    expect((await byNumber('U-1')).address).toBe('元の住所');
    expect((await byNumber('U-2')).address).toBe('新しい住所');
    const kept = await rowsOf(rig, office.token, importJobId, 'kept');
    expect(kept.map((row) => [row.memberNumber, row.undo])).toEqual([
      ['U-2', 'kept_changed'],
      ['U-5', 'kept_used'],
    ]);
    // The numbers are free again, and so are the ids to log in with.
    const again = await importRoll(
      rig,
      wish(
        csv
          .split('\n')
          .filter((_, at) => at === 0 || at === 3)
          .join('\n'),
      ),
    );
    expect(again.outcomes).toEqual({ added: 1 });
    expect((await rig.ask('memberImports.undo', { importJobId }, office.token)).code).toBe('INVALID_TRANSITION');
  });

  test('IMP-01, decision 0012: whoever has money, a term, a hold or anything else of their own stays, without a bill too', async () => {
    const kinds = ['payments', 'member_adjustments', 'membership_terms', 'renewals', 'renewal_consents', 'dunning_holds'];
    const all = [...kinds, 'recurring_plans', 'card_wishes', 'applications', 'stored_files', 'proofs'];
    const lines = ['nobody', ...all, 'mandate'].map((_, at) => `W-${at},持,${at},モチ,モノ,正会員`);
    const { importJobId } = await importRoll(rig, wish(['会員番号,姓,名,セイ,メイ,会員種別', ...lines].join('\n')));
    const { server } = rig.database.databases;
    const members = server.collection<{ _id: string; orgId: string; memberNumber: string }>('members');
    for (const [at, kind] of all.entries()) {
      const { _id: memberId, orgId } = (await members.findOne({ memberNumber: `W-${at + 1}` }))!;
      await server
        .collection<{ _id: string; orgId: string; memberId: string }>(kind)
        .insertOne({ _id: `row of ${memberId}`, orgId, memberId });
    }
    const { _id: subjectId, orgId } = (await members.findOne({ memberNumber: `W-${all.length + 1}` }))!;
    const note = { action: 'debit.mandate', subjectKind: 'directDebit', subjectId, subjectName: '', fields: [] } as const;
    await recordAudit(rig.service.platform, mintOrgScope(OrgId.parse(orgId)), { kind: 'system', name: 'test' }, note);
    await rig.get('memberImports.undo', { importJobId }, office.token);
    const { undone } = await settled(rig, office.token, importJobId);
    for (const kind of all) await server.collection<{ _id: string }>(kind).deleteMany({ _id: /^row of / });
    expect(undone).toEqual({ removed: 1, kept_used: all.length + 1 });
    expect(await members.countDocuments({ memberNumber: /^W-[1-9]/ })).toBe(all.length + 1);
  });

  test('NUM-02, case 34: whom an import brought without a number waits for none after it is taken back', async () => {
    const numbering = await rig.get('members.numbering', undefined, office.token);
    const { version } = await rig.get('members.saveNumbering', { ...numbering, mode: 'by_hand' }, office.token);
    const { importJobId } = await importRoll(rig, wish('姓,名,セイ,メイ,会員種別\n無,番,ム,バン,正会員'));
    expect((await rig.get('members.numbersToGive', undefined, office.token)).total).toBe(1);
    await rig.get('memberImports.undo', { importJobId }, office.token);
    await settled(rig, office.token, importJobId);
    expect(await rig.database.databases.server.collection('reception_numbers').countDocuments()).toBe(0);
    await rig.get('members.saveNumbering', { ...numbering, version }, office.token);
  });

  test('IMP-01: former members come in with their history, a member who left stops logging in, nobody is mailed or billed, and all comes back', async () => {
    const fields = memberFields(typeId, { memberNumber: 'S-1' });
    const { memberId } = await rig.get('members.create', { ...fields, issueProvisional: true }, office.token);
    const known = await rig.get('members.get', { memberId }, office.token);
    // Still to come, whenever this runs.
    const leaves = addDays(rig.service.platform.clock.today(), 100);
    const csv = [
      '会員番号,氏名,フリガナ,会員種別,入会日,会員状況,休会日,退会日',
      'S-1,,,,,退会,,2026/3/31',
      'S-2,元 一,モト イチ,正会員,2010/4/1,退会,,R6.3.31',
      'S-3,休 二,ヤスミ ニ,正会員,2010/4/1,休会中,2026/4/1,',
      `S-4,予 三,ヨ サン,正会員,2010/4/1,在会,,${leaves.replaceAll('-', '/')}`,
      'S-5,亡 四,ナキ シ,正会員,2010/4/1,逝去,,2024/5/1',
      'S-6,誤 五,ゴ ゴ,正会員,2010/4/1,幽霊会員,,2024/5/1',
      'S-7,誤 六,ゴ ロク,正会員,2010/4/1,退会,,',
      'S-8,在 七,ザイ シチ,正会員,2010/4/1,,,',
    ].join('\n');
    const job = await checkRoll(rig, wish(csv, { match: 'memberNumber' }));
    expect(job).toMatchObject({ counts: { new: 5, changed: 1, error: 2 }, statuses: { withdrawn: 3, suspended: 1, deceased: 1 } });
    const { importJobId } = job;
    const errors = (await rowsOf(rig, office.token, importJobId, 'error')).map(({ errors: [one] }) => `${one.target}:${one.code}`);
    expect(errors).toEqual(['status:unknown_status', 'withdrawnOn:status_date_missing']);
    const [change] = await rowsOf(rig, office.token, importJobId, 'changed');
    expect(change.statuses).toEqual([{ status: 'withdrawn', effectiveOn: '2026-03-31' }]);
    const { mails, bills } = await sent();
    await rig.get('memberImports.run', { importJobId, skipErrors: true }, office.token);
    expect((await settled(rig, office.token, importJobId)).outcomes).toEqual({ added: 5, changed: 1, left_out: 2 });
    expect(await sent()).toEqual({ mails, bills });
    const histories = await Promise.all(['S-1', 'S-2', 'S-3', 'S-4', 'S-5', 'S-8'].map(byNumber));
    expect(histories.map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn', 'suspended', 'active', 'deceased', 'active']);
    expect(histories.map(({ statusHistory }) => statusHistory.length)).toEqual([2, 2, 2, 2, 2, 1]);
    expect(histories.map(({ withdrawnOn }) => withdrawnOn)).toEqual(['2026-03-31', '2024-03-31', null, leaves, null, null]);
    expect(histories[1]).toMatchObject({ joinedOn: '2010-04-01', statusHistory: [{}, {}] });
    expect(histories[0].account.state).toBe('disabled');
    // The counts of the list follow; who may not log in gets no pair.
    expect((await rig.get('members.list', { q: 'モト', status: 'withdrawn' }, office.token)).total).toBe(1);
    const { pairs } = await rig.get('memberImports.issuePairs', { importJobId, part: 0 }, office.token);
    expect(pairs.map((pair: Loose) => pair.memberNumber)).toEqual(['S-3', 'S-4', 'S-8']);
    // The file that we write of them is understood when it comes back: nothing is another.
    const back = await fetch(`${rig.url}/downloads/members`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
      body: JSON.stringify({ q: 'S-', status: 'all', format: 'csv_utf8', columns: ['会員番号', '会員状況', '退会日'] }),
    });
    const again = await checkRoll(rig, wish(await back.text(), { match: 'memberNumber' }));
    expect(again.counts).toEqual({ new: 0, changed: 0, unchanged: 6, error: 0 });
    const messages = rig.database.databases.server.collection('outbox').find({ name: 'members.member.left' });
    expect((await messages.toArray()).map((row) => row['payload'].memberId)).toEqual([memberId]);

    await rig.get('memberImports.undo', { importJobId }, office.token);
    expect((await settled(rig, office.token, importJobId)).undone).toEqual({ removed: 5, restored: 1, nothing: 2 });
    const restored = await byNumber('S-1');
    expect([restored.status, restored.withdrawnOn, restored.account.state]).toEqual(['active', null, 'none']);
    expect(restored.statusHistory).toEqual(known.statusHistory);
    const log = await rig.get('audit.list', { subjectId: memberId }, office.token);
    expect(log.rows.map((row: Loose) => row.action).slice(0, 2)).toEqual(['member.status', 'member.status']);
  });

  test('IMP-01: who left or rested comes back by a file with the history kept, once, and the undo takes the return out again', async () => {
    const joined = [
      '会員番号,氏名,フリガナ,会員種別,入会日,会員状況,休会日,退会日',
      'B-1,戻 一,モド イチ,正会員,2010/4/1,退会,,2024/3/31',
      'B-2,戻 二,モド ニ,正会員,2010/4/1,休会,2024/4/1,',
      'B-3,戻 三,モド サン,正会員,2010/4/1,退会,,2024/3/31',
      'B-4,除 四,ジョ ヨン,正会員,2010/4/1,除名,,2024/3/31',
      'B-5,戻 五,モド ゴ,正会員,2010/4/1,退会,,2024/3/31',
    ].join('\n');
    await importRoll(rig, wish(joined));
    const firstOf = await byNumber('B-1');
    // Two ways to say it: a day of return, or the day of joining overwritten; nobody is mailed or billed.
    const csv = [
      '会員番号,入会日,会員状況,退会日,再入会日',
      'B-1,2010/4/1,在会,2024/3/31,2026/4/1',
      'B-2,2010/4/1,在会,,2026/4/1',
      'B-3,2026/4/1,在会,,',
      'B-4,2010/4/1,在会,2024/3/31,2026/4/1',
      'B-5,2010/4/1,在会,,',
    ].join('\n');
    const job = await checkRoll(rig, wish(csv, { match: 'memberNumber' }));
    const { importJobId } = job;
    expect(job).toMatchObject({ counts: { changed: 3, error: 2 }, statuses: { active: 3 } });
    const preview = await rowsOf(rig, office.token, importJobId, 'changed');
    expect(preview.map(({ statuses, changes }) => ({ statuses, changes }))).toEqual(
      Array.from({ length: 3 }, () => ({ statuses: [{ status: 'active', effectiveOn: '2026-04-01' }], changes: [] })),
    );
    const errors = (await rowsOf(rig, office.token, importJobId, 'error')).map(({ errors: [one] }) => `${one.target}:${one.code}`);
    expect(errors).toEqual(['rejoinedOn:return_of_expelled', 'status:back_needs_day']);
    const before = await sent();
    await rig.get('memberImports.run', { importJobId, skipErrors: true }, office.token);
    expect((await settled(rig, office.token, importJobId)).outcomes).toEqual({ changed: 3, left_out: 2 });
    expect(await sent()).toEqual(before);
    const back = await Promise.all(['B-1', 'B-2', 'B-3'].map(byNumber));
    for (const member of back) expect(member).toMatchObject({ status: 'active', joinedOn: '2010-04-01', withdrawnOn: null });
    expect(back.map(({ statusHistory }) => statusHistory.length)).toEqual([3, 3, 3]);
    // The log-in of whoever left waits for a fresh pair.
    expect(back[0].account.state).toBe('none');
    const again = await checkRoll(rig, wish(csv, { match: 'memberNumber' }));
    expect(again.counts).toMatchObject({ changed: 0, unchanged: 3 });

    await rig.get('memberImports.undo', { importJobId }, office.token);
    expect((await settled(rig, office.token, importJobId)).undone).toEqual({ restored: 3, nothing: 2 });
    const undone = await Promise.all(['B-1', 'B-2', 'B-3'].map(byNumber));
    expect(undone.map(({ status }) => status)).toEqual(['withdrawn', 'suspended', 'withdrawn']);
    expect(undone[0]).toMatchObject({ statusHistory: firstOf.statusHistory, withdrawnOn: '2024-03-31', account: { state: 'disabled' } });
  });

  test('M10, domain.md 3.2: whom a file expelled, its undo takes back for admins only; who came in expelled is no matter', async () => {
    const columns = '会員番号,氏名,フリガナ,会員種別,入会日,会員状況,退会日';
    await importRoll(rig, wish(`${columns}\nX-1,除 一,ジョ イチ,正会員,2010/4/1,在会,`));
    const csv = (number: string) => `${columns}\n${number},除 一,ジョ イチ,正会員,2010/4/1,除名,2024/3/31`;
    const came = await importRoll(rig, wish(csv('X-2')));
    const were = await importRoll(rig, wish(csv('X-1'), { match: 'memberNumber' }));
    expect((await byNumber('X-1')).status).toBe('expelled');
    const { platform } = rig.service;
    const organization = await platform.databases.server.collection<{ _id: OrgId }>('organizations').findOne({ slug: office.slug });
    const staff = { kind: 'user', userId: newUserId(), role: 'staff', name: '職員', scope: mintOrgScope(organization!._id) } as UserActor;
    await expect(startUndo(platform, staff, were.importJobId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const [importJobId, undone] of [
      [came.importJobId, { removed: 1 }],
      [were.importJobId, { restored: 1 }],
    ] as const) {
      await (importJobId === came.importJobId
        ? startUndo(platform, staff, importJobId)
        : rig.get('memberImports.undo', { importJobId }, office.token));
      expect((await settled(rig, office.token, importJobId)).undone).toEqual(undone);
    }
    expect((await byNumber('X-1')).status).toBe('active');
  });

  test('IMP-01: after seven days neither a plan is carried out nor an import taken back', async () => {
    const jobs = rig.database.databases.server.collection('import_jobs');
    const csv = (name: string) => `姓,名,セイ,メイ,会員種別\n${name},遅,オソ,イ,正会員`;
    const old = new Date(Date.now() - 7.1 * 86_400_000);
    const stale = await checkRoll(rig, wish(csv('一')));
    await jobs.updateOne({ _id: stale.importJobId }, { $set: { checkedAt: old } });
    const { importJobId } = stale;
    expect((await rig.ask('memberImports.run', { importJobId, skipErrors: false }, office.token)).code).toBe('IMPORT_PLAN_STALE');
    const done = await importRoll(rig, wish(csv('二')));
    await jobs.updateOne({ _id: done.importJobId }, { $set: { finishedAt: old } });
    expect((await rig.ask('memberImports.undo', { importJobId: done.importJobId }, office.token)).code).toBe('IMPORT_UNDO_OVER');
  });

  test('RNK-01 ranks by name and tags of a file come in, are changed by a second file and taken back', async () => {
    const { corporateMyPage, version } = await rig.get('memberSettings.get', undefined, office.token);
    const saved = await rig.get(
      'memberSettings.save',
      { corporateMyPage, ranks: [{ name: 'ゴールド' }, { name: 'シルバー' }], version },
      office.token,
    );
    const [gold, silver] = saved.ranks.map((rank: Loose) => rank.rankId);
    const columns = '会員番号,氏名,フリガナ,会員種別,ランク,タグ';
    const added = await importRoll(rig, wish(`${columns}\nRT-1,階 一,カイ イチ,正会員,ゴールド,"幹事、編集"\nRT-2,階 二,カイ ニ,正会員,,`));
    expect(added.outcomes).toEqual({ added: 2 });
    expect(await byNumber('RT-1')).toMatchObject({ rankId: gold, tags: ['幹事', '編集'] });
    expect(await byNumber('RT-2')).toMatchObject({ rankId: '', tags: [] });
    const listed = await rig.get('members.list', { tag: '編集' }, office.token);
    expect(listed.rows.map((row: Loose) => row.memberNumber)).toEqual(['RT-1']);

    const second = wish('会員番号,会員ランク,タグ\nRT-1,シルバー,幹事\nRT-2,プラチナ,', { match: 'memberNumber' });
    const job = await checkRoll(rig, second);
    const [changed, wrong] = await rowsOf(rig, office.token, job.importJobId);
    expect(changed.changes).toEqual([
      { target: 'rank', before: 'ゴールド', after: 'シルバー' },
      { target: 'tags', before: '幹事、編集', after: '幹事' },
    ]);
    expect(wrong.errors).toEqual([{ target: 'rank', code: 'unknown_rank', value: 'プラチナ' }]);
    await rig.get('memberImports.run', { importJobId: job.importJobId, skipErrors: true }, office.token);
    await settled(rig, office.token, job.importJobId);
    expect(await byNumber('RT-1')).toMatchObject({ rankId: silver, tags: ['幹事'] });
    expect((await rig.get('members.list', { tag: '編集' }, office.token)).rows).toEqual([]);
    await rig.get('memberImports.undo', { importJobId: job.importJobId }, office.token);
    await settled(rig, office.token, job.importJobId);
    expect(await byNumber('RT-1')).toMatchObject({ rankId: gold, tags: ['幹事', '編集'] });
  });
});
