import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ViewList, viewLists } from '@tsudoi/shared/contracts/views/list-column.contract';
import { SaveViewInput, savedViewLimits, viewRights } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { type OrgRole, permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { type SavedViewId, newSavedViewId, newUserId } from '@tsudoi/shared/kernel/ids';
import { listSavedViews, removeView, saveView, updateView } from '../src/modules/views/saved-view.service.ts';
import { migrations } from '../src/modules/views/views.migration.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let colleague: UserActor;
let reader: UserActor;
beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
  colleague = { ...org.owner, userId: newUserId() };
  reader = { ...org.owner, userId: newUserId(), role: 'staff', permissions: ['members.read'] };
});
afterAll(() => server.close());

const state = {
  q: '髙',
  status: 'suspended' as const,
  membershipTypeId: null,
  rankId: null,
  tag: null,
  dues: null,
  joined: null,
  custom: [],
  anyOf: [
    { by: 'status' as const, value: 'suspended' as const },
    { by: 'joined' as const, value: { fiscalYear: 'this' as const } },
  ],
  sort: 'joined' as const,
  descending: true,
  size: 100 as const,
  columns: ['name' as const, 'affiliation' as const],
};
/** One state of each list, as its address would give it. */
const states: Readonly<Record<ViewList, unknown>> = {
  members: state,
  corporates: { ...state, columns: ['name', 'contact'] },
  bills: {
    q: '',
    status: 'overdue',
    fiscalYear: 2026,
    category: 'annual',
    billingRunId: null,
    memberId: null,
    descending: false,
    size: 20,
    columns: ['rest', 'member'],
  },
  payments: { q: '', method: 'konbini', billId: null, memberId: null, size: 50, columns: ['member', 'memo'] },
  arrears: { q: '', status: 'unpaid', category: null, fiscalYear: null, minYears: 2, size: 200, columns: ['member'] },
};
const asked = (list: ViewList, name: string, shared = false, defaultFor: readonly OrgRole[] = []) =>
  SaveViewInput.parse({ list, name, shared, defaultFor, state: states[list] });
const save = (actor: UserActor, name: string, shared: boolean) => saveView(server.platform, actor, asked('members', name, shared));
const update = (actor: UserActor, savedViewId: SavedViewId, ...given: Parameters<typeof asked>) =>
  updateView(server.platform, actor, { savedViewId, ...asked(...given) });
const namesOf = async (actor: UserActor, list: ViewList = 'members') => (await listSavedViews(actor, list)).map((view) => view.name);

