import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { savedViewLimits } from '@tsudoi/shared/contracts/members/saved-view.contract';
import { listSavedViews, removeView, saveView, updateView } from '../src/modules/members/saved-view.service.ts';
import { newUserId } from '@tsudoi/shared/kernel/ids';
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
  sort: 'joined' as const,
  descending: true,
  size: 100 as const,
  columns: ['name' as const, 'phone' as const],
};
const save = (actor: UserActor, name: string, shared: boolean) => saveView(server.platform, actor, { name, shared, state });
const namesOf = async (actor: UserActor) => (await listSavedViews(actor)).map((view) => view.name);

describe('acceptance 22: saved views', () => {
  test('one’s own are seen by oneself on every device, shared ones by the whole office, neither by another organisation', async () => {
    const other = await openOrganization(server, '別の会');
    const own = await save(org.owner, '休会の人', false);
    await save(org.owner, '事務局の一覧', true);
    expect(own).toMatchObject({ own: true, shared: false, state });
    expect(await namesOf(org.owner)).toEqual(['休会の人', '事務局の一覧']);
    expect(await namesOf(colleague)).toEqual(['事務局の一覧']);
    expect((await listSavedViews(colleague))[0]).toMatchObject({ own: false, shared: true });
    expect(await namesOf({ ...org.owner, scope: other.scope })).toEqual([]);
    for (const actor of [colleague, { ...org.owner, scope: other.scope }]) {
      await expect(updateView(actor, { savedViewId: own.savedViewId, name: 'x', shared: false, state })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(removeView(actor, own.savedViewId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await removeView(org.owner, own.savedViewId);
    expect(await namesOf(org.owner)).toEqual(['事務局の一覧']);
  });

  test('what the office shares is changed by whoever may change members', async () => {
    const shared = await save(colleague, '共有', true);
    await expect(save(reader, '共有したい', true)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeView(reader, shared.savedViewId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await updateView(org.owner, { savedViewId: shared.savedViewId, name: '直した', shared: true, state: { ...state, q: '' } }),
    ).toMatchObject({
      name: '直した',
      state: { q: '' },
    });
    await expect(updateView(org.owner, { savedViewId: shared.savedViewId, name: 'x', shared: false, state })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await updateView(colleague, { savedViewId: shared.savedViewId, name: '自分の', shared: false, state })).toMatchObject({
      shared: false,
    });
    const mine = await save(reader, '読むだけの人の', false);
    expect(mine.own).toBe(true);
  });

  test('there is an end to how many are kept', async () => {
    const many = { ...org.owner, userId: newUserId() };
    for (let at = 0; at < savedViewLimits.own; at += 1) await save(many, `表示${at}`, false);
    await expect(save(many, '一つ多い', false)).rejects.toMatchObject({ code: 'SAVED_VIEW_LIMIT', params: { most: savedViewLimits.own } });
    expect(await namesOf(many)).toHaveLength(savedViewLimits.own + (await namesOf({ ...many, userId: newUserId() })).length);
  });
});
