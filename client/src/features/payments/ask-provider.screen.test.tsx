import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { AskProvider, AskedNote } from './AskProvider.tsx';
import { askProviderTexts } from './ask-provider-texts.ts';

const chargeId = 'chg_1' as ChargeId;

test('PAY-08: who may write payments asks the provider, and hears of which matter; who may only read does not', async () => {
  const { ask } = askProviderTexts.ja;
  expect(await drawnAs(['payments.read', 'payments.write'], <AskProvider chargeId={chargeId} />)).toContain(ask);
  const named = await drawnAs(['payments.read', 'payments.write'], <AskProvider chargeId={chargeId} title="食い違い" />);
  expect(named).toContain(`aria-label="食い違い：${ask}"`);
  expect(await drawnAs(['payments.read'], <AskProvider chargeId={chargeId} />)).not.toContain(ask);
});

test('PAY-08: what the provider answered stands as a note, and warns of what a person has to look into', async () => {
  const { told, toTasks } = askProviderTexts.ja;
  const note = (outcome: keyof typeof told, isAmongTasks = false) =>
    drawnAs([], <AskedNote outcome={outcome} isAmongTasks={isAmongTasks} />);
  for (const outcome of Object.keys(told) as (keyof typeof told)[]) {
    const html = await note(outcome);
    const warns = ['held', 'unknown_there', 'unanswered'].includes(outcome);
    expect([html.includes(told[outcome]), html.includes('role="status"'), html.includes('note--warn')], outcome).toEqual([
      true,
      true,
      warns,
    ]);
    expect(html.includes(toTasks), outcome).toBe(outcome === 'held');
  }
  expect(await note('held')).toContain('/admin/tasks');
  // On the page itself there is nowhere to go.
  expect(await note('held', true)).not.toContain('/admin/tasks');
});
