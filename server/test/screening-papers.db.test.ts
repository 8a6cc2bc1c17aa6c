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
