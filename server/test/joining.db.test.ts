import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, applicantFields, password, startJoiningRig, terms } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 86_400_000;
const admin = (procedure: string, input?: unknown) => rig.ask(procedure, input, rig.office.token);
const form = (token: string | undefined) => rig.ask('applications.joinForm', { token });
const submit = (token: string | undefined, changes: Record<string, unknown> = {}) =>
  rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId, changes), password });
const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);
const jst = (moment: string) => Date.parse(`${moment}+09:00`);
/** The database takes away by its own clock what ended long ago: in the year of the oracles that would be everything. */
const keepLongPast = async () => {
  const tokens = collection('mail_tokens');
  if (await tokens.indexExists('ttl')) await tokens.dropIndex('ttl');
};
const codeOf = (text: string) => /数字：(\d{6})/.exec(text)?.[1] ?? '';

describe('the door (settings, terms)', () => {
  test('an organisation is closed until it opens, and opens with terms and a type only; a changed text is a new version', async () => {
    const fresh = await rig.signUp('北雲学会');
    const page = () => rig.get('applications.joinPage', { org: fresh.slug });
    expect(await page()).toEqual({ open: false, termsId: null, termsVersion: 0, terms: '', types: [] });
    expect((await rig.knock('early@example.jp', { org: fresh.slug })).code).toBe('JOINING_CLOSED');
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '学生会員', annualFee: 4000 }, fresh.token);
    expect((await rig.settings({ open: true }, fresh)).code).toBe('JOINING_NOT_READY');
    expect((await rig.settings({ open: true, membershipTypeIds: [membershipTypeId] }, fresh)).code).toBe('JOINING_NOT_READY');
    expect((await rig.settings({ open: true, terms }, fresh)).code).toBe('JOINING_NOT_READY');
    const saved = await rig.settings({ open: true, terms, membershipTypeIds: [membershipTypeId] }, fresh);
    expect(saved.data).toMatchObject({ open: true, approval: 'staff', termsVersion: 1 });
    expect((await rig.settings({ terms: '' }, fresh)).data.termsVersion).toBe(1);
    expect((await rig.settings({ terms: `${terms}\n第3条 退会できます。` }, fresh)).data.termsVersion).toBe(2);
    const rows = await collection('terms')
      .find({ publishedBy: '青木 玲子', text: { $regex: '^第1条' } })
      .sort({ version: 1 })
      .toArray();
    expect(rows.filter(({ orgId }) => orgId === rows.at(-1)?.orgId).map(({ version }) => version)).toEqual([1, 2]);
    expect(await page()).toMatchObject({ open: true, termsVersion: 2, types: [{ name: '学生会員', annualFee: 4000 }] });
    expect((await rig.settings({ version: 0 }, fresh)).code).toBe('CONFLICT');
    expect((await rig.settings({ membershipTypeIds: [rig.typeId] }, fresh)).code).toBe('NOT_FOUND');
  });

  test('APP-02: terms, address, form in this order; the agreed version is stored, and nothing opens without a link', async () => {
    const email = 'order@example.jp';
    expect((await rig.knock(email, { agreed: false })).code).toBe('INVALID_INPUT');
    expect((await rig.knock(email, { termsId: 'trm_01JZZZZZZZZZZZZZZZZZZZZZZZ' })).code).toBe('TERMS_CHANGED');
    expect(await rig.mails(email)).toHaveLength(0);
    for (const forced of ['', 'x', 'garbage'.repeat(9)]) expect((await form(forced)).code).toMatch(/TOKEN_INVALID|INVALID_INPUT/);
    const { applicationId } = await rig.apply(email);
    const detail = await rig.get('applications.get', { applicationId }, rig.office.token);
    expect(detail).toMatchObject({ termsVersion: 1, state: 'submitted' });
    expect(detail.agreedAt).not.toBeNull();
    // The text somebody agreed to stays, when a newer one is published.
    await rig.settings({ terms: `${terms}\n附則` });
    expect((await rig.knock('late@example.jp')).code).toBe('TERMS_CHANGED');
    rig.termsId = (await rig.get('applications.joinPage', { org: rig.office.slug })).termsId;
    expect((await rig.get('applications.get', { applicationId }, rig.office.token)).termsVersion).toBe(1);
  });
});

