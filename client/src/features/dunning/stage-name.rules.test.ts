import { expect, it } from 'vitest';
import { dunningTexts } from './dunning-texts.ts';
import { noticeName, stageName } from './stage-name.rules.ts';

it('ARR-03: a stage is called by its distance from the due date, in both languages', () => {
  const names = (words: typeof dunningTexts.ja.stageName) => [-7, 0, 30].map((days) => stageName(words, days));
  expect(names(dunningTexts.ja.stageName)).toEqual(['期限の7日前', '期限の日', '期限の30日後']);
  expect(names(dunningTexts.en.stageName)).toEqual(['7 days before due', 'On the due date', '30 days after due']);
});

it('REC-02: a letter for a mail that could not be delivered is called by what it is about', () => {
  const names = (words: typeof dunningTexts.ja) =>
    (['reminder', 'bill', 'receipt'] as const).map((about) => noticeName(words, { about, stageDays: 7 }));
  expect(names(dunningTexts.ja)).toEqual(['期限の7日後', '請求のお知らせ', '領収のお知らせ']);
  expect(names(dunningTexts.en)).toEqual(['7 days after due', 'Notice of a bill', 'Notice of a receipt']);
});
