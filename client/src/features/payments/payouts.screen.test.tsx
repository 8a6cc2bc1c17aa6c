import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { navWords } from '../../lib/i18n/nav-words.ts';
import { PayoutScreen } from './payout.screen.tsx';
import { payoutSettingsTexts } from './payout-settings-texts.ts';
import { payoutTexts } from './payout-texts.ts';
import { PayoutsScreen } from './payouts.screen.tsx';

const words = payoutTexts.ja;
const settingsPage = '/admin/settings/payouts';
const keepers: readonly Permission[] = ['payments.read', 'settings'];
const sums = { gross: 10_000, fee: 350, returned: 0, net: 9650, count: 1 };
const returned = {
  payoutId: 'pot_1',
  closeMonth: '2026-05',
  ...sums,
  state: 'returned',
  payOn: '2026-06-30',
  paidOn: null,
  account: null,
  returnReason: '口座なし',
  cameBack: [],
};
const list = (permissions: readonly Permission[]) =>
  drawnAs(permissions, <PayoutsScreen />, { 'payouts.list': { running: { ...sums, count: 0 }, payouts: [] } });
const one = (permissions: readonly Permission[]) =>
  drawnAs(permissions, <PayoutScreen />, {
    'payouts.statement': { pages: [{ payout: returned, lines: [], next: null }], pageParams: [null] },
  });

test('POU-01: the way to the account is shown to those who may go it, under the name of the page', async () => {
  const html = await list(keepers);
  expect([html.includes(settingsPage), html.includes(words.settings)]).toEqual([true, true]);
  for (const language of ['ja', 'en'] as const)
    expect([payoutTexts[language].settings, payoutSettingsTexts[language].title]).toEqual([
      navWords[language].payoutSettings,
      navWords[language].payoutSettings,
    ]);
  expect(await list(['payments.read'])).not.toContain(settingsPage);
});

test('POU-01: of a payout that came back, who may put the account right has the way, and everybody else reads who that is', async () => {
  const keeper = await one(keepers);
  expect([keeper.includes(words.returnedNote), keeper.includes(settingsPage), keeper.includes(words.fixers)]).toEqual([true, true, false]);
  const staff = await one(['payments.read']);
  expect([staff.includes(words.returnedNote), staff.includes(settingsPage), staff.includes(words.fixers)]).toEqual([true, false, true]);
});
