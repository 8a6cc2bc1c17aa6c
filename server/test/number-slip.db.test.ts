import { CreateMemberInput } from '@tsudoi/shared/contracts/members/member.contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMember } from '../src/modules/members/member.service.ts';
import { assignNumbers, numbersToGive } from '../src/modules/members/number-assignment.service.ts';
import { numbering, updateNumbering } from '../src/modules/members/numbering.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { memberFields } from './server-rig.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let here: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
beforeEach(async () => {
  here = await openOrganization(server);
  await mode('by_hand');
});
afterAll(() => server.close());

const mode = async (given: string) =>
  updateNumbering(server.platform, here.owner, { ...(await numbering(server.platform, here.scope)), mode: given } as never);
async function add(memberNumber = '') {
  const fields = memberFields(here.regular, { contactEmail: '', memberNumber });
  return createMember(server.platform, here.owner, CreateMemberInput.parse({ ...fields, issueProvisional: false }));
}
const list = () => numbersToGive(server.platform, here.scope);
const proposals = async () => (await list()).rows.map((row) => row.proposal);
/** Somebody new each, and then these numbers to all of them at once. */
async function give(...numbers: readonly string[]): Promise<void> {
  const before = new Set((await list()).rows.map((row) => row.memberId));
  for (const _number of numbers) await add();
  const waiting = (await list()).rows.filter((row) => !before.has(row.memberId));
  const rows = waiting.map(({ memberId }, at) => ({ memberId, number: numbers[at]! }));
  expect((await assignNumbers(server.platform, here.owner, { rows, tell: false })).assigned).toBe(numbers.length);
}
/** What would be proposed to whoever comes next. */
async function next(): Promise<string> {
  const [first] = await proposals();
  if (first !== undefined) return first;
  await add();
  return (await proposals())[0]!;
}

test('NUM-01, decision 0105: a slip far ahead of the series does not move it', async () => {
  for (const number of ['2026-0090', '2026-0089']) await add(number);
  await give('2026-0091');
  expect(await next()).toBe('2026-0092');
  await give('2026-90001');
  expect(await next()).toBe('2026-0092');
});

test('NUM-01, decision 0105: numbers near the series or beside one in use move it on, two slips of one list do not, and what was typed is passed over', async () => {
  await give('2026-0001', '2026-0002');
  await give('2026-90003', '2026-90004');
  expect(await next()).toBe('2026-0003');
  // As far as the gaps are named.
  await give('2026-0013');
  expect(await next()).toBe('2026-0014');
  expect((await list()).gaps).toEqual(Array.from({ length: 10 }, (_, at) => `2026-${String(at + 3).padStart(4, '0')}`));
  await give('2026-0025');
  expect(await next()).toBe('2026-0014');
  for (let at = 14; at < 25; at += 1) await give(`2026-${String(at).padStart(4, '0')}`);
  expect(await next()).toBe('2026-0026');
  // The second one there, in a list of its own, says that it was meant.
  await give('2026-90006');
  expect(await next()).toBe('2026-90007');
});

test('NUM-01, decision 0105: an office that has no setting for it begins at a number of its own with two of them', async () => {
  await give('2026-1043');
  expect(await next()).toBe('2026-0001');
  await give('2026-1044');
  expect(await next()).toBe('2026-1045');
  await mode('automatic');
  expect((await add()).memberNumber).toBe('2026-1045');
});
