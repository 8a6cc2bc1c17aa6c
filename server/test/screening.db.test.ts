import { randomUUID } from 'node:crypto';
import { newOrgId, newScreeningId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bringLive } from '../src/modules/payments/payments.public.ts';
import { type TestOperator, addOperator } from './operator.factory.ts';
import { addScreeningDocument, screeningFacts } from './screening.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';
import { picture } from './upload.factory.ts';

let rig: ServerRig;
let operator: TestOperator;
beforeAll(async () => {
  rig = await startServerRig();
  operator = await addOperator(rig, 'mori');
});
afterAll(() => rig.stop());

const db = () => rig.database.databases.server;
const of = (office: Office) => (procedure: string, input?: unknown) => rig.ask(`screening.${procedure}`, input, office.token);
const desk = (procedure: string, input: unknown) => rig.ask(`operations.${procedure}`, input, null, operator.headers);
const orgOf = async ({ slug }: Office) => (await db().collection<{ _id: never; slug: string }>('organizations').findOne({ slug }))!._id;
const states = (view: Loose) => Object.fromEntries(view.methods.map((row: Loose) => [row.method, row.state]));
const fill = async (office: Office, methods: string[], changes: Record<string, unknown> = {}) => {
  const { version } = (await of(office)('get')).data;
  return of(office)('save', { facts: { ...screeningFacts, ...changes }, methods, version });
};
/** An application that the operator has before them. */
async function sent(methods: string[] = ['card', 'konbini']): Promise<{ office: Office; screeningId: string; version: number }> {
  const office = await rig.signUp();
  const { version } = (await fill(office, methods)).data;
  expect((await of(office)('submit', { version })).status).toBe(200);
  const row = (await desk('screenings', { state: 'submitted' })).data.rows.find((one: Loose) => one.orgSlug === office.slug);
  return { office, screeningId: row.screeningId, version: version + 1 };
}
const decide = (screeningId: string, version: number, decision: Loose) => desk('decideScreening', { screeningId, version, decision });
const mailsOf = async (office: Office) =>
  (await rig.mails(office.email)).map(({ subject }) => subject).filter((text) => /決済|支払い方法|審査/.test(text));
const told = async (office: Office) => {
  const rows = await db()
    .collection('outbox')
    .find({ orgId: await orgOf(office), name: 'screening.methods.allowed' })
    .toArray();
  return rows.map((row) => (row['payload'] as { methods: string[] }).methods);
};

test('0038: every application can be reached, however many there are, also of one and the same moment', async () => {
  const { office } = await sent();
  const { _id, ...row } = (await db()
    .collection<Loose>('payment_applications')
    .findOne({ orgId: await orgOf(office) }))!;
  const organization = (await db().collection<Loose>('organizations').findOne({ slug: office.slug }))!;
  const others = Array.from({ length: 120 }, (_, at) => ({ at, orgId: newOrgId() }));
  await db()
    .collection<Loose>('organizations')
    .insertMany(others.map(({ at, orgId }) => ({ ...organization, _id: orgId, slug: `pages-${at}` })));
  const submittedAt = (at: number) => new Date(Date.UTC(2026, 0, 1 + Math.floor(at / 3)));
  await db()
    .collection<Loose>('payment_applications')
    .insertMany(others.map(({ at, orgId }) => ({ ...row, _id: newScreeningId(), orgId, submittedAt: submittedAt(at) })));
  const seen: string[] = [];
  let cursor: unknown = null;
  do {
    const page = (await desk('screenings', { state: 'submitted', cursor })).data;
    seen.push(...page.rows.map(({ orgSlug }: Loose) => orgSlug));
    cursor = page.next;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(others.map(({ at }) => `pages-${at}`)));
});

