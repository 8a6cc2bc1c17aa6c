import { createHash, randomUUID } from 'node:crypto';
import { permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { exportColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import { permissionsOf } from '../src/platform/permissions.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { inputs, namesNothing } from './procedure-inputs.ts';
import { type OpenPage, bearer, openPage } from './open-page.ts';
import { type RouteInput, refusedTo, routeInputs, routesOfServer } from './route-inputs.ts';
import { type ServerRig, memberFields, startServerRig } from './server-rig.ts';
import { type Role, type Side, makeSide, signInAs } from './side.factory.ts';

const canary = 'カナリア';
/** The full figure of security.md 2. */
const full = process.env['TSUDOI_FULL'] === '1';

let rig: ServerRig;
let theirs: Side;
let ours: Side;
/** Ours as well; what is tried on it may harm it. */
let third: Side;

beforeAll(async () => {
  rig = await startServerRig();
  theirs = await makeSide(rig, canary);
  ours = await makeSide(rig, '白鳥');
  third = await makeSide(rig, '鶺鴒');
});
afterAll(() => rig.stop());

const procedures = Object.entries(rootRouter._def.procedures).map(([path, procedure]) => {
  const { meta, type } = (procedure as unknown as { _def: { meta?: ProcedureMeta; type: string } })._def;
  return { path, meta, type };
});
const asked = procedures.filter(({ meta, type }) => meta?.audience !== 'public' && type !== 'subscription');

/** What staff may not do unless it was given to them. */
const adminsOnly = new Set<string>(
  permissions.filter((permission) => !permissionsOf({ role: 'staff', permissions: null }).includes(permission)),
);

const isForAdmins = ({ rights = [] }: ProcedureMeta) => rights.length > 0 && rights.every((right) => adminsOnly.has(right));

/** What stands in the books of an organisation, by collection; signing in and saving an archive alone leave their own traces. */
async function fingerprint(slug: string): Promise<Record<string, string>> {
  const db = rig.database.databases.server;
  const [organization] = await Promise.all([db.collection('organizations').findOne({ slug }), rig.service.platform.reads.flush()]);
  const hashes: Record<string, string> = { itself: JSON.stringify(organization) };
  const own = { orgId: organization!._id, purpose: { $ne: 'incident' } };
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (name === 'sessions') continue;
    const rows = JSON.stringify(await db.collection(name).find(own).sort({ _id: 1 }).toArray());
    hashes[name] = createHash('sha256').update(rows).digest('hex');
  }
  return hashes;
}

const roles = ['owner', 'admin', 'staff'] as const satisfies readonly Role[];
/** Passwords as typed, and whatever leads back to one. */
const secrets = /asagiri no mizuumi|hotaru-no-yoru|\$2[aby]\$|[Pp]asswordHash|currentHash|totpSecret/;
/** Of a record they do not find they tell what they tell of one that has nothing. */
const saysNothing = new Set(['billing.adjustments', 'documents.receiptOfBill', 'payments.chargeOfBill']);
let attempts = 0;
async function ask(path: string, input: unknown, token: string | null) {
  attempts += 1;
  return rig.ask(path, input, token);
}

/** Every address that is no procedure, asked for what belongs to a side. */
const routesOf = (side: Side, joinToken = side.joinToken) =>
  Object.entries(routeInputs(side, joinToken, rig.service.platform.env.PUBLIC_URL));
async function call({ path, init }: Pick<RouteInput, 'path' | 'init'>, token: string | null) {
  attempts += 1;
  const headers = { ...(init.headers as Record<string, string>), ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${rig.url}${path}`, { ...init, headers });
  const body = await response.text();
  return { status: response.status, body };
}

describe('G8: tenant matrix', () => {
  test('G8: every procedure says who may call it and what it touches, and stands in this matrix', () => {
    for (const { path, meta } of procedures) {
      expect(meta?.resource, path).toBeTruthy();
      expect(['public', 'admin', 'my', 'signed_in', 'operator'], path).toContain(meta?.audience);
      if (meta?.audience === 'admin' && !meta.own) expect(meta.rights?.length, path).toBeGreaterThan(0);
    }
    expect(asked.map(({ path }) => path).sort()).toEqual(Object.keys(inputs).sort());
    expect(procedures.filter(({ type }) => type === 'subscription').map(({ path }) => path)).toEqual(['live.events']);
    const routes = routesOf(theirs).map(([name]) => name);
    expect(routes.sort()).toEqual(routesOfServer(rig.service.platform).sort());
  });

  test('G8: nobody gets in without a session, with garbage for a token, with a session that was ended, after leaving, or through the other door', async () => {
    const db = rig.database.databases.server;
    const ended = await signInAs(rig, theirs, 'owner');
    await db.collection('sessions').updateOne({ _id: ended.sessionId as never }, { $set: { revokedAt: new Date() } });
    const removed = await signInAs(rig, theirs, 'admin');
    const { subjectId } = (await db.collection('sessions').findOne({ _id: removed.sessionId as never }))!;
    await db.collection('org_users').deleteOne({ _id: subjectId });
    const nobody = [null, 'garbage', `${theirs.owner.slice(0, -2)}xx`, ended.token, removed.token];
    for (const { path, meta } of asked) {
      const input = inputs[path]?.(theirs.ids);
      for (const token of nobody) expect((await ask(path, input, token)).status, path).toBe(401);
      const wrongDoor = meta?.audience === 'admin' ? theirs.member : meta?.audience === 'my' ? theirs.owner : null;
      if (wrongDoor) expect((await ask(path, input, wrongDoor)).status, path).toBe(meta?.audience === 'admin' ? 403 : 401);
    }
    for (const [name, route] of routesOf(theirs)) {
      if (route.opens === 'link' || route.opens === 'everybody' || name.endsWith('/logout')) continue;
      for (const token of nobody) expect((await call(route, token)).status, name).toBe(401);
      const wrongDoor = route.opens === 'office' ? theirs.member : route.opens === 'member' ? theirs.owner : null;
      if (wrongDoor) expect([401, 403], name).toContain((await call(route, wrongDoor)).status);
    }
    for (const [name, route] of routesOf(theirs, 'no-link'))
      if (route.opens === 'link') expect((await call(route, null)).status, name).toBe(400);
    for (const token of nobody)
      expect(await (await fetch(`${rig.url}/trpc/live.events`, bearer(token))).text()).toContain('UNAUTHENTICATED');
  });

  test('G8 T45: what belongs to another organisation is not found, is not shown and is not changed, whoever asks', async () => {
    const before = await fingerprint(theirs.ids['slug']!);
    const office = await Promise.all(roles.map(async (role) => ({ role, token: (await signInAs(rig, ours, role)).token })));
    const member = { role: 'member' as const, token: ours.member };
    for (const { path, meta } of asked) {
      if (path === 'identity.endOtherSessions') continue;
      const input = inputs[path]?.(theirs.ids);
      const callers = meta?.audience === 'my' ? [member] : meta?.audience === 'admin' ? office : [...office, member];
      for (const { role, token } of callers) {
        const answer = await ask(path, input, token);
        expect(answer.body, path).not.toContain(canary);
        const namesTheirs = inputs[path] !== null && !namesNothing.has(path);
        if (namesTheirs)
          expect(
            [
              404,
              saysNothing.has(path) ? 200 : 404,
              // What a role may not do is said before anything is looked for; an owner may do everything.
              role === 'staff' || role === 'admin' ? 403 : 404,
            ],
            `${path} by ${role}: ${answer.body}`,
          ).toContain(answer.status);
      }
    }
    for (const [name, route] of routesOf(theirs, ours.joinToken)) {
      if (route.opens === 'cookie' || route.opens === 'operator') continue;
      for (const { role, token } of [...office, member]) {
        const answer = await call(route, token);
        expect(answer.body, `${name} by ${role}`).not.toContain(canary);
        if (!route.names) continue;
        // What a member may not do at all is said before anything is looked for.
        expect(answer.status, `${name} by ${role}`).toBe(refusedTo(role, route));
      }
    }
    expect(await fingerprint(theirs.ids['slug']!)).toEqual(before);
    // Nor does a mail or a file that our people get bear a word of theirs.
    const db = rig.database.databases.server;
    const us = await db.collection('organizations').findOne({ slug: ours.ids['slug'] });
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
      expect(JSON.stringify(await db.collection(name).find({ orgId: us!._id }).toArray()), name).not.toContain(canary);
    expect((await ask('identity.viewer', undefined, theirs.owner)).status).toBe(200);
  });

  test('G8 T45: an id of theirs among ours, in any place and any list, is as unknown as one that nobody has', async () => {
    const before = await fingerprint(theirs.ids['slug']!);
    const foreign = Object.values(theirs.ids);
    const others = await Promise.all(roles.slice(full ? 1 : 2).map(async (role) => (await signInAs(rig, third, role)).token));
    const unknown = Object.fromEntries(
      Object.entries(theirs.ids).map(([key, id], at) => [key, id.replace(/.{4}$/, (end) => (id.includes('_') ? `YY${10 + at}` : end))]),
    );
    const own = new Map(Object.entries(theirs.ids).map(([key, id]) => [id, third.ids[key]!]));
    const widened = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.flatMap((each) => (typeof each === 'string' && own.has(each) ? [own.get(each), each] : [widened(each)]))
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, widened(each)]))
          : value;
    for (const { path, meta } of asked) {
      const build = inputs[path];
      if (!build || meta?.audience === 'operator') continue;
      const named = new Set<string>();
      build(new Proxy(theirs.ids, { get: (ids, key: string) => (named.add(key), ids[key]) }));
      if (named.size === 0) continue;
      const mixed = named.size > 1 ? [...named].map((key) => build({ ...third.ids, [key]: theirs.ids[key]! })) : [];
      for (const token of meta?.audience === 'my' ? [third.member] : [third.owner, ...others]) {
        const input = build(theirs.ids);
        const [known, none] = [await ask(path, input, token), await ask(path, build(unknown), token)];
        expect([known.status, known.code], path).toEqual([none.status, none.code]);
        for (const one of [...mixed, widened(input)]) {
          const answer = await ask(path, one, token);
          expect(answer.status, `${path} ${JSON.stringify(one)}`).toBeLessThan(500);
          expect(answer.body, path).not.toContain(canary);
        }
      }
    }
    expect(await fingerprint(theirs.ids['slug']!)).toEqual(before);
    const db = rig.database.databases.server;
    const us = await db.collection('organizations').findOne({ slug: third.ids['slug'] });
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
      const rows = JSON.stringify(await db.collection(name).find({ orgId: us!._id }).toArray());
      const named = foreign.filter((id) => rows.includes(id));
      // A condition that is kept only narrows a list of ours: what it names is never looked up.
      if (!['saved_views', 'list_exports'].includes(name)) expect(named, name).toEqual([]);
    }
  });

  test('G8: an open page hears of its own organisation, and a member of what is theirs', async () => {
    const pages = [theirs.owner, ours.owner, ours.member].map((token) => openPage(rig, token));
    const [their, our, mine] = pages as [OpenPage, OpenPage, OpenPage];
    await vi.waitFor(() => pages.forEach(({ heard }) => expect(heard()).toContain('connected')), { timeout: 10_000 });
    const add = (side: Side) =>
      rig.get('members.create', { ...memberFields(side.ids['membershipTypeId']!), issueProvisional: false }, side.owner);
    const [theirMember, ourMember] = [await add(theirs), await add(ours)];
    const bill = { memberId: ours.ids['memberId'], billName: 'x', amount: 1, dueOn: '2030-01-31', idempotencyKey: randomUUID() };
    const { billId } = await rig.get('billing.createBill', bill, ours.owner);
    await rig.get('billing.confirmBill', { billId }, ours.owner);
    const theirOwn = [theirMember.memberId, ourMember.memberId, billId];
    await vi.waitFor(() => pages.forEach(({ heard }, at) => expect(heard()).toContain(theirOwn[at])), { timeout: 10_000 });
    expect(our.heard()).not.toContain(theirMember.memberId);
    expect(mine.heard()).not.toMatch(new RegExp(`${theirMember.memberId}|${ourMember.memberId}`));
    expect(their.heard()).not.toMatch(new RegExp(`${ourMember.memberId}|${billId}`));
    await Promise.all(pages.map(({ close }) => close()));
  });

  test('G8 ADM-01 ADM-02 ACC-06: staff cannot do what only admins may, and without a permission nothing of it; every role is heard at its own door, and told no password', async () => {
    const [staff, nothing] = [await signInAs(rig, ours, 'staff'), await signInAs(rig, ours, 'staff', [])];
    for (const { path, meta } of asked) {
      if (meta?.audience !== 'admin' || meta.own) continue;
      const input = inputs[path]?.(ours.ids);
      if (isForAdmins(meta)) expect((await ask(path, input, staff.token)).code, path).toBe('FORBIDDEN');
      expect((await ask(path, input, nothing.token)).code, path).toBe('FORBIDDEN');
    }
    expect((await ask('reports.dashboard', undefined, nothing.token)).status).toBe(200);
    for (const [name, route] of routesOf(ours)) {
      const isOffice = route.opens === 'office' || route.opens === 'both';
      if (isOffice) expect([403, 404], name).toContain((await call(route, nothing.token)).status);
      // What is refused to others above is there for its own people.
      if (isOffice) expect((await call(route, ours.owner)).status, name).toBe(route.elsewhere ? 503 : 200);
    }
    for (const [name, route] of routesOf(ours)) if (route.opens === 'link') expect((await call(route, null)).status, name).toBe(200);
    for (const role of roles) {
      const { token } = await signInAs(rig, ours, role);
      for (const { path, meta, type } of asked) {
        if (type !== 'query' || (meta?.audience !== 'admin' && meta?.audience !== 'signed_in')) continue;
        if (role === 'staff' && isForAdmins(meta)) continue;
        const answer = await ask(path, inputs[path]?.(ours.ids), token);
        expect([401, 403], `${path} by ${role}`).not.toContain(answer.status);
        expect(answer.body, `${path} by ${role}`).not.toMatch(secrets);
      }
    }
    for (const { path, meta, type } of asked)
      if (type === 'query' && meta?.audience === 'my') {
        const answer = await ask(path, inputs[path]?.(ours.ids), ours.member);
        expect([401, 403], path).not.toContain(answer.status);
        expect(answer.body, path).not.toMatch(secrets);
      }
    const everything = { q: '', status: 'all', sort: 'kana', descending: false, format: 'csv_utf8', columns: [...exportColumns] };
    const file = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(everything) };
    const exported = await call({ path: '/downloads/members', init: file }, ours.owner);
    expect([exported.status, exported.body.includes('白鳥')]).toEqual([200, true]);
    expect(exported.body).not.toMatch(secrets);
  });

  test('G8: a suspended organisation reads and does not write, by no procedure and no route', async () => {
    const organizations = rig.database.databases.server.collection('organizations');
    await organizations.updateOne({ slug: ours.ids['slug'] }, { $set: { status: 'suspended' } });
    // What was known of a session is asked for anew with a new one.
    const owner = (await signInAs(rig, ours, 'owner')).token;
    const member = (await signInAs(rig, ours, 'member')).token;
    const before = await fingerprint(ours.ids['slug']!);
    for (const { path, meta, type } of asked) {
      // Their own log-in, and what is asked at either door, stays theirs.
      if (meta?.own || (meta?.audience !== 'admin' && meta?.audience !== 'my')) continue;
      const answer = await ask(path, inputs[path]?.(ours.ids), meta.audience === 'my' ? member : owner);
      if (type === 'mutation') expect(answer.code, path).toBe('ORGANIZATION_NOT_ACTIVE');
      else expect([401, 403, 'ORGANIZATION_NOT_ACTIVE'], path).not.toContain(answer.code || answer.status);
    }
    for (const [name, route] of routesOf(ours)) {
      if (['cookie', 'everybody', 'operator'].includes(route.opens)) continue;
      const answer = await call(route, route.opens === 'member' ? member : owner);
      if (route.writes) expect(answer.body, name).toContain('ORGANIZATION_NOT_ACTIVE');
      else expect(answer.status, name).toBe(200);
    }
    // Nor does it reach into another one.
    for (const { path, meta } of asked) {
      const answer = await ask(path, inputs[path]?.(theirs.ids), meta?.audience === 'my' ? member : owner);
      expect(answer.body, path).not.toContain(canary);
      const namesTheirs = inputs[path] !== null && !namesNothing.has(path) && !saysNothing.has(path);
      if (namesTheirs) expect(answer.status, path).toBeGreaterThanOrEqual(400);
    }
    // That the roll was read as a file is noted all the same.
    const books = (hashes: Record<string, string>) => Object.entries(hashes).filter(([name]) => !name.startsWith('audit_'));
    expect(books(await fingerprint(ours.ids['slug']!))).toEqual(books(before));
    await organizations.updateOne({ slug: ours.ids['slug'] }, { $set: { status: 'active' } });
  });

  test('G8: there were thousands of attempts', () => {
    expect(attempts).toBeGreaterThanOrEqual(full ? 3000 : 2500);
  });
});
