import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { DeskDeposit } from '../../lib/views.ts';
import { DepositRecall } from './DepositRecall.tsx';
import { depositRecallTexts } from './deposit-recall-texts.ts';

const words = depositRecallTexts.ja;
const fact = { round: 0, amount: 5500, account: '普通 1234567', remitter: 'ｶ)ﾐﾅﾄ', settledFor: [] };
const recall = {
  cancels: true,
  state: 'open',
  recallChosen: false,
  choices: [
    { ...fact, depositId: 'dep_1', state: 'open', bookedOn: '2026-05-07' },
    { ...fact, depositId: 'dep_2', state: 'settled', bookedOn: '2026-05-08', settledFor: [{ memberName: '小林 優', amount: 5500 }] },
  ],
};
const drawn = (changes: object) =>
  drawnAs(
    ['payments.write'],
    <DepositRecall
      deposit={{ ...recall, ...changes } as unknown as DeskDeposit}
      refresh={() => Promise.resolve()}
      onDone={() => undefined}
    />,
  );

test('PAY-20: of a 取消 that several fit each is shown with its day, sum, account and whose it is, with one press of its own', async () => {
  const html = await drawn({});
  for (const part of ['2026年5月7日', '2026年5月8日', '5,500円', '普通 1234567', '小林 優', words.states.open, words.states.settled])
    expect(html).toContain(part);
  expect(html.split(`>${words.choose}<`)).toHaveLength(3);
  expect(html).not.toContain(words.again);
});

test('PAY-20: what people have chosen can be chosen again, what the bank said itself cannot', async () => {
  const gone = { state: 'recalled', choices: [] };
  expect(await drawn({ ...gone, recallChosen: true })).toContain(words.again);
  expect(await drawn(gone)).not.toContain(words.again);
});
