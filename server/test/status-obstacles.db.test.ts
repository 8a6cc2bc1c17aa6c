import { randomUUID } from 'node:crypto';
import { newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { changeStatuses, statusJob, undoStatusJob } from '../src/modules/members/status-job.service.ts';
import { planStatuses } from '../src/modules/members/status-plan.service.ts';
import { workOnStatusJob } from '../src/modules/members/status-work.service.ts';
import { type TestOrganization, historyOf, openOrganization } from './organization.factory.ts';
import { type TestServer, putRow, startTestServer } from './server.factory.ts';

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

test('APP-05: a record that was merged since it was ticked is named and left out, by the plan and by the job, and keeps no other', async () => {
  const org = await openOrganization(server);
  const present = await org.addMember(historyOf(['suspended', '2024-04-01']));
  const into = await org.addMember();
  const merged = await org.addMember({ ...historyOf(['withdrawn', '2026-04-09']), mergedInto: into._id });
  const memberIds = [present._id, merged._id];
  const change = { memberIds, status: 'withdrawn' as const, effectiveOn: jstDate('2025-03-31') };
  const left = { memberId: merged._id, code: 'MEMBER_MERGED', obstacle: null };
  const plan = await planStatuses(server.platform, org.owner, change);
  expect(plan).toMatchObject({ total: 2, changing: 1, tooEarly: false, earliestBy: null, refused: [left] });
  const asked = { ...change, reason: '転居', nextSteps: [], idempotencyKey: randomUUID() };
  const { statusJobId } = await changeStatuses(server.platform, org.owner, asked);
  await workOnStatusJob(server.platform, org.scope, statusJobId);
  expect(await statusJob(server.platform, org.scope, statusJobId)).toMatchObject({ state: 'done', done: 2, changed: 1, refused: [left] });
  // The one that was changed is merged before it is taken back: that stays as it is and is named.
  await putRow(server, 'members', present._id, { mergedInto: into._id });
  await undoStatusJob(server.platform, org.owner, statusJobId);
  await workOnStatusJob(server.platform, org.scope, statusJobId);
  const undone = await statusJob(server.platform, org.scope, statusJobId);
  expect(undone).toMatchObject({ state: 'undone', changed: 0 });
  expect(undone.refused).toContainEqual(expect.objectContaining({ memberId: present._id, code: 'MEMBER_MERGED' }));
});