describe('the address (ACC-08 to ACC-12)', () => {
  test('ACC-08: the page says the same for a free, a registered and a waiting address; only the mails differ, and staff see the try', async () => {
    const registered = 'member@example.jp';
    const applied = await rig.apply(registered);
    const { version } = await rig.get('applications.get', { applicationId: applied.applicationId }, rig.office.token);
    await admin('applications.approve', {
      applicationId: applied.applicationId,
      version,
      joinedOn: addDays(rig.service.platform.clock.today(), 300),
    });
    await admin('members.get', { memberId: applied.memberId });
    const waiting = 'waiting@example.jp';
    await rig.apply(waiting);
    await collection('members').updateOne({ _id: applied.memberId }, { $set: { status: 'active' } });
    const answers = [await rig.knock('free@example.jp'), await rig.knock(registered), await rig.knock(waiting)];
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    const newest = async (email: string) => (await rig.mails(email))[0]!;
    expect((await newest('free@example.jp')).text).toContain('24時間有効');
    expect((await newest(registered)).text).toContain('すでに');
    expect((await newest(registered)).link).not.toContain('token');
    expect((await newest(waiting)).text).toContain('届いています');
    await rig.knock(registered);
    const { rows } = await rig.get('applications.list', { view: 'other', q: registered }, rig.office.token);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ state: 'registered', email: registered });
    expect((await rig.get('applications.get', { applicationId: rows[0].applicationId }, rig.office.token)).memberId).toBe(applied.memberId);
    // An address is one address in any width and case (case 24).
    await rig.knock('ＦＲＥＥ@Example.JP');
    expect(await rig.mails('free@example.jp')).toHaveLength(2);
  });

  test('ACC-10: the link lives 24 hours from sending, not a moment longer (case 16, oracle 23); then one starts again', async () => {
    const email = 'slow@example.jp';
    await keepLongPast();
    rig.standAt(jst('2025-04-01T10:00:00'));
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    rig.standAt(jst('2025-04-02T09:59:59'));
    expect((await form(token)).status).toBe(200);
    rig.standAt(jst('2025-04-02T10:00:00') - 1);
    expect((await form(token)).status).toBe(200);
    rig.standAt(jst('2025-04-02T10:00:00'));
    expect((await form(token)).code).toBe('TOKEN_EXPIRED');
    expect((await submit(token)).code).toBe('TOKEN_EXPIRED');
    // What the office sees ends with the link.
    expect(await rig.find(email, 'other')).toMatchObject({ state: 'expired' });
    await rig.knock(email);
    const [fresh] = await rig.tokens(email);
    expect(fresh).not.toBe(token);
    expect((await form(fresh)).data).toMatchObject({ email, purpose: 'apply', asksPassword: true });
    const { rows } = await rig.get('applications.list', { view: 'other', q: email }, rig.office.token);
    expect(rows.map((one: Loose) => one.state).sort()).toEqual(['email_pending', 'expired']);
  });

  test('ACC-11: of two mails only the newest works (case 15, oracle 24); a link used twice says so (case 18)', async () => {
    const email = 'twice@example.jp';
    await keepLongPast();
    rig.standAt(jst('2025-04-01T10:00:00'));
    await rig.knock(email);
    const [older] = await rig.tokens(email);
    rig.standAt(jst('2025-04-01T11:00:00'));
    await rig.knock(email);
    const newer = (await rig.tokens(email)).find((token) => token !== older);
    rig.standAt(jst('2025-04-01T11:01:00'));
    expect((await form(older)).code).toBe('TOKEN_SUPERSEDED');
    expect((await submit(older)).code).toBe('TOKEN_SUPERSEDED');
    expect((await form(newer)).status).toBe(200);
    expect((await submit(newer)).data).toEqual({ org: rig.office.slug, outcome: 'submitted' });
    expect((await form(newer)).code).toBe('TOKEN_USED');
    expect((await submit(newer)).code).toBe('TOKEN_USED');
    expect((await rig.get('applications.list', { view: 'other', q: email }, rig.office.token)).rows).toHaveLength(0);
  });

  test('ACC-12: a cut link is invalid, and the digits of the mail still complete the step; five wrong tries end them', async () => {
    const email = 'cut@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    expect((await form(token!.slice(0, 20))).code).toBe('TOKEN_INVALID');
    const code = codeOf((await rig.mails(email))[0]!.text);
    expect(code).toMatch(/^\d{6}$/);
    const type = (typed: string, address = email) =>
      rig.ask('applications.joinByCode', { org: rig.office.slug, email: address, code: typed });
    const wrong = code === '111111' ? '222222' : '111111';
    expect((await type(wrong)).code).toBe('CODE_WRONG');
    expect((await type(code, 'nobody@example.jp')).code).toBe('CODE_WRONG');
    const wide = [...code].map((digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0)).join('');
    const opened = (await type(wide)).data.token as string;
    expect((await form(opened)).data.email).toBe(email);
    // The mailed link goes on working beside it; once the form is sent, both are used.
    expect((await form(token)).status).toBe(200);
    await rig.knock('guess@example.jp');
    const right = codeOf((await rig.mails('guess@example.jp'))[0]!.text);
    const guess = right === '111111' ? '222222' : '111111';
    const guesses = await Promise.all(Array.from({ length: 8 }, () => type(guess, 'guess@example.jp')));
    expect(new Set(guesses.map((answer) => answer.code))).toEqual(new Set(['CODE_WRONG']));
    expect((await type(right, 'guess@example.jp')).code).toBe('CODE_WRONG');
    expect((await form((await rig.tokens('guess@example.jp'))[0])).status).toBe(200);
    expect((await submit(opened)).status).toBe(200);
    expect((await form(token)).code).toBe('TOKEN_USED');
    expect((await type(code)).code).toBe('CODE_WRONG');
  });

  test('case 17: a link that a line broke or somebody pasted in part says the same as one that never was, and nothing of whose it is', async () => {
    const email = 'wrapped@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const bare = ({ status, body }: { status: number; body: string }) => [status, body.replace(/"requestNumber":"\w*"/, '')];
    const never = bare(await form('A'.repeat(43)));
    expect(never[0]).toBe(400);
    const at = (place: number, put: string) => `${token!.slice(0, place)}${put}${token!.slice(place)}`;
    const broken = [
      token!.slice(1),
      token!.slice(0, -1),
      token!.slice(0, 1),
      at(20, '\r\n'),
      at(20, '='),
      at(20, ' '),
      `${token}>`,
      token!.toUpperCase(),
    ];
    for (const one of broken) {
      const answers = [await form(one), await submit(one)];
      for (const answer of answers) {
        expect(bare(answer), one).toEqual(never);
        expect(answer.code).toBe('TOKEN_INVALID');
        expect(answer.body).not.toMatch(/wrapped|example\.jp|apl_|org_/);
      }
    }
    // Nothing was used up by it.
    expect((await form(token)).data.email).toBe(email);
  });

  test('tokens and codes are kept as hashes only, and nothing opens a session', async () => {
    const email = 'secret@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const code = codeOf((await rig.mails(email))[0]!.text);
    const kept = JSON.stringify([
      await collection('mail_tokens').find({}).toArray(),
      await collection('applications').find({ email }).toArray(),
    ]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(`"${code}"`);
    const sent = await submit(token);
    expect(sent.headers.get('set-cookie')).toBeNull();
    expect(sent.body).not.toContain('accessToken');
    const account = await collection('member_accounts').findOne({ loginEmail: email });
    expect(account!.passwordHash).toMatch(/^\$2b\$/);
    expect(await collection('sessions').countDocuments({ subjectId: account!.memberId })).toBe(0);
  });

  test('one address gets ten mails an hour, and the answer does not tell', async () => {
    const email = 'flood@example.jp';
    const answers = await Promise.all(Array.from({ length: 14 }, () => rig.knock(email)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect((await rig.mails(email)).length).toBe(10);
    expect(await collection('applications').countDocuments({ email, state: 'email_pending' })).toBe(1);
    rig.travel(3_700_000);
    await rig.knock(email);
    expect((await rig.mails(email)).length).toBe(11);
  });
});

describe('the form', () => {
  test('what was typed is kept 30 days, found again by a new link, and holds no password', async () => {
    const email = 'draft@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const { values } = (await form(token)).data;
    expect(values.familyName).toBe('');
    const typed = { ...values, familyName: '勅使河原', phone: '090-' };
    expect((await rig.ask('applications.saveDraft', { token, values: { ...typed, password: 'x' } })).code).toBe('INVALID_INPUT');
    expect((await rig.ask('applications.saveDraft', { token, values: typed })).status).toBe(200);
    rig.travel(2 * day);
    expect((await rig.ask('applications.saveDraft', { token, values: typed })).code).toBe('TOKEN_EXPIRED');
    await rig.knock(email);
    const [second] = await rig.tokens(email);
    expect((await form(second)).data.values).toEqual(typed);
    rig.travel(31 * day);
    await rig.knock(email);
    const [third] = await rig.tokens(email);
    expect((await form(third)).data).toMatchObject({ values: { familyName: '' }, draftSavedAt: null });
    expect((await submit(third)).status).toBe(200);
    expect(await collection('application_drafts').countDocuments({ 'values.familyName': '勅使河原' })).toBe(0);
  });

  test('a type that is not offered, a weak password and a closed door are refused, and leave the link usable', async () => {
    const email = 'picky@example.jp';
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '名誉会員', annualFee: 0 }, rig.office.token);
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    expect((await submit(token, { membershipTypeId })).code).toBe('TYPE_NOT_OFFERED');
    const weak = { token, fields: applicantFields(rig.typeId) };
    expect((await rig.ask('applications.submit', { ...weak, password: 'short' })).code).toBe('PASSWORD_TOO_SHORT');
    expect((await rig.ask('applications.submit', weak)).code).toBe('PASSWORD_TOO_SHORT');
    await rig.settings({ open: false });
    expect((await submit(token)).code).toBe('JOINING_CLOSED');
    await rig.settings({ open: true });
    expect((await submit(token)).status).toBe(200);
    const { subject } = (await rig.mails(email))[0]!;
    expect(subject).toContain('受け付けました');
  });

  test('of 8 submits of one link at the same moment one wins: one member, one application, one mail', async () => {
    const email = 'double@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ code }) => code))).toEqual(new Set(['TOKEN_USED']));
    expect(await collection('members').countDocuments({ contactEmail: email })).toBe(1);
    expect(await collection('member_accounts').countDocuments({ loginEmail: email })).toBe(1);
    expect((await rig.mails(email)).filter(({ subject }) => subject.includes('受け付けました'))).toHaveLength(1);
  });

  test('an address that somebody else proved in the meantime is refused, and nothing is written', async () => {
    const email = 'race@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const made = await rig.get('members.create', { ...memberFields(rig.typeId), issueProvisional: true }, rig.office.token);
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', {
      org: rig.office.slug,
      provisionalId: made.provisional.provisionalId,
      provisionalPassword: made.provisional.provisionalPassword,
    });
    const self = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email, password };
    await rig.get('identity.firstAccessComplete', { org: rig.office.slug, firstAccessToken, ...self });
    const before = await collection('members').countDocuments({});
    expect((await submit(token)).code).toBe('EMAIL_TAKEN');
    expect(await collection('members').countDocuments({})).toBe(before);
  });
});
