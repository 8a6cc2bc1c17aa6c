import { createHash } from 'node:crypto';
import { permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { exportColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import { permissionsOf } from '../src/platform/permissions.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { inputs, namesNothing } from './procedure-inputs.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';
import { type Role, type Side, makeSide, signInAs } from './side.factory.ts';

const canary = 'カナリア';

let rig: ServerRig;
let theirs: Side;
let ours: Side;

beforeAll(async () => {
  rig = await startServerRig();
  theirs = await makeSide(rig, canary);
  ours = await makeSide(rig, '白鳥');
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

/** What stands in the books of an organisation, collection by collection. */
async function fingerprint(slug: string): Promise<Record<string, string>> {
  const db = rig.database.databases.server;
  const organization = await db.collection('organizations').findOne({ slug });
  const hashes: Record<string, string> = {};
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    // Sign-ins of their own people move these; nobody else can.
    if (name === 'sessions') continue;
    const rows = await db.collection(name).find({ orgId: organization!._id }).sort({ _id: 1 }).toArray();
    hashes[name] = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  }
  return hashes;
}

const roles = ['owner', 'admin', 'staff'] as const satisfies readonly Role[];
/** Passwords as typed, and whatever leads back to one. */
const secrets = /asagiri no mizuumi|hotaru-no-yoru|\$2[aby]\$|[Pp]asswordHash|currentHash|totpSecret/;
let attempts = 0;
async function ask(path: string, input: unknown, token: string | null) {
  attempts += 1;
  return rig.ask(path, input, token);
}

/** Every address that is no procedure and gives or takes what belongs to an organisation. */
function routesOf(
  ids: Readonly<Record<string, string>>,
): Record<string, { readonly path: string; readonly init: RequestInit; readonly writes: boolean }> {
  const post = (body: unknown, type = 'application/json') => ({
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const filter = { q: '', status: 'all', membershipTypeId: ids['membershipTypeId'], sort: 'kana', descending: false };
  const csv = '姓,名,セイ,メイ,会員種別\n山,一,ヤマ,イチ,正会員';
  return {
    upload: { path: '/uploads/member-imports?fileName=x.csv', init: post(csv, 'text/csv'), writes: true },
    export: { path: '/downloads/members', init: post({ ...filter, format: 'csv_utf8', columns: ['姓', '備考'] }), writes: false },
    papers: { path: '/downloads/member-papers', init: post({ ...filter, paper: 'roll' }), writes: false },
    letters: { path: '/downloads/first-access-letters', init: post({ memberIds: [ids['memberId']] }), writes: true },
    receipt: { path: `/documents/receipts/${ids['receiptId']}.pdf`, init: { method: 'GET' }, writes: false },
  };
}
async function call({ path, init }: { readonly path: string; readonly init: RequestInit }, token: string | null) {
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
      if (meta?.audience === 'admin' && !meta.own) expect(meta.permission, path).toBeTruthy();
    }
    expect(asked.map(({ path }) => path).sort()).toEqual(Object.keys(inputs).sort());
  });

  test('G8: nobody gets in without a session, with garbage for a token, with an ended session, or through the other door', async () => {
    const ended = await signInAs(rig, theirs, 'owner');
    await rig.database.databases.server
      .collection('sessions')
      .updateOne({ _id: ended.sessionId as never }, { $set: { revokedAt: new Date() } });
    for (const { path, meta } of asked) {
      const input = inputs[path]?.(theirs.ids);
      for (const token of [null, 'garbage', `${theirs.owner.slice(0, -2)}xx`, ended.token])
        expect((await ask(path, input, token)).status, path).toBe(401);
      const wrongDoor = meta?.audience === 'admin' ? theirs.member : meta?.audience === 'my' ? theirs.owner : null;
      if (wrongDoor) expect((await ask(path, input, wrongDoor)).status, path).toBe(meta?.audience === 'admin' ? 403 : 401);
    }
    for (const [name, route] of Object.entries(routesOf(theirs.ids))) {
      for (const token of [null, 'garbage', ended.token]) expect((await call(route, token)).status, name).toBe(401);
      // A member has a receipt of their own; files of the roll are for the office.
      if (name !== 'receipt') expect([401, 403], name).toContain((await call(route, theirs.member)).status);
    }
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
              path === 'billing.adjustments' || path === 'documents.receiptOfBill' || path === 'payments.chargeOfBill'
                ? answer.status
                : 404,
              // What a role may not do is said before anything is looked for; an owner may do everything.
              role === 'staff' || role === 'admin' ? 403 : 404,
            ],
            `${path} by ${role}: ${answer.body}`,
          ).toContain(answer.status);
      }
    }
    for (const [name, route] of Object.entries(routesOf(theirs.ids))) {
      if (name === 'upload') continue;
      for (const { role, token } of [...office, member]) {
        const answer = await call(route, token);
        expect(answer.body, `${name} by ${role}`).not.toContain(canary);
        if (name === 'receipt') expect(answer.status, `${name} by ${role}`).toBe(404);
        if (name === 'letters') expect(answer.status, `${name} by ${role}`).toBeGreaterThanOrEqual(400);
      }
    }
    expect((await call(routesOf(theirs.ids)['receipt']!, theirs.member)).status).toBe(200);
    expect(await fingerprint(theirs.ids['slug']!)).toEqual(before);
    // Nor does a mail or a file that our people get bear a word of theirs.
    const db = rig.database.databases.server;
    const us = await db.collection('organizations').findOne({ slug: ours.ids['slug'] });
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
      expect(JSON.stringify(await db.collection(name).find({ orgId: us!._id }).toArray()), name).not.toContain(canary);
    expect((await ask('identity.viewer', undefined, theirs.owner)).status).toBe(200);
  });

  test('G8 ADM-01 ADM-02 ACC-06: staff cannot do what only admins may, and without a permission nothing of it; every role is heard at its own door, and told no password', async () => {
    const staff = await signInAs(rig, ours, 'staff');
    const nothing = await signInAs(rig, ours, 'staff', []);
    for (const { path, meta } of asked) {
      if (meta?.audience !== 'admin' || meta.own) continue;
      const input = inputs[path]?.(ours.ids);
      if (adminsOnly.has(meta.permission ?? '')) expect((await ask(path, input, staff.token)).code, path).toBe('FORBIDDEN');
      expect((await ask(path, input, nothing.token)).code, path).toBe('FORBIDDEN');
    }
    for (const [name, route] of Object.entries(routesOf(ours.ids))) expect((await call(route, nothing.token)).status, name).toBe(403);
    for (const role of roles) {
      const { token } = await signInAs(rig, ours, role);
      for (const { path, meta, type } of asked) {
        if (type !== 'query' || (meta?.audience !== 'admin' && meta?.audience !== 'signed_in')) continue;
        if (role === 'staff' && adminsOnly.has(meta.permission ?? '')) continue;
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
    for (const [name, route] of Object.entries(routesOf(ours.ids))) {
      const answer = await call(route, owner);
      if (route.writes) expect(answer.body, name).toContain('ORGANIZATION_NOT_ACTIVE');
      else expect(answer.status, name).toBe(200);
    }
    // That the roll was read as a file is noted all the same.
    const books = (hashes: Record<string, string>) => Object.entries(hashes).filter(([name]) => !name.startsWith('audit_'));
    expect(books(await fingerprint(ours.ids['slug']!))).toEqual(books(before));
    await organizations.updateOne({ slug: ours.ids['slug'] }, { $set: { status: 'active' } });
  });

  test('G8: there were thousands of attempts', () => {
    expect(attempts).toBeGreaterThanOrEqual(1500);
  });
});
