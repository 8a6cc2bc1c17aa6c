import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type RouteIds, areIds } from './route-ids.ts';

const known = {
  applicationId: true,
  billId: true,
  billingRunId: true,
  cancelJobId: true,
  chargeId: true,
  collectionId: true,
  importJobId: true,
  jobId: true,
  memberId: true,
  payLinkId: true,
  payoutId: true,
  productId: true,
  screeningId: true,
  settlementId: true,
  webhookId: true,
} satisfies Record<keyof RouteIds, true>;

test('the ids that addresses name are those that have a type, beside the slug of the organisation', () => {
  const routes = readFileSync(new URL('../app/routes.tsx', import.meta.url), 'utf8');
  const named = new Set([...routes.matchAll(/\/\$(\w+)/g)].map((match) => match[1]!));
  expect([...named].toSorted()).toEqual([...Object.keys(known), 'org'].toSorted());
});

test('what can be no id names no page, and any other parameter is nobody’s id', () => {
  const id = 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ';
  expect(
    [{ org: 'shinonome' }, { org: 'x', memberId: id }, { memberId: id, billId: 'bill_01JZZZZZZZZZZZZZZZZZZZZZZZ' }].map(areIds),
  ).toEqual([true, true, true]);
  for (const written of ['', 'deposits', id.slice(0, -1), `${id}Z`, id.toLowerCase(), `${id}。`, 'mem_01JZZZZZZZZZZZZZZZZZZZZZZU'])
    expect(areIds({ org: 'shinonome', memberId: written })).toBe(false);
});
