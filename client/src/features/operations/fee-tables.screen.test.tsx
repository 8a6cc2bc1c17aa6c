import type { FeeTableView } from '@tsudoi/shared/contracts/payments/fee.contract';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { methodWords } from '../../lib/i18n/method-words.ts';
import { FeeTableList } from './FeeTableList.tsx';
import { payoutDeskTexts } from './payout-desk-texts.ts';

const methods = methodWords.ja;
const drawn = (tables: readonly unknown[]) => drawnAs([], <FeeTableList tables={tables as readonly FeeTableView[]} />);

test('POU-02: while the operator has set nothing, the desk names every rate that is in force', async () => {
  const html = await drawn([]);
  for (const rate of ['カード 3.6%', 'コンビニ 1件220円', 'ペイジー 1件220円', 'バーチャル口座 1件220円']) expect(html).toContain(rate);
});

test('POU-02: the desk says that debits have no rate', async () => {
  const rates = [{ method: 'card', basisPoints: 340, fixed: 20 }];
  const html = await drawn([{ from: '2026-10-01', rates, setBy: '運営 田中' }]);
  expect(html).toContain(`${methods.card} 3.4%＋20円`);
  expect(html).toContain(payoutDeskTexts.ja.fees.debits);
});
