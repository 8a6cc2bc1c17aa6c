import { newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { planStatuses } from '../src/modules/members/status-plan.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let here: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
  here = await openOrganization(server);
});
afterAll(() => server.close());

test('“why not?”: the office is told the entry in the way of a status, with its day, when it changes and when it looks ahead', async () => {
  const joined = { status: 'active' as const, effectiveOn: jstDate('2020-04-01') };
  const kept = { entryId: newStatusEntryId(), recordedAt: new Date('2018-01-01T00:00:00Z'), actor: '佐藤 花子', reason: '' };
  const { _id } = await here.addMember({ statusEntries: [{ ...joined, ...kept }] });
  const change = (status: 'suspended' | 'withdrawn', day: string) => ({ status, effectiveOn: jstDate(day), reason: '転居', nextSteps: [] });
  await changeMemberStatus(server.platform, here.owner, { memberId: _id, ...change('suspended', '2026-10-01') });
  const booked = { date: '2026-10-01', status: 'suspended' };
  const refused = [
    ['2026-10-01', 'STATUS_DATE_TAKEN', booked],
    ['2026-09-30', 'STATUS_NEXT_IN_WAY', booked],
    ['2020-03-31', 'STATUS_BEFORE_FIRST', { date: '2020-04-01', status: 'active' }],
  ] as const;
  for (const [day, code, params] of refused) {
    const asked = changeMemberStatus(server.platform, here.owner, { memberId: _id, ...change('withdrawn', day) });
    await expect(asked).rejects.toMatchObject({ code, params });
    const looked = { memberIds: [_id], status: 'withdrawn' as const, effectiveOn: jstDate(day) };
    const plan = await planStatuses(server.platform, here.owner, looked);
    expect(plan.refused).toMatchObject([{ code, status: 'active', obstacle: params }]);
  }
});
