import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { OrgId, SessionId } from '@tsudoi/shared/kernel/ids';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rootRouter } from '../../src/app/root.router.ts';
import { isSessionLive } from '../../src/modules/identity/session.service.ts';
import { platformModels } from '../../src/platform/tenancy.ts';
import type { ProcedureMeta } from '../../src/platform/trpc.ts';
import { inputs } from '../procedure-inputs.ts';
import { type Loose, type ServerRig, memberFields, startServerRig } from '../server-rig.ts';
import { type Side, makeSide } from '../side.factory.ts';
import { sampleInput, shapeOf } from './sample-input.ts';

let rig: ServerRig;
let ours: Side;
let theirs: Side;
beforeAll(async () => {
  rig = await startServerRig({ TRUST_PROXY_HOPS: '1' });
  ours = await makeSide(rig, '白鳥');
  theirs = await makeSide(rig, 'カナリア');
});
afterAll(() => rig.stop());

const procedures = Object.entries(rootRouter._def.procedures).map(([path, procedure]) => ({
  path,
  ...(procedure as unknown as { _def: { meta?: ProcedureMeta; type: string; inputs: readonly unknown[] } })._def,
}));

const withInput = procedures.filter(({ inputs: schemas }) => schemas.length > 0);

describe('what one may send', () => {
  test('T47: organisation, role, status and balance, sent along by whoever may call, change nothing', async () => {
    const db = rig.database.databases.server;
    const books = async () =>
      JSON.stringify([
        await db.collection('members').find().sort({ _id: 1 }).toArray(),
        await db.collection('org_users').find().sort({ _id: 1 }).toArray(),
        await db.collection('bills').find().sort({ _id: 1 }).toArray(),
      ]);
    const before = await books();
    let asked = 0;
    for (const { path, meta } of procedures) {
      const input = inputs[path]?.(ours.ids);
      if (meta?.audience !== 'admin' && meta?.audience !== 'my' && meta?.audience !== 'signed_in') continue;
      if (typeof input !== 'object' || input === null) continue;
      const token = meta.audience === 'my' ? ours.member : ours.owner;
      for (const stolen of [{ orgId: theirs.ids['orgId'] ?? 'x' }, { isOwner: true }, { balance: 1 }, { unallocatedCredit: 1_000_000 }]) {
        const answer = await rig.ask(path, { ...input, ...stolen }, token);
        asked += 1;
        expect([answer.status, answer.code], `${path} ${JSON.stringify(stolen)}`).toEqual([400, 'INVALID_INPUT']);
      }
    }
    expect(asked).toBeGreaterThan(400);
    expect(await books()).toBe(before);
    const owner = { memberId: ours.ids['memberId'], version: 0, role: 'owner', status: 'active' };
    expect((await rig.ask('members.updateMyProfile', owner, ours.member)).code).toBe('INVALID_INPUT');
  });

  test('T52: what is searched for is short and literal; no pattern runs, however it is written', async () => {
    const searching = withInput.filter(({ inputs: schemas }) => shapeOf(schemas[0]).properties?.['q'] !== undefined);
    expect(searching.map(({ path }) => path)).toEqual(expect.arrayContaining(['members.list', 'billing.bills', 'applications.list']));
    for (const { path, inputs: schemas } of searching) {
      const known = { ...(inputs[path]?.(ours.ids) as object) };
      const sample = { ...(sampleInput(schemas[0], known) as object), ...known };
      const send = (q: string) => rig.ask(path, { ...sample, q }, ours.owner);
      expect((await send('a'.repeat(101))).code, path).toBe('INVALID_INPUT');
    }
    const typeId = ours.ids['membershipTypeId']!;
    const add = (familyName: string) =>
      rig.get('members.create', { ...memberFields(typeId, { familyName, contactEmail: '' }), issueProvisional: false }, ours.owner);
    await add('(a+)+$');
    await add(`${'a'.repeat(40)}b`);
    const names = async (q: string) => (await rig.get('members.list', { q }, ours.owner)).rows.map((row: Loose) => row.familyName);
    expect(await names('(a+)+$')).toEqual(['(a+)+$']);
    for (const q of ['.*', '[a-z]+', '^a', '(a|a)*$', '(?=a)', 'a{40}', '\\w+']) expect(await names(q), q).toEqual([]);
    for (const q of [`${'('.repeat(50)}a${')'.repeat(49)}`, `${'(a+)+'.repeat(19)}$`, '\\'.repeat(99), '[[[['])
      for (const procedure of ['members.list', 'billing.bills', 'applications.list', 'payments.list'])
        if (procedure in rootRouter._def.procedures)
          expect((await rig.ask(procedure, { q }, ours.owner)).status, `${procedure} ${q}`).toBe(200);
  });
});

