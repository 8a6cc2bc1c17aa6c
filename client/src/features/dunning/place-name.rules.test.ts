import { expect, it } from 'vitest';
import { dunningTexts } from './dunning-texts.ts';
import { placeName } from './place-name.rules.ts';

it('interface 5.1: a place of a stage is called with its stage, in both languages', () => {
  const { ja, en } = dunningTexts;
  expect(placeName(ja.settings, 'stages.1.subject')).toBe('第2段階 件名');
  expect(placeName(en.settings, 'stages.0.bodyEn')).toBe('Stage 1 English text');
  expect(placeName(ja.settings, 'stages')).toBe('督促の段階');
  expect(placeName(ja.settings, 'sendHour')).toBeNull();
});
