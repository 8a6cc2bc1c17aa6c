import { request as httpRequest } from 'node:http';
import { hash as bcryptHash } from 'bcrypt';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { OrgId, SessionId } from '@tsudoi/shared/kernel/ids';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { rootRouter } from '../../src/app/root.router.ts';
import { passwordDigest, verifyPassword } from '../../src/modules/identity/password.service.ts';
import { isSessionLive } from '../../src/modules/identity/session.service.ts';
import { platformModels } from '../../src/platform/tenancy.ts';
import type { ProcedureMeta } from '../../src/platform/trpc.ts';
import { inputs } from '../procedure-inputs.ts';
import { type Loose, type ServerRig, memberFields, startServerRig } from '../server-rig.ts';
import { type Side, makeSide } from '../side.factory.ts';
import { sampleInput } from './sample-input.ts';

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

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: unknown;
  readonly maxLength?: number;
  readonly [key: string]: unknown;
}
const shapeOf = (schema: unknown): Shape => z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Shape;
/** Every object within a shape, wherever it stands, with the place. */
function objectsIn(shape: unknown, at: string): { at: string; shape: Shape }[] {
  if (typeof shape !== 'object' || shape === null) return [];
  const own = 'properties' in shape || (shape as Shape)['type'] === 'object' ? [{ at, shape: shape as Shape }] : [];
  return [...own, ...Object.entries(shape).flatMap(([key, each]) => objectsIn(each, `${at}.${key}`))];
}
const withInput = procedures.filter(({ inputs: schemas }) => schemas.length > 0);

