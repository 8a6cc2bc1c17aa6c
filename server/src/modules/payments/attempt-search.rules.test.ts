import { describe, expect, it } from 'vitest';
import { compareFacts } from './attempt-search.rules.ts';

const known = {
  familyName: '髙橋',
  givenName: '美咲',
  familyNameKana: 'タカハシ',
  givenNameKana: 'ミサキ',
  birthDate: '1990-05-12',
  contactEmail: 'misaki@example.jp',
};
const nothing = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', birthDate: '', email: '' };

describe('who calls about a payment (PAY-08)', () => {
  it('is compared by what was told alone, however it was typed', () => {
    expect(compareFacts({ ...nothing, familyNameKana: 'ﾀｶﾊｼ', givenNameKana: 'みさき', email: ' MISAKI@example.jp' }, known)).toEqual({
      agrees: ['kana', 'email'],
      differs: [],
    });
    expect(compareFacts({ ...nothing, familyName: '高橋', givenName: '美咲', birthDate: '1990-05-12' }, known)).toEqual({
      agrees: ['birthDate'],
      differs: ['name'],
    });
    expect(compareFacts(nothing, known)).toEqual({ agrees: [], differs: [] });
  });
});
