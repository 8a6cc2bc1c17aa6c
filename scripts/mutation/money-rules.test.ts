import { expect, test } from 'vitest';
import { moneyRules, notJudged, rulesBesideMoney } from './money-rules.ts';

test('G7: every file of rules beside money is judged, or named with what it is about instead', () => {
  const judged = new Set(moneyRules().map(({ path }) => path));
  const beside = rulesBesideMoney();
  // A new file is judged by itself; one that is named and gone, or moved, is named no more.
  expect(beside.filter((path) => judged.has(path) === path in notJudged)).toEqual([]);
  expect(Object.keys(notJudged).filter((path) => !beside.includes(path))).toEqual([]);
  expect(Object.values(notJudged).filter((about) => about.length < 10)).toEqual([]);
});

test('G7: what decides yen far from the ledger is judged as well', () => {
  const judged = moneyRules();
  const named = [
    ['server/src/modules/members/membership-price.rules.ts', true],
    ['server/src/modules/payments/waiver.rules.ts', true],
    ['server/src/modules/reports/books/year-share.rules.ts', true],
    ['payments-service/src/reconciliation/held-money.rules.ts', true],
    ['shared/src/kernel/yen.ts', true],
    // Of a contract only what looks up a price.
    ['shared/src/contracts/billing/billing-item.contract.ts', false],
    ['shared/src/contracts/members/membership-price.contract.ts', false],
    ['shared/src/contracts/renewals/term-length.contract.ts', false],
  ] as const;
  for (const [path, whole] of named) expect(judged.find((one) => one.path === path)?.lines === null, path).toBe(whole);
  expect(new Set(judged.map(({ path }) => path)).size).toBe(judged.length);
});