describe('an organisation applies for payments', () => {
  test('PAY-02: the draft is kept as typed, says what is missing, and is sent whole or not at all', async () => {
    const office = await rig.signUp();
    const ask = of(office);
    const first = (await ask('get')).data;
    expect(first).toMatchObject({ version: 0, editable: true, facts: { legalName: '東雲学会' }, methods: [] });
    expect(first.missing).toEqual(expect.arrayContaining(['repBirthDate', 'accountNumber', 'purpose', 'methods']));
    const half = (await fill(office, ['konbini'], { accountNumber: '12', repBirthDate: '' })).data;
    expect((await ask('get')).data).toEqual(half);
    expect(half.missing).toEqual(['repBirthDate', 'accountNumber']);
    expect(await ask('submit', { version: half.version })).toMatchObject({ status: 409, code: 'SCREENING_INCOMPLETE' });
    expect((await ask('save', { facts: screeningFacts, methods: [], version: 0 })).code).toBe('CONFLICT');
    expect((await desk('screenings', { state: null })).data.rows.some((row: Loose) => row.orgSlug === office.slug)).toBe(false);
    const whole = (await fill(office, ['konbini'])).data;
    const both = await Promise.all([ask('submit', { version: whole.version }), ask('submit', { version: whole.version })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await fill(office, ['card'])).code).toBe('SCREENING_UNDER_REVIEW');
    expect(await mailsOf(office)).toHaveLength(1);
  });

  test('a donation is refused with a text of its own, and changes nothing', async () => {
    const office = await rig.signUp();
    const { version } = (await fill(office, ['card'], { purpose: 'donation' })).data;
    expect(await of(office)('submit', { version })).toMatchObject({ status: 409, code: 'DONATION_PURPOSE' });
    expect(states((await of(office)('get')).data)).toEqual({ card: 'draft' });
    expect(await mailsOf(office)).toEqual([]);
  });

  test('PAY-03: one person applies for cards only, and with an ID document', async () => {
    const office = await rig.signUp();
    await db()
      .collection('organizations')
      .updateOne({ slug: office.slug }, { $set: { kind: 'individual' } });
    const ask = of(office);
    expect((await ask('get')).data.open).toEqual(['card']);
    expect((await fill(office, ['card', 'konbini'])).code).toBe('INDIVIDUAL_CARD_ONLY');
    const draft = (await fill(office, ['card'])).data;
    expect(draft.missing).toEqual(['identity']);
    expect((await ask('submit', { version: draft.version })).code).toBe('SCREENING_INCOMPLETE');
    expect(await addScreeningDocument(rig, office.token, 'identity', 'me.jpg', await picture('jpeg'))).toMatch(/^fil_/);
    expect((await ask('submit', { version: draft.version })).status).toBe(200);
  });

  test('PAY-03 T58: documents are told by their bytes, are limited in number, and are the organisation’s and the operator’s alone', async () => {
    const [office, other] = [await rig.signUp(), await rig.signUp()];
    expect(await addScreeningDocument(rig, office.token, 'identity', 'me.pdf', await picture('png'))).toBe('400 FILE_NOT_AS_NAMED');
    expect(await addScreeningDocument(rig, office.token, 'identity', 'me.exe')).toBe('400 FILE_TYPE_REFUSED');
    expect(await addScreeningDocument(rig, office.token, 'nothing')).toBe('404 NOT_FOUND');
    const fileId = await addScreeningDocument(rig, office.token, 'bylaws', '会則.pdf');
    const get = (path: string, headers: Record<string, string>) => fetch(`${rig.url}/documents/${path}/${fileId}`, { headers });
    const bearer = ({ token }: Office) => ({ authorization: `Bearer ${token}` });
    expect((await get('screening', bearer(office))).headers.get('content-disposition')).toContain('attachment');
    expect((await get('screening', bearer(other))).status).toBe(404);
    expect((await of(other)('removeFile', { fileId })).code).toBe('NOT_FOUND');
    // Not sent yet: nobody but the organisation has it.
    expect((await get('ops/screening', operator.headers)).status).toBe(404);
    const { version } = (await fill(office, ['card'])).data;
    await of(office)('submit', { version });
    expect((await get('ops/screening', operator.headers)).status).toBe(200);
    expect((await get('ops/screening', bearer(office))).status).toBe(401);
    expect((await of(office)('removeFile', { fileId })).code).toBe('SCREENING_UNDER_REVIEW');
    const { rows } = await rig.get('audit.list', {}, office.token);
    expect(rows.find((row: Loose) => row.action === 'screening.read_file')).toMatchObject({ actorName: 'mori', subjectName: '会則.pdf' });
    for (let count = 0; count < 20; count += 1) expect(await addScreeningDocument(rig, other.token, 'other')).toMatch(/^fil_/);
    expect(await addScreeningDocument(rig, other.token, 'other')).toBe('409 SCREENING_FILES_FULL');
    const first = (await of(other)('get')).data.files[0].fileId;
    expect((await of(other)('removeFile', { fileId: first })).data.files).toHaveLength(19);
  });
});

