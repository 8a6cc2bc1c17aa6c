import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
let subject: Loose;
let own: Loose;
const plain = { kind: 'text', hint: '', required: false, memberAccess: 'approval', onJoining: false, options: [] as Loose[] };
const office = (procedure: string, input?: unknown) => rig.ask(procedure, input, rig.office.token);
const got = async (procedure: string, input?: unknown): Promise<Loose> => rig.get(procedure, input, rig.office.token);

async function add(label: string, changes: Record<string, unknown> = {}): Promise<Loose> {
  const { fields } = await got('customFields.create', { ...plain, label, ...changes });
  return fields.find((field: Loose) => field.label === label);
}

beforeAll(async () => {
  rig = await startJoiningRig();
  await rig.settings({ approval: 'automatic' });
  const type = { membershipTypeId: rig.typeId, name: '正会員', annualFee: 10_000, feeFrom: null, version: 0 };
  await got('membershipTypes.update', { ...type, honorific: 'dono' });
  subject = await add('専門分野');
  own = await add('好きな鳥', { memberAccess: 'editable' });
});
afterAll(() => rig.stop());

interface Person {
  readonly memberId: string;
  readonly email: string;
  readonly token: string;
}

async function person(name: string): Promise<Person> {
  const email = `${name}@change.example`;
  const { memberId } = await rig.apply(email);
  return { memberId, email, token: (await rig.logIn(email)).data.accessToken };
}
const me = async ({ token }: Person): Promise<Loose> => rig.get('members.myProfile', undefined, token);
async function save(who: Person, custom: Record<string, unknown>, changes: Record<string, unknown> = {}) {
  const { version, phone } = await me(who);
  const form = { phone, postalCode: '', address: '', affiliation: '', version, ...changes, custom };
  return rig.ask('members.updateMyProfile', form, who.token);
}
const record = ({ memberId }: Person): Promise<Loose> => got('members.get', { memberId });
async function officeWrites(who: Person, custom: Record<string, unknown>): Promise<void> {
  const { membershipTypeId, version } = await record(who);
  const fields = { ...memberFields(membershipTypeId), memberNumber: undefined };
  await got('members.update', { ...fields, memberId: who.memberId, version, custom });
}
const waiting = async (who: Person): Promise<Loose[]> => (await got('changeRequests.list', { memberId: who.memberId })).rows;
const decide = async (rows: readonly Loose[], accept: boolean, reason = ''): Promise<Loose> => {
  const changes = rows.map(({ changeRequestId, now }: Loose) => ({ changeRequestId, now }));
  return got('changeRequests.decide', { changes, accept, reason });
};
const mine = async ({ token }: Person): Promise<Loose[]> => rig.get('changeRequests.mine', undefined, token);
const history = async ({ memberId }: Person): Promise<Loose[]> => (await got('members.history', { memberId })).rows;
const mailsOf = async ({ email }: Person) => (await rig.mails(email)).filter(({ subject: about }) => about.includes('変更の申請'));

