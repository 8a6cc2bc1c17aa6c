import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { AskProvider } from './AskProvider.tsx';
import { askProviderTexts } from './ask-provider-texts.ts';

const chargeId = 'chg_1' as ChargeId;

test('PAY-08: who may write payments asks the provider, and hears of which matter; who may only read does not', async () => {
  const { ask } = askProviderTexts.ja;
  expect(await drawnAs(['payments.read', 'payments.write'], <AskProvider chargeId={chargeId} />)).toContain(ask);
  const named = await drawnAs(['payments.read', 'payments.write'], <AskProvider chargeId={chargeId} title="食い違い" />);
  expect(named).toContain(`aria-label="食い違い：${ask}"`);
  expect(await drawnAs(['payments.read'], <AskProvider chargeId={chargeId} />)).not.toContain(ask);
});
