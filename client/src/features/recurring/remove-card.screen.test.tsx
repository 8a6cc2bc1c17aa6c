import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { RecurringPlanView } from '../../lib/views.ts';
import { myRecurringTexts } from './my-recurring-texts.ts';
import { WithoutCard } from './RemoveCard.tsx';

const { without } = myRecurringTexts.ja.payment;
const plan = (method: RecurringPlanView['method'], state: RecurringPlanView['state']) => ({ method, state }) as RecurringPlanView;
/** What the question says, of which parts. */
async function said(paysDues: boolean, plans: readonly RecurringPlanView[], isOn?: boolean): Promise<(keyof typeof without)[]> {
  const answers = isOn === undefined ? {} : { 'renewals.mine': { autoRenewal: { isOn } } };
  const html = await drawnAs([], <WithoutCard mine={{ paysDues, plans: [...plans] }} />, answers);
  return (Object.keys(without) as (keyof typeof without)[]).filter((part) => html.includes(without[part]));
}

test('BIL-18: who pays dues with the card and has no monthly plan reads of dues, and not of monthly payments', async () => {
  expect(await said(true, [], false)).toEqual(['dues', 'again']);
  expect(without.dues).toContain('会費');
  expect(without.dues).not.toContain('継続のお支払い');
});

test('BIL-17: monthly payments are named where one goes on and is charged to the card', async () => {
  expect(await said(false, [plan('card', 'past_due')], false)).toEqual(['plans', 'again']);
  expect(await said(false, [plan('direct_debit', 'active'), plan('card', 'ended'), plan('card', 'cancelled')], false)).toEqual(['again']);
});

test('BIL-15: an automatic renewal is named for who has one, and while that is not known', async () => {
  expect(await said(false, [], true)).toEqual(['renewal', 'again']);
  expect(await said(true, [plan('card', 'active')], true)).toEqual(['dues', 'plans', 'renewal', 'again']);
  expect(await said(false, [])).toEqual(['anyRenewal', 'again']);
});