describe('changes that members ask for (interface.md 5.4)', () => {
  test('what needs approval is asked for, the rest of the same save counts at once, and nothing is written until the office approves', async () => {
    const who = await person('saku');
    const saved = await save(who, { [subject.fieldId]: '森林政策', [own.fieldId]: '鶴' }, { phone: '090-1234-5678' });
    expect(saved.data.custom).toEqual({ [own.fieldId]: '鶴' });
    expect(saved.data.pending).toMatchObject([{ fieldId: subject.fieldId, after: '森林政策' }]);
    expect(saved.data.phone).toBe('090-1234-5678');
    expect((await record(who)).custom).toEqual({ [own.fieldId]: '鶴' });
    // Who only asks has changed nothing: the history says what was asked, and by whom.
    expect((await save(who, { [subject.fieldId]: '環境政策', [own.fieldId]: '鶴' })).status).toBe(200);
    const rows = await history(who);
    expect(rows.map(({ action }) => action).slice(0, 3)).toEqual(['change_request.send', 'change_request.send', 'member.update_own']);
    expect(rows[0]).toMatchObject({
      actorKind: 'member',
      undo: 'not_reversible',
      changes: [{ before: null, after: '専門分野：環境政策' }],
    });

    const [row, ...others] = await waiting(who);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ before: null, now: null, after: '環境政策', standing: 'open', memberId: who.memberId });
    expect(row.field.label).toBe('専門分野');
    expect((await mine(who)).map(({ state, after }) => [state, after])).toEqual([
      ['waiting', '環境政策'],
      ['replaced', '森林政策'],
    ]);
    expect((await got('reports.dashboard')).waitingChanges).toBeGreaterThan(0);

    expect(await decide([row], true)).toEqual({ decided: 1, missed: [] });
    expect((await record(who)).custom).toEqual({ [own.fieldId]: '鶴', [subject.fieldId]: '環境政策' });
    expect((await me(who)).pending).toEqual([]);
    expect(await waiting(who)).toEqual([]);
    expect((await mine(who))[0]).toMatchObject({ state: 'approved', reason: '' });
    const [mail] = await mailsOf(who);
    // Decision 0098: as the type says.
    expect(mail!.text).toMatch(/^.+ 殿\n/);
    expect(mail!.text).toContain('専門分野');
    expect(mail!.text).not.toContain('環境政策');
    expect(mail!.link).toMatch(/\/my\/requests$/);
    // Found by it, as after any edit; and taken back from the history, like any edit.
    const found = await got('members.list', { custom: [{ fieldId: subject.fieldId, is: 'contains', text: '環境' }] });
    expect(found.rows.map(({ memberId }: Loose) => memberId)).toEqual([who.memberId]);
    const [approved] = await history(who);
    expect(approved).toMatchObject({ action: 'change_request.approve', actorKind: 'user', actorName: '青木 玲子', undo: 'possible' });
    await got('members.undoChange', { memberId: who.memberId, auditId: approved!.auditId });
    expect((await record(who)).custom).toEqual({ [own.fieldId]: '鶴' });
  });

  test('a refusal has a reason, which the member reads; the record stays', async () => {
    const who = await person('kotori');
    await save(who, { [subject.fieldId]: '占星術' });
    const [row] = await waiting(who);
    const refusal = { changes: [{ changeRequestId: row.changeRequestId, now: null }], accept: false, reason: '' };
    expect((await office('changeRequests.decide', refusal)).issues).toEqual([{ path: ['reason'], code: 'required' }]);
    expect((await decide([row], false, '学会の分野にありません')).decided).toBe(1);
    expect((await record(who)).custom).toEqual({});
    expect((await mine(who))[0]).toMatchObject({ state: 'refused', reason: '学会の分野にありません' });
    expect((await mailsOf(who))[0]!.text).toContain('学会の分野にありません');
    expect((await history(who))[0]).toMatchObject({ action: 'change_request.refuse', undo: 'not_reversible' });
  });

  test('of two staff at once one decides, and the other reads what happened', async () => {
    const who = await person('futari');
    await save(who, { [subject.fieldId]: '水文学' });
    const rows = await waiting(who);
    const [first, second] = await Promise.all([decide(rows, true), decide(rows, false, '確かめられません')]);
    expect([first.decided, second.decided].toSorted()).toEqual([0, 1]);
    const [late, why] = first.decided === 1 ? [second, 'approved'] : [first, 'refused'];
    expect(late.missed).toEqual([{ name: '髙﨑 春子', label: '専門分野', why, by: '青木 玲子' }]);
    expect(await mailsOf(who)).toHaveLength(1);
    expect((await record(who)).custom).toEqual(why === 'approved' ? { [subject.fieldId]: '水文学' } : {});
  });

  test('what the record says since is shown beside the request, and counts only when staff have seen it', async () => {
    const who = await person('utsuri');
    await officeWrites(who, { [subject.fieldId]: '甲' });
    await save(who, { [subject.fieldId]: '乙' });
    const [seen] = await waiting(who);
    await officeWrites(who, { [subject.fieldId]: '丙' });
    expect(await decide([seen], true)).toMatchObject({ decided: 0, missed: [{ why: 'changed_since', by: '' }] });
    const [row] = await waiting(who);
    expect(row).toMatchObject({ before: '甲', now: '丙', after: '乙', standing: 'changed_since' });
    expect((await decide([row], true)).decided).toBe(1);
    expect((await record(who)).custom[subject.fieldId]).toBe('乙');
  });

  test('the member takes a request back, by a button or by what stood there before; nobody else does', async () => {
    const [who, other] = [await person('yame'), await person('yoso')];
    await save(who, { [subject.fieldId]: '気象' });
    const [first] = await waiting(who);
    const withdraw = (by: Person, row: Loose) => rig.ask('changeRequests.withdraw', { changeRequestId: row.changeRequestId }, by.token);
    expect((await withdraw(other, first)).code).toBe('NOT_FOUND');
    expect((await withdraw(who, first)).data[0].state).toBe('withdrawn');
    expect((await withdraw(who, first)).code).toBe('CONFLICT');
    expect(await decide([first], true)).toMatchObject({ decided: 0, missed: [{ why: 'withdrawn' }] });
    await save(who, { [subject.fieldId]: '海洋' });
    await save(who, { [subject.fieldId]: '' });
    expect(await waiting(who)).toEqual([]);
    expect((await mine(who)).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
    expect(await mailsOf(who)).toEqual([]);
  });

  test('of two saves at once one begins anew, so that a field is asked for once', async () => {
    const who = await person('douji');
    const answers = await Promise.all(['東', '西'].map((value) => save(who, { [subject.fieldId]: value })));
    expect(answers.map(({ code }) => code).toSorted()).toEqual(['', 'CONFLICT']);
    expect(await waiting(who)).toHaveLength(1);
  });

  test('several are decided at once: one change and one mail for each member', async () => {
    const branch = await add('支部', { kind: 'choice', options: [{ label: '北' }, { label: '南' }] });
    const [one, two] = [await person('ichi'), await person('futa')];
    await save(one, { [subject.fieldId]: '山', [branch.fieldId]: branch.options[0].optionId });
    await save(two, { [subject.fieldId]: '川' });
    const all = [...(await waiting(one)), ...(await waiting(two))];
    expect(await decide(all, true)).toEqual({ decided: 3, missed: [] });
    expect((await record(one)).custom).toEqual({ [subject.fieldId]: '山', [branch.fieldId]: branch.options[0].optionId });
    expect([(await mailsOf(one)).length, (await mailsOf(two)).length]).toEqual([1, 1]);
    expect((await history(one)).filter(({ action }) => action === 'change_request.approve')).toHaveLength(1);
  });

  test('what cannot be entered any more can only be refused, and a field that was asked for is put away, not deleted', async () => {
    const who = await person('shimau');
    const rank = await add('段位');
    await save(who, { [rank.fieldId]: '初段' });
    expect(await got('customFields.remove', { fieldId: rank.fieldId })).toEqual({ outcome: 'archived' });
    const [row] = await waiting(who);
    expect(row.standing).toBe('impossible');
    expect(await decide([row], true)).toMatchObject({ decided: 0, missed: [{ why: 'impossible', label: '段位' }] });
    expect((await decide([row], false, '段位はなくなりました')).decided).toBe(1);
  });

  test('a file does not wait for approval: the setting is refused', async () => {
    const file = await add('証書', { kind: 'file', memberAccess: 'editable' });
    const created = await office('customFields.create', { ...plain, label: '免状', kind: 'file' });
    expect(created.issues).toEqual([{ path: ['memberAccess'], code: 'approval_of_file' }]);
    const { version } = await got('customFields.list');
    const { fieldId, label, hint, required, onJoining } = file;
    const update = { fieldId, label, hint, required, onJoining, options: [], memberAccess: 'approval', version };
    expect((await office('customFields.update', update)).issues).toEqual([{ path: ['memberAccess'], code: 'approval_of_file' }]);
  });

  test('two records with a request that waits do not become one', async () => {
    const [kept, merged] = [await person('nokoru'), await person('kieru')];
    await save(merged, { [subject.fieldId]: '地学' });
    const pair = { keptId: kept.memberId, mergedId: merged.memberId };
    const { obstacles } = await got('duplicates.planMerge', pair);
    expect(obstacles).toMatchObject([{ kind: 'change_asked', label: '専門分野' }]);
    await decide(await waiting(merged), false, '登録を一つにまとめます');
    expect((await got('duplicates.planMerge', pair)).obstacles).toEqual([]);
  });

  test('another organisation sees and decides none of it', async () => {
    const who = await person('tonari');
    await save(who, { [subject.fieldId]: '天文' });
    const [row] = await waiting(who);
    const { token } = await rig.signUp();
    expect((await rig.get('changeRequests.list', {}, token)).rows).toEqual([]);
    expect((await rig.ask('changeRequests.list', { memberId: who.memberId }, token)).code).toBe('NOT_FOUND');
    const theirs = { changes: [{ changeRequestId: row.changeRequestId, now: null }], accept: true, reason: '' };
    expect((await rig.ask('changeRequests.decide', theirs, token)).code).toBe('NOT_FOUND');
    expect(await waiting(who)).toHaveLength(1);
  });
});
