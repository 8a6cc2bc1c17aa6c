import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { inputs, namesNothing } from './procedure-inputs.ts';
import { type ServerRig, memberFields, startServerRig } from './server-rig.ts';

const canary = 'カナリア';

interface Side {
  readonly owner: string;
  readonly member: string;
  readonly ids: Record<string, string>;
}

let rig: ServerRig;
let theirs: Side;
let ours: Side;

async function makeSide(name: string): Promise<Side> {
  const office = await rig.signUp(`${name}学会`);
  const get = (procedure: string, input?: unknown, token = office.token) => rig.get(procedure, input, token);
  const { membershipTypeId } = await get('membershipTypes.create', { name: `${name}会員`, annualFee: 10_000 });
  const { memberId, provisional } = await get('members.create', {
    ...memberFields(membershipTypeId, { familyName: name, memo: name }),
    issueProvisional: true,
  });
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', {
    org: office.slug,
    provisionalId: provisional.provisionalId,
    provisionalPassword: provisional.provisionalPassword,
  });
  const { accessToken: member } = await rig.get('identity.firstAccessComplete', {
    org: office.slug,
    firstAccessToken,
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    email: 'haruko@example.jp',
    password: 'hotaru-no-yoru',
  });
  const { applicationId } = await get('applications.submitByStaff', {
    email: `${name === canary ? 'canary' : 'swan'}@example.jp`,
    fields: {
      ...memberFields(membershipTypeId, { familyName: name }),
      memberNumber: undefined,
      contactEmail: undefined,
      joinedOn: undefined,
      memo: undefined,
    },
    agreed: true,
  });
  const { fields } = await get('customFields.create', {
    kind: 'text',
    label: name,
    hint: '',
    required: false,
    memberAccess: 'editable',
    onJoining: false,
    options: [],
  });
  const [item] = await get('billing.items');
  const bill = await get('billing.createBill', {
    memberId,
    billName: `${name}の会`,
    amount: 5000,
    dueOn: '2030-01-31',
    idempotencyKey: randomUUID(),
  });
  await get('billing.confirmBill', { billId: bill.billId });
  const second = await get('billing.createBill', {
    memberId,
    billName: `${name}の二次会`,
    amount: 3000,
    dueOn: '2030-01-31',
    idempotencyKey: randomUUID(),
  });
  const { paymentId } = await get('payments.recordOffline', {
    billId: bill.billId,
    amount: 5000,
    method: 'cash',
    receivedOn: '2026-05-01',
    memo: name,
    idempotencyKey: randomUUID(),
  });
  const receipt = await get('documents.issueReceipt', { billId: bill.billId }, member);
  const run = await get('billing.planRun', {
    billingItemId: item.billingItemId,
    fiscalYear: 2026,
    allocationStartMonth: '2026-04',
    dueOn: '2030-01-31',
    billName: `${name}年会費`,
    excludedMembershipTypeIds: [],
  });
  const adjustment = await get('billing.addAdjustment', { memberId, kind: 'permanent', amount: -100, reason: name });
  const { memberId: otherMemberId } = await get('members.create', {
    ...memberFields(membershipTypeId, { familyName: name, memo: name, contactEmail: '' }),
    issueProvisional: false,
  });
  const { memberId: twiceId } = await get('members.create', {
    ...memberFields(membershipTypeId, { familyName: name, memo: name, contactEmail: '' }),
    issueProvisional: false,
  });
  const pair = { keptId: otherMemberId, mergedId: twiceId };
  const { mergeId } = await get('duplicates.merge', {
    ...pair,
    fingerprint: (await get('duplicates.planMerge', pair)).fingerprint,
    choices: { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' },
  });
  const { savedViewId } = await get('savedViews.save', {
    name,
    shared: true,
    state: { q: name, status: 'all', membershipTypeId, sort: 'kana', descending: false, size: 50, columns: ['name'] },
  });
  await get('identity.askForLoginId', {
    org: office.slug,
    familyName: name,
    givenName: '春子',
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    birthDate: '1980-01-01',
    email: 'haruko@example.jp',
    note: '',
  });
  const [inquiry] = await get('identity.loginInquiries', { view: 'open' });
  const sessions = await get('identity.sessions');
  const [user] = await get('identity.users');
  const upload = await fetch(`${rig.url}/uploads/member-imports?fileName=${encodeURIComponent(name)}.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${office.token}` },
    body: `姓,名,セイ,メイ,会員種別\n${name},一,ヤマ,イチ,${name}会員`,
  });
  const { importJobId } = (await upload.json()) as { importJobId: string };
  return {
    owner: office.token,
    member,
    ids: {
      slug: office.slug,
      membershipTypeId,
      fieldId: fields[0].fieldId,
      memberId,
      otherMemberId,
      mergeId,
      billingItemId: item.billingItemId,
      billId: bill.billId,
      draftBillId: second.billId,
      paymentId,
      receiptId: receipt.receiptId,
      billingRunId: run.billingRunId,
      adjustmentId: (Array.isArray(adjustment) ? adjustment[0] : adjustment).adjustmentId,
      sessionId: sessions[0].sessionId,
      inquiryId: inquiry.inquiryId,
      userId: user.userId,
      importJobId,
      savedViewId,
      applicationId,
      taskId: 'tsk_01JZZZZZZZZZZZZZZZZZZZZZZZ',
    },
  };
}

beforeAll(async () => {
  rig = await startServerRig();
  theirs = await makeSide(canary);
  ours = await makeSide('白鳥');
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
