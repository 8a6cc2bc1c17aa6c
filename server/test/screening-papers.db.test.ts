import type { ScreeningDecision } from '@tsudoi/shared/contracts/payments/screening.contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestOperator, addOperator } from './operator.factory.ts';
import { addScreeningDocument, screeningFacts } from './screening.factory.ts';
import { type Loose, type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let operator: TestOperator;
beforeAll(async () => {
  rig = await startServerRig();
  operator = await addOperator(rig, 'mori');
});
afterAll(() => rig.stop());

const of = (office: Office) => (procedure: string, input?: unknown) => rig.ask(`screening.${procedure}`, input, office.token);
const desk = (procedure: string, input: unknown) => rig.ask(`operations.${procedure}`, input, null, operator.headers);
const view = async (office: Office): Promise<Loose> => (await of(office)('get')).data;
const add = (office: Office, kind: string, name: string) => addScreeningDocument(rig, office.token, kind, name);
const remove = (office: Office, fileId: string) => of(office)('removeFile', { fileId });
/** The methods that are wished for, sent. */
async function send(office: Office, methods: string[]): Promise<void> {
  const saved = await of(office)('save', { facts: screeningFacts, methods, version: (await view(office)).version });
  expect((await of(office)('submit', { version: saved.data.version })).status).toBe(200);
}
/** The operator's next step of an application that is as the organisation sees it. */
async function decide(office: Office, decision: ScreeningDecision): Promise<void> {
  const { rows } = (await desk('screenings', { state: null })).data;
  const { screeningId } = rows.find((row: Loose) => row.orgSlug === office.slug);
  expect((await desk('decideScreening', { screeningId, version: (await view(office)).version, decision })).status).toBe(200);
}
const removable = async (office: Office) =>
  Object.fromEntries((await view(office)).files.map((file: Loose) => [file.name, file.removable]));
const bytesOf = (office: Office, fileId: string) =>
  fetch(`${rig.url}/documents/screening/${fileId}`, { headers: { authorization: `Bearer ${office.token}` } });
const removals = async (office: Office) =>
  (await rig.get('audit.list', {}, office.token)).rows.filter((row: Loose) => row.action === 'screening.remove_file');

describe('the documents of an application for payments', () => {
  test('PAY-01: what is being prepared can be taken off, and that stands in the log; twice at once is once', async () => {
    const office = await rig.signUp();
    const fileId = await add(office, 'identity', '免許証.pdf');
    expect(await removable(office)).toEqual({ '免許証.pdf': true });
    const both = await Promise.all([remove(office, fileId), remove(office, fileId)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await view(office)).files).toEqual([]);
    expect((await bytesOf(office, fileId)).status).toBe(404);
    expect(await removals(office)).toMatchObject([{ subjectKind: 'screening', subjectName: '免許証.pdf', actorName: '青木 玲子' }]);
  });

  test('PAY-02: what was approved on stays; what belongs to the next application can be taken off until it is sent', async () => {
    const office = await rig.signUp();
    const rested = await add(office, 'registry', '登記.pdf');
    await send(office, ['card']);
    expect(await removable(office)).toEqual({ '登記.pdf': false });
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'approved', method: 'card' });
    expect((await view(office)).editable).toBe(true);
    expect((await remove(office, rested)).code).toBe('SCREENING_FILE_KEPT');
    expect((await bytesOf(office, rested)).status).toBe(200);
    const mistaken = await add(office, 'bylaws', '会則.pdf');
    const next = await add(office, 'bylaws', '新しい会則.pdf');
    expect(await removable(office)).toEqual({ '登記.pdf': false, '会則.pdf': true, '新しい会則.pdf': true });
    expect((await remove(office, mistaken)).status).toBe(200);
    await send(office, ['payeasy']);
    expect((await remove(office, next)).code).toBe('SCREENING_UNDER_REVIEW');
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'rejected', method: 'payeasy', note: '取り扱いの内容が確かめられませんでした。' });
    expect(await removable(office)).toEqual({ '登記.pdf': false, '新しい会則.pdf': false });
    expect((await remove(office, next)).code).toBe('SCREENING_FILE_KEPT');
    expect((await removals(office)).map((row: Loose) => row.subjectName)).toEqual(['会則.pdf']);
  });

  test('PAY-02: what came back with questions can be put right, but for what another method was approved on', async () => {
    const office = await rig.signUp();
    const wrong = await add(office, 'other', '別の団体の書類.pdf');
    await send(office, ['card', 'konbini']);
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'docs_requested', note: '書類が別の団体のものです。' });
    expect((await remove(office, wrong)).status).toBe(200);
    await add(office, 'other', '書類.pdf');
    expect((await of(office)('answer', { version: (await view(office)).version, note: '' })).status).toBe(200);
    await decide(office, { step: 'approved', method: 'card' });
    await decide(office, { step: 'docs_requested', note: '会則もお送りください。' });
    await add(office, 'bylaws', '会則.pdf');
    expect(await removable(office)).toEqual({ '書類.pdf': false, '会則.pdf': true });
  });

  const asked = { step: 'docs_requested', note: '会則をお送りください。' } as const;
  const states = async (office: Office) => Object.fromEntries((await view(office)).methods.map((row: Loose) => [row.method, row.state]));
  const answer = async (office: Office) => of(office)('answer', { version: (await view(office)).version, note: '' });

  test('PAY-02: what is asked for can be handed in though another method was sent meanwhile', async () => {
    const office = await rig.signUp();
    const before = await add(office, 'other', '前の書類.pdf');
    await send(office, ['card']);
    await decide(office, { step: 'reviewing' });
    await decide(office, asked);
    await send(office, ['konbini']);
    expect(await view(office)).toMatchObject({ editable: false, takesDocuments: true });
    const wrong = await add(office, 'bylaws', 'ちがう会則.pdf');
    expect(await add(office, 'bylaws', '会則.pdf')).toMatch(/^fil_/);
    // What konbini rests on stays before the operator; what is an answer can be put right until it is sent.
    expect((await remove(office, before)).code).toBe('SCREENING_UNDER_REVIEW');
    expect((await remove(office, wrong)).status).toBe(200);
    expect((await answer(office)).status).toBe(200);
    expect(await states(office)).toEqual({ card: 'reviewing', konbini: 'submitted' });
    expect(await view(office)).toMatchObject({ takesDocuments: false, request: '' });
    expect(await add(office, 'bylaws', '遅れた会則.pdf')).toBe('409 SCREENING_UNDER_REVIEW');
  });

  test('PAY-02: what is asked of one method can be handed in while another one waits; what is asked twice stays asked', async () => {
    const office = await rig.signUp();
    await send(office, ['card']);
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'approved', method: 'card' });
    await send(office, ['konbini']);
    await decide(office, { step: 'reviewing' });
    await decide(office, asked);
    await send(office, ['payeasy']);
    expect(await states(office)).toEqual({ card: 'approved', konbini: 'docs_requested', payeasy: 'submitted' });
    expect(await add(office, 'bylaws', '会則.pdf')).toMatch(/^fil_/);
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'docs_requested', note: '決算書もお送りください。' });
    expect((await view(office)).request).toBe('会則をお送りください。\n\n決算書もお送りください。');
    expect(await add(office, 'accounts', '決算書.pdf')).toMatch(/^fil_/);
    expect((await answer(office)).status).toBe(200);
    expect(await states(office)).toEqual({ card: 'approved', konbini: 'reviewing', payeasy: 'reviewing' });
  });

  test('PAY-02: a method that is reviewed beside one that waits is asked about, and the answer is taken', async () => {
    const office = await rig.signUp();
    await send(office, ['card']);
    await decide(office, { step: 'reviewing' });
    await decide(office, asked);
    await send(office, ['konbini']);
    await answer(office);
    // Cards are under review again, konbini has only been sent.
    await decide(office, asked);
    expect(await states(office)).toEqual({ card: 'docs_requested', konbini: 'submitted' });
    expect(await add(office, 'bylaws', '会則.pdf')).toMatch(/^fil_/);
    expect((await answer(office)).status).toBe(200);
    expect(await states(office)).toEqual({ card: 'reviewing', konbini: 'submitted' });
  });

  test('PAY-02: the answer takes along what was chosen besides, as two steps that are logged and mailed', async () => {
    const office = await rig.signUp();
    await send(office, ['card']);
    await decide(office, { step: 'reviewing' });
    await decide(office, asked);
    const { version } = await view(office);
    expect((await of(office)('save', { facts: screeningFacts, methods: ['konbini'], version })).status).toBe(200);
    const both = await Promise.all([answer(office), answer(office)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await states(office)).toEqual({ card: 'reviewing', konbini: 'submitted' });
    const { history } = await view(office);
    expect(history.slice(-2).map((entry: Loose) => [entry.step, entry.methods])).toEqual([
      ['answered', ['card']],
      ['submitted', ['konbini']],
    ]);
    const logged = (await rig.get('audit.list', {}, office.token)).rows.map((row: Loose) => row.action);
    expect(logged.filter((action: string) => action === 'screening.submitted')).toHaveLength(2);
    expect(logged.filter((action: string) => action === 'screening.answered')).toHaveLength(1);
    const mails = (await rig.mails(office.email)).map(({ subject }) => subject);
    expect(mails.filter((subject) => subject.includes('審査の書類を受け付けました'))).toHaveLength(1);
    expect(mails.filter((subject) => subject.includes('決済の申し込みを受け付けました'))).toHaveLength(2);
  });

  test('PAY-02: what stays takes no room from the next application', async () => {
    const office = await rig.signUp();
    for (let count = 0; count < 20; count += 1) expect(await add(office, 'other', `${count}.pdf`)).toMatch(/^fil_/);
    await send(office, ['card']);
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'approved', method: 'card' });
    for (let count = 20; count < 40; count += 1) expect(await add(office, 'other', `${count}.pdf`)).toMatch(/^fil_/);
    expect(await add(office, 'other', '40.pdf')).toBe('409 SCREENING_FILES_FULL');
  });
});
