import { describe, expect, test } from 'vitest';
import { mergeOf } from '../../lib/three-way.ts';
import { mergedValues } from './member-merge.rules.ts';
import { roleOf, withContacts, withPeople } from './corporate.rules.ts';

const person = (familyName: string) => ({ familyName, givenName: '一郎' });
const body = (liaison: string, billing: string) => ({
  corporateName: '株式会社やま',
  contacts: { liaison: person(liaison), representative: person(''), billing: person(billing) },
});

describe('the people of a corporate member in a form', () => {
  test('go flat and come back the same', () => {
    const flat = withPeople(body('田中', '経理'));
    expect(Object.keys(flat)).toEqual(['corporateName', 'contacts.liaison', 'contacts.representative', 'contacts.billing']);
    expect(withContacts(flat)).toEqual(body('田中', '経理'));
    expect(Object.keys(flat).map(roleOf)).toEqual([null, 'liaison', 'representative', 'billing']);
  });

  test('MEM-10 what one changed of one person and another of another is both kept', () => {
    const begun = withPeople(body('田中', '経理'));
    const mine = withPeople(body('木村', '経理'));
    const theirs = withPeople(body('田中', '会計'));
    const merge = mergeOf(begun, mine, theirs);
    expect(merge).toEqual({ conflicts: [], mineOnly: ['contacts.liaison'], theirsOnly: ['contacts.billing'] });
    expect(withContacts(mergedValues(merge, mine, theirs, {}))).toEqual(body('木村', '会計'));
  });
});
