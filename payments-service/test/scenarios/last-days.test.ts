import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargeStories } from '../charge-stories.ts';
import { type Rig, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const today = () => jstDateOf(new Date());
const endOf = (day: string) => new Date(`${day}T23:59:59+09:00`).toISOString();

describe('a number that is asked for on the last day of its bill', () => {
  it.each(['konbini', 'payeasy', 'virtual_account'] as const)(
    'domain.md 1 3.11: GMO-PG knows a number of the same day, so a %s does not outlive the bill',
    async (method) => {
      const { charge } = await chargeStories(() => rig, 'gmo-pg').opened(method, { lastDay: today() });
      expect(charge.expiresAt).toBe(endOf(today()));
    },
  );

  it.each([
    ['komoju', 'konbini'],
    ['komoju', 'payeasy'],
    ['robot-payment', 'konbini'],
    ['robot-payment', 'virtual_account'],
    ['zeus', 'konbini'],
  ] as const)(
    'decision 0033: %s knows no number of less than a day; the deadline of a %s is the one it tells',
    async (provider, method) => {
      const { charge } = await chargeStories(() => rig, provider).opened(method, { lastDay: today() });
      expect(charge.expiresAt).toBe(endOf(addDays(today(), 1)));
    },
  );

  it('decision 0033: on a page of Stripe a number has a day at least, and no deadline is told before it is made', async () => {
    const { charge } = await chargeStories(() => rig, 'stripe').opened('konbini', { lastDay: today() });
    expect(charge).toMatchObject({ expiresAt: null, instructions: null });
    const sessions = rig.database.databases.sandbox.collection('sessions');
    expect(await sessions.findOne({ externalOrderNumber: charge.paymentNumber })).toMatchObject({ details: { days: '1' } });
  });
});