describe('acceptance 22: saved views', () => {
  test('one’s own are seen by oneself on every device, shared ones by the whole office, neither by another organisation', async () => {
    const other = await openOrganization(server, '別の会');
    const own = await save(org.owner, '休会の人', false);
    await save(org.owner, '事務局の一覧', true);
    expect(own).toMatchObject({ own: true, shared: false, state, defaultFor: [] });
    expect(await namesOf(org.owner)).toEqual(['休会の人', '事務局の一覧']);
    expect(await namesOf(colleague)).toEqual(['事務局の一覧']);
    expect((await listSavedViews(colleague, 'members'))[0]).toMatchObject({ own: false, shared: true });
    expect(await namesOf({ ...org.owner, scope: other.scope })).toEqual([]);
    for (const actor of [colleague, { ...org.owner, scope: other.scope }]) {
      await expect(update(actor, own.savedViewId, 'members', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(removeView(actor, own.savedViewId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await removeView(org.owner, own.savedViewId);
    expect(await namesOf(org.owner)).toEqual(['事務局の一覧']);
  });

  test('what the office shares is changed by whoever may change members', async () => {
    const shared = await save(colleague, '共有', true);
    await expect(save(reader, '共有したい', true)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeView(reader, shared.savedViewId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await update(org.owner, shared.savedViewId, 'members', '直した', true)).toMatchObject({ name: '直した' });
    await expect(update(org.owner, shared.savedViewId, 'members', 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await update(colleague, shared.savedViewId, 'members', '自分の')).toMatchObject({ shared: false });
    const mine = await save(reader, '読むだけの人の', false);
    expect(mine.own).toBe(true);
  });

  test('there is an end to how many are kept', async () => {
    const many = { ...org.owner, userId: newUserId() };
    for (let at = 0; at < savedViewLimits.own; at += 1) await save(many, `表示${at}`, false);
    await expect(save(many, '一つ多い', false)).rejects.toMatchObject({ code: 'SAVED_VIEW_LIMIT', params: { most: savedViewLimits.own } });
    expect(await namesOf(many)).toHaveLength(savedViewLimits.own + (await namesOf({ ...many, userId: newUserId() })).length);
    // Another list has room of its own.
    await saveView(server.platform, many, asked('bills', '請求'));
  });

  test.each(viewLists)('the list of %s has views of its own, kept as they were, for whoever may see and share it', async (list) => {
    const { read, share } = viewRights[list];
    const one = await openOrganization(server);
    const without = (right: string): UserActor => ({
      ...one.owner,
      userId: newUserId(),
      permissions: permissions.filter((each) => each !== right),
    });
    const kept = await saveView(server.platform, one.owner, asked(list, 'わたしの'));
    expect(await listSavedViews(one.owner, list)).toMatchObject([{ list, savedViewId: kept.savedViewId, state: states[list] }]);
    for (const other of viewLists.filter((each) => each !== list)) {
      expect(await namesOf(one.owner, other)).toEqual([]);
      // A state belongs to its list, and a view stays in it.
      expect(SaveViewInput.safeParse({ ...asked(list, 'x'), list: other }).success).toBe(false);
      await expect(update(one.owner, kept.savedViewId, other, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(listSavedViews(without(read), list)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(saveView(server.platform, without(read), asked(list, 'x'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(saveView(server.platform, without(share), asked(list, 'x', true))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a state with what its list does not know is refused', () => {
    for (const list of viewLists) {
      const given = asked(list, 'x');
      for (const change of [{ unheardOf: 1 }, { columns: [] }, { columns: ['evil'] }, { columns: ['memo'] }, { size: 51 }])
        expect(SaveViewInput.safeParse({ ...given, state: { ...given.state, ...change } }).success, JSON.stringify(change)).toBe(false);
    }
  });

  test('views from before there were other lists are views of the roll', async () => {
    const old = await openOrganization(server);
    const { server: db } = server.platform.databases;
    const [_id, ownerId, createdAt] = [newSavedViewId(), old.owner.userId, new Date()];
    await db.collection<{ _id: string }>('saved_views').insertOne({
      _id,
      orgId: old.scope.orgId,
      ownerId,
      name: '前からの',
      shared: true,
      state,
      createdAt,
    } as never);
    expect(await namesOf(old.owner)).toEqual([]);
    for (const { run } of migrations) await run(db);
    expect(await listSavedViews(old.owner, 'members')).toMatchObject([{ savedViewId: _id, list: 'members', defaultFor: [], state }]);
    await update(old.owner, _id, 'members', '直した', true, ['staff']);
    expect(await listSavedViews(old.owner, 'members')).toMatchObject([{ name: '直した', defaultFor: ['staff'] }]);
  });
});

describe('acceptance 22: the view that a role begins with', () => {
  const rolesByName = async (actor: UserActor) =>
    Object.fromEntries((await listSavedViews(actor, 'bills')).map((view) => [view.name, view.defaultFor]));

  test('is one shared view of each list, chosen by whoever may share', async () => {
    const one = await openOrganization(server);
    const first = await saveView(server.platform, one.owner, asked('bills', '期限超過', true, ['staff', 'admin']));
    expect(first.defaultFor).toEqual(['admin', 'staff']);
    await saveView(server.platform, one.owner, asked('bills', '年次', true, ['staff']));
    expect(await rolesByName(one.owner)).toEqual({ 期限超過: ['admin'], 年次: ['staff'] });
    // Saved again as it was, nothing moves.
    await update(one.owner, first.savedViewId, 'bills', '期限超過', true, ['admin']);
    expect(await rolesByName(one.owner)).toEqual({ 期限超過: ['admin'], 年次: ['staff'] });
    await update(one.owner, first.savedViewId, 'bills', '期限超過', true, ['admin', 'staff', 'owner']);
    expect(await rolesByName(one.owner)).toEqual({ 期限超過: ['owner', 'admin', 'staff'], 年次: [] });
    // Removed, nothing that was overtaken comes back.
    await removeView(one.owner, first.savedViewId);
    expect(await rolesByName(one.owner)).toEqual({ 年次: [] });
    expect(await namesOf(one.owner, 'payments')).toEqual([]);
  });

  test('is never one that its people cannot see, nor chosen by whoever may not share', async () => {
    expect(SaveViewInput.safeParse({ ...asked('bills', 'x'), defaultFor: ['staff'] }).success).toBe(false);
    const one = await openOrganization(server);
    const shared = await saveView(server.platform, one.owner, asked('bills', '共有', true, ['staff']));
    const looking: UserActor = { ...one.owner, userId: newUserId(), role: 'staff', permissions: ['billing.read'] };
    await expect(update(looking, shared.savedViewId, 'bills', '共有', true, [])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // Taken back, it is nobody's beginning; shared again, it is not by itself.
    await update(one.owner, shared.savedViewId, 'bills', '共有');
    await update(one.owner, shared.savedViewId, 'bills', '共有', true);
    expect(await rolesByName(looking)).toEqual({ 共有: [] });
  });

  test('is the later one where two people chose at one moment', async () => {
    const one = await openOrganization(server);
    const choose = (name: string) => saveView(server.platform, one.owner, asked('bills', name, true, ['owner']));
    await Promise.all(['甲', '乙', '丙'].map(choose));
    expect(Object.values(await rolesByName(one.owner)).filter((roles) => roles.length > 0)).toEqual([['owner']]);
  });
});
