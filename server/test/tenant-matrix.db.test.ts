import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { inputs, namesNothing } from './procedure-inputs.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';
import { type Side, makeSide } from './side.factory.ts';

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

async function fingerprint(slug: string): Promise<string> {
  const db = rig.database.databases.server;
  const organization = await db.collection('organizations').findOne({ slug });
  const hash = createHash('sha256');
  for (const { name } of (await db.listCollections().toArray()).sort((left, right) => (left.name < right.name ? -1 : 1))) {
    // Sign-ins of their own people move these; nobody else can.
    if (name === 'sessions') continue;
    for (const row of await db.collection(name).find({ orgId: organization!._id }).sort({ _id: 1 }).toArray())
      hash.update(name).update(JSON.stringify(row));
  }
  return hash.digest('hex');
}

describe('tenant matrix', () => {
  test('every procedure says who may call it and what it touches, and stands in this matrix', () => {
    for (const { path, meta } of procedures) {
      expect(meta?.resource, path).toBeTruthy();
      if (meta?.audience === 'admin' && !meta.own) expect(meta.permission, path).toBeTruthy();
    }
    expect(asked.map(({ path }) => path).sort()).toEqual(Object.keys(inputs).sort());
  });

  test('nobody gets in without a session, with garbage for a token, or through the other door', async () => {
    for (const { path, meta } of asked) {
      const input = inputs[path]?.(theirs.ids);
      for (const token of [null, 'garbage', `${theirs.owner.slice(0, -2)}xx`])
        expect((await rig.ask(path, input, token)).status, path).toBe(401);
      const wrongDoor = meta?.audience === 'admin' ? theirs.member : meta?.audience === 'my' ? theirs.owner : null;
      if (wrongDoor) expect((await rig.ask(path, input, wrongDoor)).status, path).toBe(meta?.audience === 'admin' ? 403 : 401);
    }
  });

  test('what belongs to another organisation is not found, is not shown and is not changed', async () => {
    const before = await fingerprint(theirs.ids['slug']!);
    for (const { path, meta } of asked) {
      if (path === 'identity.endOtherSessions') continue;
      const input = inputs[path]?.(theirs.ids);
      for (const token of meta?.audience === 'my' ? [ours.member] : meta?.audience === 'admin' ? [ours.owner] : [ours.owner, ours.member]) {
        const answer = await rig.ask(path, input, token);
        expect(answer.body, path).not.toContain(canary);
        const namesTheirs = inputs[path] !== null && !namesNothing.has(path);
        if (namesTheirs)
          expect(
            [
              404,
              path === 'billing.adjustments' || path === 'documents.receiptOfBill' || path === 'payments.chargeOfBill'
                ? answer.status
                : 404,
            ],
            `${path}: ${answer.body}`,
          ).toContain(answer.status);
      }
    }
    const pdf = (token: string) =>
      fetch(`${rig.url}/documents/receipts/${theirs.ids['receiptId']}.pdf`, { headers: { authorization: `Bearer ${token}` } });
    expect((await pdf(ours.owner)).status).toBe(404);
    expect((await pdf(ours.member)).status).toBe(404);
    expect((await pdf(theirs.member)).status).toBe(200);
    expect(await fingerprint(theirs.ids['slug']!)).toBe(before);
    expect((await rig.ask('identity.viewer', undefined, theirs.owner)).status).toBe(200);
  });

  test('staff cannot do what only admins may', async () => {
    const users = rig.database.databases.server.collection('org_users');
    await users.updateOne({ email: `owner@${ours.ids['slug']}.example` }, { $set: { role: 'staff' } });
    const login = await rig.ask('identity.adminLogin', {
      org: ours.ids['slug'],
      email: `owner@${ours.ids['slug']}.example`,
      password: 'asagiri no mizuumi',
    });
    const staff = login.data.accessToken as string;
    for (const { path, meta } of asked) {
      if (!['settings', 'users', 'audit'].includes(meta?.permission ?? '')) continue;
      expect((await rig.ask(path, inputs[path]?.(ours.ids), staff)).code, path).toBe('FORBIDDEN');
    }
    expect((await rig.ask('members.counts', undefined, staff)).status).toBe(200);
    await users.updateOne({ email: `owner@${ours.ids['slug']}.example` }, { $set: { role: 'owner' } });
  });

  test('a suspended organisation reads and does not write', async () => {
    const organizations = rig.database.databases.server.collection('organizations');
    await organizations.updateOne({ slug: ours.ids['slug'] }, { $set: { status: 'suspended' } });
    const login = await rig.ask('identity.adminLogin', {
      org: ours.ids['slug'],
      email: `owner@${ours.ids['slug']}.example`,
      password: 'asagiri no mizuumi',
    });
    const token = login.data.accessToken as string;
    expect((await rig.ask('members.counts', undefined, token)).status).toBe(200);
    expect((await rig.ask('membershipTypes.create', { name: 'later', annualFee: 1 }, token)).code).toBe('ORGANIZATION_NOT_ACTIVE');
    const upload = await fetch(`${rig.url}/uploads/member-imports?fileName=later.csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '姓,名,セイ,メイ,会員種別\n山,一,ヤマ,イチ,正会員',
    });
    expect(await upload.json()).toMatchObject({ domainCode: 'ORGANIZATION_NOT_ACTIVE' });
    await organizations.updateOne({ slug: ours.ids['slug'] }, { $set: { status: 'active' } });
  });
});
