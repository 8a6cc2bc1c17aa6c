import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { FeeTermsView } from '../../lib/views.ts';
import { FeeTerms } from './FeeTerms.tsx';
import { payoutSettingsTexts } from './payout-settings-texts.ts';

const rates = [{ method: 'virtual_account', basisPoints: 0, fixed: 220 }];
const terms = { bearer: 'member', version: 1, table: { from: null, rates, setBy: '' } };
const drawn = () => drawnAs(['settings'], <FeeTerms terms={terms as FeeTermsView} />);

test('TEN-06: who lets members bear the fee reads that virtual accounts and cards charged automatically are exceptions', async () => {
  expect(await drawn()).toContain(
    'バーチャル口座は振り込む額を会員が決めるため、登録されたカードからの自動の支払いは前もってお知らせした金額で行うため足せず、どちらも利用料を団体への振込から引きます。',
  );
  expect(payoutSettingsTexts.en.memberText).toContain('virtual account');
  expect(payoutSettingsTexts.en.memberText).toContain('a saved card charged automatically');
});

test('POU-02: the settings say that debits carry no fee and are no part of the payouts', async () => {
  expect(await drawn()).toContain('口座振替にもかかりません');
  expect(payoutSettingsTexts.en.noFee).toContain('direct debit');
});
