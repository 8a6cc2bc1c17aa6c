import { expect, it } from 'vitest';
import { dunningTexts } from './dunning-texts.ts';
import { stageName } from './stage-name.rules.ts';

it('ARR-03: a stage is called by its distance from the due date, in both languages', () => {
  const names = (words: typeof dunningTexts.ja.stageName) => [-7, 0, 30].map((days) => stageName(words, days));
  expect(names(dunningTexts.ja.stageName)).toEqual(['期限の7日前', '期限の日', '期限の30日後']);
  expect(names(dunningTexts.en.stageName)).toEqual(['7 days before due', 'On the due date', '30 days after due']);
});
