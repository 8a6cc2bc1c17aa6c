import { newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hiddenMembers } from '../src/modules/members/member-hidden.service.ts';
import { openBill } from './billing.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

const today = jstDate('2026-04-10');
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
afterAll(() => server.close());

describe('“Why not?”: who is hidden by the conditions of a list', () => {
  test('names whom the search would find and every condition that keeps each out, of the own organisation only', async () => {
    const org = await openOrganization(server);
    const other = await openOrganization(server, '別の会');
    const haruko = { familyName: '髙﨑', givenName: '春子', familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
    const left = await org.addMember({ ...haruko, status: 'withdrawn' });
    await other.addMember(haruko);
    const ask = (given: Partial<Parameters<typeof hiddenMembers>[2]>) =>
      hiddenMembers(org.scope, today, { q: '高崎', status: 'active', ...given });
    expect(await ask({})).toEqual({
      rows: [
        {
          memberId: left._id,
          memberNumber: left.memberNumber,
          name: '髙﨑 春子',
          status: 'withdrawn',
          membershipTypeId: org.regular,
          kind: 'individual',
          hiddenBy: ['status'],
        },
      ],
      more: false,
    });
    expect((await ask({ q: '' })).rows).toEqual([]);
    expect((await ask({ q: '山田' })).rows).toEqual([]);
    expect((await ask({ status: 'all' })).rows, 'who is in the list is not hidden').toEqual([]);
    const by = async (given: Partial<Parameters<typeof hiddenMembers>[2]>) => (await ask({ status: 'all', ...given })).rows[0]?.hiddenBy;
    expect(await by({ membershipTypeId: newMembershipTypeId() })).toEqual(['type']);
    expect(await by({ kind: 'corporate' })).toEqual(['kind']);
    expect(await by({ tag: '委員' })).toEqual(['tag']);
    expect(await by({ dues: 'owing' })).toEqual(['dues']);
    await openBill(server, org, left._id);
    expect(await by({ dues: 'owing' })).toBeUndefined();
    expect(await by({ dues: 'clear', tag: '委員', status: 'active' })).toEqual(['status', 'tag', 'dues']);
  });

  test('names a handful and says that there are more', async () => {
    const org = await openOrganization(server);
    await org.addMembers(5, { familyName: '𠮷田', status: 'suspended' });
    const { rows, more } = await hiddenMembers(org.scope, today, { q: '吉田', status: 'active' });
    expect([rows.length, more]).toEqual([3, true]);
  });
});