describe('between organisations', () => {
  test('T48: every unique index of what belongs to organisations begins with the organisation', async () => {
    const db = rig.database.databases.server;
    // Of the platform, or found by a secret that nobody can guess and that says the organisation itself.
    const reasons: Readonly<Record<string, string>> = {
      organizations: 'the slug is the organisation',
      mail_tokens: 'the hash of 32 random bytes',
      operator_sessions: 'of the operator, who belongs to no organisation; the hash of 32 random bytes',
    };
    expect(Object.keys(platformModels)).toContain('Organization');
    let unique = 0;
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
      if (name.startsWith('system.') || name.startsWith('files.')) continue;
      for (const index of await db.collection(name).indexes()) {
        if (!index.unique || index.name === '_id_') continue;
        unique += 1;
        if (!(name in reasons)) expect(Object.keys(index.key)[0], `${name}.${index.name}`).toBe('orgId');
      }
    }
    expect(unique).toBeGreaterThan(25);
  });

  test('T48: an address, a number and a log-in that another organisation has are free here, and nothing tells that they are used there', async () => {
    const same = { contactEmail: 'both@example.jp', memberNumber: 'SAME-1' };
    const make = (side: Side) =>
      rig.ask('members.create', { ...memberFields(side.ids['membershipTypeId']!, same), issueProvisional: true }, side.owner);
    const enter = async (side: Side) => {
      const made = await make(side);
      expect(made.status).toBe(200);
      const { provisionalId, provisionalPassword } = made.data.provisional;
      const org = side.ids['slug'];
      const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org, provisionalId, provisionalPassword });
      const self = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email: same.contactEmail, password: 'hotaru-no-yoru' };
      return rig.ask('identity.firstAccessComplete', { org, firstAccessToken, ...self });
    };
    expect((await enter(theirs)).status).toBe(200);
    expect((await enter(ours)).status).toBe(200);
    expect((await make(ours)).code).toBe('NUMBER_TAKEN');
    const names = { familyName: '山本', givenName: '恵' };
    for (const side of [theirs, ours])
      expect(
        (
          await rig.ask(
            'identity.inviteUser',
            { email: 'one@example.jp', ...names, role: 'staff', password: 'asagiri no mizuumi' },
            side.owner,
          )
        ).status,
      ).toBe(200);
  });

  test('T49: what one organisation remembers of a session is nothing to another, though every id is the same', async () => {
    const claims = jwt.decode(ours.owner) as { orgId: string; sid: string; sub: string };
    const session = { sessionId: SessionId.parse(claims.sid), subjectId: claims.sub, audience: 'admin' as const };
    const { platform } = rig.service;
    const here = mintOrgScope(OrgId.parse(claims.orgId));
    const there = mintOrgScope(OrgId.parse((jwt.decode(theirs.owner) as { orgId: string }).orgId));
    // Warm for us, then asked for at once by them: a key without the organisation would answer from memory.
    expect(await isSessionLive(platform, here, session)).toBe(true);
    expect(await isSessionLive(platform, there, session)).toBe(false);
    expect(await isSessionLive(platform, here, session)).toBe(true);
    expect(await isSessionLive(platform, here, { ...session, audience: 'my' })).toBe(false);
    expect((await rig.ask('members.list', {}, ours.owner)).body).not.toContain('カナリア');
    expect((await rig.ask('members.list', {}, theirs.owner)).body).toContain('カナリア');
  });

  test('T45: whoever asks for what is not theirs is written down, with who they are and what they called, and not what they sent', async () => {
    const warn = vi.spyOn(rig.service.platform.log, 'warn');
    const theirMember = theirs.ids['memberId'];
    expect((await rig.ask('members.get', { memberId: theirMember }, ours.owner)).code).toBe('NOT_FOUND');
    const claims = jwt.decode(ours.owner) as { orgId: string; sub: string };
    const facts = { orgId: claims.orgId, actorKind: 'user', actorId: claims.sub, path: 'members.get' };
    expect(warn.mock.calls.map(([first]) => first)).toContainEqual(expect.objectContaining(facts));
    expect(JSON.stringify(warn.mock.calls)).not.toContain(theirMember);
    warn.mockClear();
    expect((await rig.ask('members.get', { memberId: ours.ids['memberId'] }, ours.owner)).status).toBe(200);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