describe('the operator decides', () => {
  test('PAY-01 PAY-02: each method is decided and goes live by itself; every step is dated, named, mailed and told to the payments-service', async () => {
    const { office, screeningId, version } = await sent();
    expect((await decide(screeningId, version, { step: 'approved', method: 'card' })).code).toBe('INVALID_TRANSITION');
    await decide(screeningId, version, { step: 'reviewing' });
    expect(await told(office)).toEqual([]);
    const both = await Promise.all(
      ['approved', 'rejected'].map((step) =>
        decide(screeningId, version + 1, { step, method: 'card', ...(step === 'rejected' ? { note: '書類不足' } : {}) }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    // Which of the two came first is not ours to say; here it goes in turn.
    const { office: second, screeningId: id, version: at } = await sent();
    await decide(id, at, { step: 'reviewing' });
    const approved = (await decide(id, at + 1, { step: 'approved', method: 'card' })).data;
    expect(states(approved)).toEqual({ card: 'approved', konbini: 'reviewing' });
    // The payments-service is away: the accounts are left out, and nothing goes live.
    expect(approved.accounts).toBe(null);
    const scope = mintOrgScope(await orgOf(second));
    await Promise.all([
      bringLive(rig.service.platform, scope, ['card', 'konbini']).catch(() => undefined),
      bringLive(rig.service.platform, scope, ['card']).catch(() => undefined),
    ]);
    const live = (await of(second)('get')).data;
    expect(states(live)).toEqual({ card: 'live', konbini: 'reviewing' });
    expect(live.history.map((entry: Loose) => [entry.step, entry.by])).toEqual([
      ['submitted', '青木 玲子'],
      ['reviewing', 'mori'],
      ['approved', 'mori'],
      ['live', ''],
    ]);
    expect(await told(second)).toEqual([['card']]);
    expect(await mailsOf(second)).toHaveLength(4);
    const rejected = await decide(id, live.version, {
      step: 'rejected',
      method: 'konbini',
      note: '取り扱いの内容が確かめられませんでした。',
    });
    expect(rejected.data.methods[1]).toMatchObject({ state: 'rejected', reason: '取り扱いの内容が確かめられませんでした。' });
    const revoked = await decide(id, live.version + 1, { step: 'revoked', method: 'card', note: '規約違反' });
    expect(states(revoked.data)).toEqual({ card: 'revoked', konbini: 'rejected' });
    expect(await told(second)).toEqual([['card'], []]);
    // What was turned down can be applied for again.
    expect(states((await fill(second, ['konbini'])).data)).toEqual({ card: 'revoked', konbini: 'draft' });
  });

  test('documents are asked for and sent; without what is mandatory the answer is refused', async () => {
    const { office, screeningId, version } = await sent(['card']);
    await decide(screeningId, version, { step: 'reviewing' });
    expect((await decide(screeningId, version + 1, { step: 'docs_requested', note: ' ' })).code).toBe('INVALID_INPUT');
    const asked = await decide(screeningId, version + 1, { step: 'docs_requested', note: '登記事項証明書をお送りください。' });
    expect(asked.data).toMatchObject({ request: '登記事項証明書をお送りください。', editable: true });
    const saved = (await fill(office, [], { corporateNumber: '8700110005901' })).data;
    expect(saved.missing).toEqual(['registry']);
    expect((await of(office)('answer', { version: saved.version, note: '' })).code).toBe('SCREENING_INCOMPLETE');
    await addScreeningDocument(rig, office.token, 'registry');
    const answered = (await of(office)('answer', { version: saved.version, note: 'お送りします。' })).data;
    expect(answered).toMatchObject({ request: '', methods: [{ method: 'card', state: 'reviewing' }] });
    expect(answered.history.at(-1)).toMatchObject({ step: 'answered', note: 'お送りします。' });
    expect((await mailsOf(office))[1]).toContain('書類のお願い');
  });

  test('PAY-02: another method is one more request, beside what is live already', async () => {
    const { office, screeningId, version } = await sent(['card']);
    await decide(screeningId, version, { step: 'reviewing' });
    await decide(screeningId, version + 1, { step: 'approved', method: 'card' });
    const more = (await fill(office, ['payeasy'])).data;
    expect(states(more)).toEqual({ card: 'approved', payeasy: 'draft' });
    const { data } = await of(office)('submit', { version: more.version });
    await decide(screeningId, data.version, { step: 'reviewing' });
    expect(states((await decide(screeningId, data.version + 1, { step: 'approved', method: 'payeasy' })).data)).toEqual({
      card: 'approved',
      payeasy: 'approved',
    });
    expect(await told(office)).toEqual([['card'], ['card', 'payeasy']]);
    expect((await desk('screenings', { state: 'approved' })).data.rows.some((row: Loose) => row.screeningId === screeningId)).toBe(true);
    expect((await desk('screenings', { state: 'rejected' })).data.rows.some((row: Loose) => row.screeningId === screeningId)).toBe(false);
  });

  test('G16: while the payments-service is away nothing is entered, and no answer, log or row has a word of a secret', async () => {
    const { office, screeningId } = await sent(['card']);
    const secret = 'sk_live_0123456789kimitsu';
    const request = { screeningId, provider: 'komoju', mode: 'live', values: { apiKey: secret, webhookSecret: 'whs-kimitsu-0123456789' } };
    const answer = await desk('enterAccount', request);
    expect(answer.code).toBe('PROVIDER_UNAVAILABLE');
    expect(answer.body).not.toContain('kimitsu');
    expect((await desk('enterAccount', { ...request, mode: 'both' })).body).not.toContain('kimitsu');
    for (const { name } of await db().listCollections({}, { nameOnly: true }).toArray())
      expect(
        JSON.stringify(
          await db()
            .collection(name)
            .find({ orgId: await orgOf(office) })
            .toArray(),
        ),
        name,
      ).not.toContain('kimitsu');
  });
});

describe('PAY-01: without any payment method everything else works', () => {
  test('TEN-02: while it is under review members and bills work', async () => {
    const { office } = await sent(['card']);
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 5000 }, office.token);
    const { memberId } = await rig.get('members.create', { ...memberFields(membershipTypeId), issueProvisional: false }, office.token);
    const bill = { memberId, billName: '年会費', amount: 5000, dueOn: '2030-01-31', idempotencyKey: randomUUID() };
    const { billId } = await rig.get('billing.createBill', bill, office.token);
    await rig.get('billing.confirmBill', { billId }, office.token);
    const cash = { billId, amount: 5000, method: 'cash', receivedOn: '2026-05-01', memo: '', idempotencyKey: randomUUID() };
    expect((await rig.ask('payments.recordOffline', cash, office.token)).status).toBe(200);
    expect((await rig.get('reports.dashboard', undefined, office.token)).screeningUnderWay).toBe(true);
    const other = await rig.signUp();
    expect((await rig.get('reports.dashboard', undefined, other.token)).screeningUnderWay).toBe(false);
  });
});
