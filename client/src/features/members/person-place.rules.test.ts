import { expect, it } from 'vitest';
import { personPlace } from './person-place.rules.ts';
import { recordTexts } from './record-texts.ts';
import { memberTexts } from './texts.ts';

it('interface 5.1, MEM-07: a place of somebody is called with what they are there for, in both languages', () => {
  const [ja, en] = (['ja', 'en'] as const).map((language) => ({
    corporate: recordTexts[language].corporate,
    person: memberTexts[language].person,
  }));
  expect(personPlace(ja!, 'contacts.liaison.phone')).toBe(`${recordTexts.ja.corporate.roles.liaison} ${recordTexts.ja.corporate.phone}`);
  expect(personPlace(en!, 'contacts.billing.title')).toBe(
    `${recordTexts.en.corporate.roles.billing} ${recordTexts.en.corporate.personTitle}`,
  );
  expect(personPlace(ja!, 'contacts.representative')).toBe(recordTexts.ja.corporate.roles.representative);
  expect([personPlace(ja!, 'contacts'), personPlace(ja!, 'name')]).toEqual([null, null]);
});
