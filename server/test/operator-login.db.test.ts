import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOperator, endOperator } from '../src/modules/operations/operator-account.service.ts';
import { type TestOperator, addOperator, appCode, operatorPassword } from './operator.factory.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig({ TRUST_PROXY_HOPS: '1' });
});
afterAll(() => rig.stop());

const db = () => rig.database.databases.server;
const me = (headers: Record<string, string>, token: string | null = null) => rig.ask('operations.me', undefined, token, headers);
let hosts = 0;
/** Every try from an address of its own, unless one is named. */
const logIn = ({ operatorId, secret }: Pick<TestOperator, 'operatorId' | 'secret'>, changes: Record<string, unknown> = {}, ip?: string) => {
  hosts += 1;
  const input = { operatorId, password: operatorPassword, code: appCode(secret, 1), ...changes };
  return rig.ask('operations.logIn', input, null, { 'x-forwarded-for': ip ?? `10.9.0.${hosts}` });
};
const cookieOf = (headers: Headers) => /rt-ops=[^;]*/.exec(headers.get('set-cookie') ?? '')?.[0] ?? '';
async function cookieRoute(what: 'refresh' | 'logout', cookie: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${rig.url}/auth/ops/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tsudoi': '1', origin: 'http://127.0.0.1:4000', cookie, ...headers },
    body: '{}',
  });
  return { status: response.status, cookie: cookieOf(response.headers), body: (await response.json()) as { accessToken: string } };
}