describe('what one may send', () => {
  test('T47: no input of any procedure lets through a field that it does not name', async () => {
    let objects = 0;
    for (const { path, inputs: schemas } of withInput)
      for (const { at, shape } of schemas.flatMap((schema) => objectsIn(shapeOf(schema), path))) {
        objects += 1;
        // A record says what its keys and values may be; everything else takes its own fields only.
        const isRecord = shape.properties === undefined && typeof shape.additionalProperties === 'object';
        expect(isRecord || shape.additionalProperties === false, at).toBe(true);
      }
    expect(objects).toBeGreaterThan(150);
  });

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
      expect((await rig.ask('identity.inviteUser', { email: 'one@example.jp', ...names, role: 'staff' }, side.owner)).status).toBe(200);
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

describe('at the doors', () => {
  /** `fetch` does not let the Host header be chosen. */
  function sendAs(headers: Record<string, string>, procedure: string, input: unknown): Promise<number> {
    const { port } = new URL(rig.url);
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: `/trpc/${procedure}`,
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(input));
    });
  }

  test('T40: whatever host a request names, the links of its mails lead to us', async () => {
    const { PUBLIC_URL } = rig.service.platform.env;
    const office = await rig.signUp();
    const links = async () =>
      (await rig.mails(office.email)).flatMap(({ link, text }) => [link ?? '', ...(text.match(/https?:\/\/[^\s#]+/g) ?? [])]);
    const reset = { audience: 'admin', org: office.slug, login: office.email };
    const forgeries: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: 'evil.example:443', 'x-forwarded-host': 'evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '1' },
      { forwarded: 'host=evil.example;proto=https', 'x-original-host': 'evil.example', 'x-host': 'evil.example' },
    ];
    for (const forged of forgeries) expect([200, 403]).toContain(await sendAs(forged, 'identity.requestPasswordReset', reset));
    const all = (await links()).filter((link) => link !== '');
    expect(all.length).toBeGreaterThanOrEqual(3);
    for (const link of all) expect(link.startsWith(PUBLIC_URL), link).toBe(true);
    expect(all.join()).not.toContain('evil');
  });

  test('T39: no procedure that takes what a link carries answers to a look: a GET is refused before anything is read', async () => {
    const takers = withInput.filter(({ inputs: schemas }) => Object.keys(shapeOf(schemas[0]).properties ?? {}).includes('token'));
    expect(takers.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['identity.resetPassword', 'identity.confirmEmailChange', 'applications.submit', 'identity.acceptInvitation']),
    );
    for (const { path } of takers)
      for (const method of ['GET', 'HEAD'])
        expect((await fetch(`${rig.url}/trpc/${path}?input=${encodeURIComponent('{"token":"x"}')}`, { method })).status, path).toBe(405);
  });

  test('T34: sign-up, forgotten passwords, codes, IDs and applications answer alike for who is there and who is not; the mail tells the rest', async () => {
    const { slug } = ours.ids;
    const told = ({ status, body }: { status: number; body: string }) => [status, body.replace(/"requestNumber":"\w*"/, '')];
    const member = (await rig.get('members.get', { memberId: ours.ids['memberId'] }, ours.owner)) as Loose;
    const known = member.contactEmail as string;
    expect(known).toContain('@');
    const nobody = 'nobody-here@example.jp';
    let hosts = 0;
    const from = () => {
      hosts += 1;
      return { 'x-forwarded-for': `10.9.0.${hosts}` };
    };
    const doors: Record<string, (email: string) => ReturnType<ServerRig['ask']>> = {
      'forgotten by a member': (login) => rig.ask('identity.requestPasswordReset', { audience: 'my', org: slug, login }, null, from()),
      'forgotten in the office': (login) => rig.ask('identity.requestPasswordReset', { audience: 'admin', org: slug, login }, null, from()),
      'a code': (email) => rig.ask('identity.askForCode', { org: slug, email }, null, from()),
    };
    const officeEmail = (await rig.get('identity.users', undefined, ours.owner))[0].email as string;
    for (const [name, door] of Object.entries(doors)) {
      const present = name.includes('office') ? officeEmail : known;
      expect(told(await door(present)), name).toEqual(told(await door(nobody)));
    }
    // A new organisation by somebody who has one already, and by somebody who has none.
    const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'あおき', ownerGivenNameKana: 'れいこ' };
    const signUp = (email: string, at: string) =>
      rig.ask(
        'organizations.signUp',
        { name: '東雲学会', kind: 'society', slug: at, email, password: 'asagiri no mizuumi', ...owner },
        null,
        from(),
      );
    const bare = ({ status, body }: { status: number; body: string }) => [
      status,
      body.replaceAll(/"requestNumber":"\w*"|t34-\w+|[\w.-]+@[\w.-]+/g, ''),
    ];
    expect(bare(await signUp(officeEmail, 't34-known'))).toEqual(bare(await signUp(nobody, 't34-free')));
  });

  test('T44: of two hundred passwords at the same moment two are hashed, fifty wait, and the others are told to come back', async () => {
    const { platform } = rig.service;
    const kept = await bcryptHash(passwordDigest('right right right', platform.env.PASSWORD_PEPPER), 4);
    const answers = await Promise.allSettled(Array.from({ length: 200 }, () => verifyPassword(platform, 'right right right', kept)));
    const compared = answers.filter(({ status }) => status === 'fulfilled');
    expect(compared).toHaveLength(52);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    // The queue is empty again: nobody is kept out by what is over.
    expect(await verifyPassword(platform, 'right right right', kept)).toBe(true);
  });

  test('T44: while logins stand in line, other pages are served', async () => {
    const dear = await startServerRig({ BCRYPT_COST: '11', TRUST_PROXY_HOPS: '1' });
    try {
      const office = await dear.signUp();
      let open = 0;
      const login = async (index: number) => {
        open += 1;
        const from = { 'x-forwarded-for': `10.8.${index >> 8}.${index & 255}` };
        const answer = await dear.ask(
          'identity.memberLogin',
          { org: office.slug, login: `nobody${index}`, password: 'guess guess guess' },
          null,
          from,
        );
        open -= 1;
        return answer;
      };
      const line = Array.from({ length: 120 }, (_, index) => login(index));
      // Served while the line is there, all twenty of them.
      for (let page = 0; page < 20; page += 1) {
        expect((await dear.ask('organizations.publicProfile', { slug: office.slug })).status).toBe(200);
        expect(open, 'logins were still in line').toBeGreaterThan(0);
      }
      const codes = new Set((await Promise.all(line)).map(({ status, code }) => `${status} ${code}`));
      expect(
        [...codes].every((told) => ['401 LOGIN_FAILED', '429 TOO_MANY_REQUESTS', '429 LOGIN_DELAYED'].includes(told)),
        [...codes].join(),
      ).toBe(true);
      expect(codes).toContain('429 TOO_MANY_REQUESTS');
    } finally {
      await dear.stop();
    }
  });
});
