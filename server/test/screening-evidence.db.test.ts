import type { ScreeningDecision } from '@tsudoi/shared/contracts/payments/screening.contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../src/modules/payments/payments.migration.ts';
import { type TestOperator, addOperator } from './operator.factory.ts';
import { screeningFacts } from './screening.factory.ts';
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
async function save(office: Office, changes: Record<string, unknown>, methods: string[] = []): Promise<void> {
  const facts = { ...screeningFacts, ...changes };
  expect((await of(office)('save', { facts, methods, version: (await view(office)).version })).status).toBe(200);
}
const press = async (office: Office, procedure: 'submit' | 'answer') => {
  const input = { version: (await view(office)).version, ...(procedure === 'answer' ? { note: '' } : {}) };
  expect((await of(office)(procedure, input)).status).toBe(200);
};
async function seen(office: Office): Promise<Loose> {
  const { rows } = (await desk('screenings', { state: null })).data;
  const { screeningId } = rows.find((row: Loose) => row.orgSlug === office.slug);
  return (await desk('screening', { screeningId })).data;
}
async function decide(office: Office, decision: ScreeningDecision): Promise<void> {
  const { screeningId, version } = await seen(office);
  expect((await desk('decideScreening', { screeningId, version, decision })).status).toBe(200);
}
const logged = async (office: Office) =>
  (await rig.get('audit.list', {}, office.token)).rows
    .filter((row: Loose) => row.action === 'screening.changed')
    .map((row: Loose) => [row.actorName, row.fields])
    .toReversed();

describe('domain.md 3.9: what a method was decided on', () => {
  test('stays before the operator while other words are typed over it, and the log says once what was changed', async () => {
    const office = await rig.signUp();
    await save(office, {}, ['card']);
    await press(office, 'submit');
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'approved', method: 'card' });
    expect(await seen(office)).toMatchObject({ facts: screeningFacts, changedSince: [], earlier: [] });
    await save(office, {});
    expect(await logged(office)).toEqual([]);
    // As it is typed, digit by digit, and once more.
    for (const accountNumber of ['7', '76', '7654321', '7654322']) await save(office, { accountNumber });
    await save(office, { accountNumber: '7654322', accountHolder: 'ベツノカイ' });
    expect(await logged(office)).toEqual([['青木 玲子', ['bankAccount']]]);
    await save(office, { accountNumber: '7654322', accountHolder: 'ベツノカイ', address: '東京都港区1-1' });
    expect(await logged(office)).toEqual([
      ['青木 玲子', ['bankAccount']],
      ['青木 玲子', ['address']],
    ]);
    const now = await seen(office);
    expect(now).toMatchObject({ facts: screeningFacts, changedSince: ['address', 'accountNumber', 'accountHolder'] });
    expect(JSON.stringify(now)).not.toContain('7654322');
    // The organisation goes on with what it typed, and is told of no copies.
    expect((await view(office)).facts).toMatchObject({ accountNumber: '7654322' });
    expect(JSON.stringify((await view(office)).history)).not.toContain('accountNumber');
  });

  test('is what was last sent: another sending takes its place, the one before stays to be read, and changes are logged anew', async () => {
    const office = await rig.signUp();
    await save(office, {}, ['card']);
    await press(office, 'submit');
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'approved', method: 'card' });
    const other = { accountNumber: '7654321' };
    await save(office, other, ['konbini']);
    await press(office, 'submit');
    const sent = await seen(office);
    expect(sent).toMatchObject({ facts: { ...screeningFacts, ...other }, changedSince: [] });
    expect(sent.earlier).toMatchObject([{ by: '青木 玲子', facts: screeningFacts }]);
    await decide(office, { step: 'reviewing' });
    await decide(office, { step: 'docs_requested', note: '口座の名義を確かめてください。' });
    await save(office, { ...other, accountHolder: 'シノノメ' });
    expect(await seen(office)).toMatchObject({ facts: { ...screeningFacts, ...other }, changedSince: ['accountHolder'] });
    await press(office, 'answer');
    const answered = await seen(office);
    expect(answered).toMatchObject({ facts: { ...screeningFacts, ...other, accountHolder: 'シノノメ' }, changedSince: [] });
    expect(answered.earlier.map(({ facts }: Loose) => facts)).toEqual([{ ...screeningFacts, ...other }, screeningFacts]);
    expect(await logged(office)).toEqual([
      ['青木 玲子', ['bankAccount']],
      ['青木 玲子', ['bankAccount']],
    ]);
  });

  test('of before copies were kept is what stood there then, once', async () => {
    const applications = rig.database.databases.server.collection<{ _id: string } & Loose>('payment_applications');
    const at = new Date('2026-04-01T00:00:00Z');
    const entry = (step: string) => ({ step, methods: ['card'], at, by: '青木 玲子', note: '' });
    const row = { orgId: 'org_of_before', methods: [], files: [], facts: screeningFacts, request: '', submittedAt: at, version: 3 };
    await applications.insertMany([
      { ...row, _id: 'scr_of_before', history: [entry('submitted'), entry('answered'), entry('approved')] },
      { ...row, _id: 'scr_of_draft', orgId: 'org_of_draft', history: [] },
    ]);
    const migration = migrations.find(({ id }) => id === '2026-11-30-what-was-sent-of-screenings')!;
    for (let times = 0; times < 2; times += 1) {
      await migration.run(rig.database.databases.server);
      const kept = await applications.findOne({ _id: 'scr_of_before' });
      expect(kept).toMatchObject({
        history: [entry('submitted'), { ...entry('answered'), facts: screeningFacts }, entry('approved')],
        version: 4,
      });
      expect(await applications.findOne({ _id: 'scr_of_draft' })).toMatchObject({ history: [], version: 3 });
    }
    await applications.deleteMany({ _id: { $in: ['scr_of_before', 'scr_of_draft'] } });
  });
});