describe('ADM-07: people of the operator have a log-in of their own', () => {
  test('ADM-07: the one-time link sets password and app together, works once, and lets nobody in without both', async () => {
    const token = await createOperator(db(), { operatorId: 'ito', name: '伊藤 直' }, new Date());
    expect(JSON.stringify(await db().collection('operators').find().toArray())).not.toContain(token);
    const { secret, name } = await rig.get('operations.startSetup', { token });
    expect(name).toBe('伊藤 直');
    const finish = (changes: Record<string, unknown>) =>
      rig.ask('operations.finishSetup', { token, password: operatorPassword, code: appCode(secret), ...changes });
    expect((await finish({ password: 'kaze' })).code).toBe('PASSWORD_TOO_SHORT');
    expect((await finish({ password: 'administrator' })).code).toBe('PASSWORD_TOO_COMMON');
    expect((await finish({ code: appCode(secret, 9) })).code).toBe('SECOND_STEP_WRONG');
    const both = await Promise.all([finish({}), finish({})]);
    expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect((await finish({})).code).toBe('TOKEN_INVALID');
    expect((await rig.ask('operations.startSetup', { token })).code).toBe('TOKEN_INVALID');
    const row = (await db().collection<{ _id: string; passwordHash: string }>('operators').findOne({ _id: 'ito' }))!;
    expect(row.passwordHash).toMatch(/^\$2[aby]\$/);
    expect(JSON.stringify(row)).not.toContain(secret);
  });

  test('T42 T34: a wrong name, a wrong password, a wrong code and a code used before answer alike; a link that is too old is refused', async () => {
    const operator = await addOperator(rig, 'kato');
    for (const wrong of [{ operatorId: 'nobody' }, { password: 'x' }, { code: '000000' }, { code: operator.usedCode }])
      expect(await logIn(operator, wrong)).toMatchObject({ status: 401, code: 'LOGIN_FAILED' });
    const code = appCode(operator.secret, 1);
    const twice = await Promise.all([logIn(operator, { code }), logIn(operator, { code })]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
    const old = await createOperator(db(), { operatorId: 'late', name: '遅い' }, new Date(Date.now() - 73 * 3_600_000));
    expect((await rig.ask('operations.startSetup', { token: old })).code).toBe('TOKEN_EXPIRED');
  });

  test('T33: wrong tries delay', async () => {
    const operator = await addOperator(rig, 'mori');
    const tries = [];
    for (let round = 0; round < 6; round += 1) tries.push((await logIn(operator, { password: 'x' }, '10.8.0.1')).code);
    expect(tries.at(-1)).toBe('LOGIN_DELAYED');
    expect((await logIn(operator, {}, '10.8.0.1')).code).toBe('LOGIN_DELAYED');
  });

  test('ADM-07: no log-in of an organisation opens the operator’s pages, and theirs opens nothing of an organisation', async () => {
    const operator = await addOperator(rig, 'abe');
    const office = await rig.signUp();
    const access = operator.headers['x-tsudoi-operator'];
    expect((await me(operator.headers)).data).toEqual({ operatorId: 'abe', name: 'abe', role: 'admin' });
    for (const [headers, token] of [
      [{}, office.token],
      [{ 'x-tsudoi-operator': office.token }, office.token],
      [{}, access],
      [{ 'x-tsudoi-operator': `${access.slice(0, -2)}xx` }, null],
    ] as [Record<string, string>, string | null][])
      expect((await me(headers, token)).status).toBe(401);
    expect((await rig.ask('members.list', { q: '', status: 'all' }, access)).status).toBe(401);
    expect((await rig.ask('organizations.current', undefined, null, operator.headers)).status).toBe(401);
  });

  test('T35 T36: the cookie rotates, two tabs at once both go on, a copy used later ends all; leaving and being withdrawn end it at once', async () => {
    const operator = await addOperator(rig, 'sato');
    const first = cookieOf((await logIn(operator)).headers);
    const [one, two] = await Promise.all([cookieRoute('refresh', first), cookieRoute('refresh', first)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    const next = [one.cookie, two.cookie].find((cookie) => cookie !== '')!;
    expect(next).not.toBe(first);
    const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'x-tsudoi': '' }, { 'sec-fetch-site': 'cross-site' }];
    for (const headers of foreign) expect((await cookieRoute('refresh', next, headers)).status).toBe(403);
    const headers = { 'x-tsudoi-operator': one.body.accessToken };
    expect((await me(headers)).status).toBe(200);
    const sessions = db().collection('operator_sessions');
    const hash = createHash('sha256').update(next.slice('rt-ops='.length)).digest('base64url');
    await sessions.updateOne({ currentHash: hash }, { $set: { rotatedAt: new Date(Date.now() - 60_000) } });
    expect((await cookieRoute('refresh', first)).status).toBe(401);
    expect((await me(headers)).status).toBe(401);
    expect((await cookieRoute('refresh', next)).status).toBe(401);

    const leaver = await addOperator(rig, 'ueda');
    const cookie = cookieOf((await logIn(leaver)).headers);
    await cookieRoute('logout', cookie);
    expect((await cookieRoute('refresh', cookie)).status).toBe(401);
    expect((await me(leaver.headers)).status).toBe(200);
    expect(await endOperator(db(), 'ueda', new Date())).toBe(true);
    expect((await me(leaver.headers)).status).toBe(401);
    expect((await logIn(leaver, { code: appCode(leaver.secret, 1) })).code).toBe('LOGIN_FAILED');
    expect(await endOperator(db(), 'ueda', new Date())).toBe(false);
  });

  test('T35: a copy used twice is found out: its grandparent ends every session of the person; after leaving it ends nothing', async () => {
    const operator = await addOperator(rig, 'wada');
    const first = cookieOf((await logIn(operator)).headers);
    const second = await cookieRoute('refresh', first);
    const third = await cookieRoute('refresh', second.cookie);
    const headers = { 'x-tsudoi-operator': third.body.accessToken };
    expect((await me(headers)).status).toBe(200);
    expect((await cookieRoute('refresh', first)).status).toBe(401);
    for (const ended of [headers, operator.headers]) expect((await me(ended)).status).toBe(401);
    expect((await cookieRoute('refresh', third.cookie)).status).toBe(401);

    const again = await addOperator(rig, 'noda');
    const old = cookieOf((await logIn(again)).headers);
    const later = await cookieRoute('refresh', old);
    await cookieRoute('refresh', later.cookie);
    await cookieRoute('logout', old);
    expect((await cookieRoute('refresh', old)).status).toBe(401);
    expect((await me(again.headers)).status).toBe(200);
  });

  test('T35: after a restore of a backup a cookie that is newer than its row ends its own session alone', async () => {
    const operator = await addOperator(rig, 'kudo');
    const sessions = db().collection('operator_sessions');
    const first = cookieOf((await logIn(operator)).headers);
    const hash = createHash('sha256').update(first.slice('rt-ops='.length)).digest('base64url');
    const { _id, ...kept } = (await sessions.findOne({ currentHash: hash }))!;
    const second = await cookieRoute('refresh', first);
    const third = await cookieRoute('refresh', second.cookie);
    await sessions.updateOne({ _id }, { $set: { ...kept, rotatedAt: new Date(Date.now() - 60_000) } });
    expect((await cookieRoute('refresh', third.cookie)).status).toBe(401);
    expect((await me({ 'x-tsudoi-operator': third.body.accessToken })).status).toBe(401);
    expect((await me(operator.headers)).status).toBe(200);
  });

  test('a session that nobody uses ends after half an hour', async () => {
    const operator = await addOperator(rig, 'inoue');
    await db()
      .collection('operator_sessions')
      .updateMany({ operatorId: 'inoue' }, { $set: { idleEndsAt: new Date() } });
    expect((await me(operator.headers)).status).toBe(401);
  });
});
