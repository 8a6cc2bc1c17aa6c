import { newBillingRunId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { drawnAs, withFields } from '../../lib/drawn-as.tsx';
import { kitTexts } from '../../lib/i18n/kit.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';
import { runTexts } from './run-texts.ts';

const { CancelRunQuestion } = await withFields(() => import('./RunControls.tsx'));
const words = cancelJobTexts.ja;
const { cancelText, cancelSubmit } = runTexts.ja.control;
const typing = fill(kitTexts.ja.confirmTyping, { word: words.word });
const of = (confirmation: BillingRunView['confirmation']['state'], state: BillingRunView['state'] = 'completed') =>
  ({ billingRunId: newBillingRunId(), state, confirmation: { state: confirmation, done: 0, total: 0 } }) as BillingRunView;
const asked = (run: BillingRunView, count: number, amount: number, withMoney: number) =>
  drawnAs(['billing.read', 'billing.write'], <CancelRunQuestion run={run} onClose={() => undefined} />, {
    'billing.planRunCancel': { count, amount, kept: { BILL_HAS_PAYMENT: withMoney, BILL_HAS_AUTHORIZED_CHARGE: 0, BILL_CANCELLED: 0 } },
  });

test('BIL-08: who takes a confirmed run back sees how many, over how many yen and what stays, and types a word', async () => {
  const html = await asked(of('completed'), 2997, 29_970_000, 3);
  const stays = fill(words.leftOf, { reason: billEditTexts.ja.kept.BILL_HAS_PAYMENT, count: 3 });
  for (const told of ['2,997', '29,970,000', words.left, stays, cancelText, typing]) expect(html, told).toContain(told);
  // However few they are: members may have seen them.
  expect(await asked(of('paused'), 2, 20_000, 0)).toContain(typing);
});

test('BIL-08: a run that nobody has seen is taken back with its reason, and with a word where there are many', async () => {
  const few = await asked(of('not_started'), 12, 120_000, 0);
  expect([few.includes('120,000'), few.includes(typing), few.includes(words.left)]).toEqual([true, false, false]);
  expect(await asked(of('not_started'), 201, 2_010_000, 0)).toContain(typing);
  expect(await asked(of('not_started', 'paused'), 0, 0, 0)).toContain(cancelSubmit);
});

test('BIL-10: where every bill of a run stays nothing is asked, and it says why', async () => {
  const html = await asked(of('completed'), 0, 0, 3);
  expect([html.includes(words.nothing), html.includes(words.left), html.includes(cancelSubmit)]).toEqual([true, true, false]);
});
