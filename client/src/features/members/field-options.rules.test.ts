import { expect, test } from 'vitest';
import { optionsOf } from './field-options.rules.ts';

const option = (optionId: string, label: string, archived = false) => ({ optionId, label, archived });
const lines = (...labels: string[]) => labels.map((label) => ({ label }));

test('MEM-02: a line is the option of its words, or the one that stood in its place', () => {
  const field = { options: [option('kanto', '関東'), option('tokai', '東海')] };
  expect(optionsOf(field, lines('東海', '関東'))).toEqual([
    { optionId: 'tokai', label: '東海' },
    { optionId: 'kanto', label: '関東' },
  ]);
  expect(optionsOf(field, lines('関東甲信', '東海'))[0]).toEqual({ optionId: 'kanto', label: '関東甲信' });
  expect(optionsOf(field, lines('関東', '東海', '近畿'))[2]).toEqual({ label: '近畿' });
});

test('MEM-02: a word that was once there and put away does not swallow the new name of another', () => {
  const field = { options: [option('kanto', '関東'), option('tokai', '東海'), option('koshin', '甲信', true)] };
  expect(optionsOf(field, lines('甲信', '東海'))[0]).toEqual({ optionId: 'kanto', label: '甲信' });
  // As a line more it is taken back by its words.
  expect(optionsOf(field, lines('関東', '東海', '甲信'))[2]).toEqual({ label: '甲信' });
});
