import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { type CustomFieldId, newCustomFieldId, newCustomOptionId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, test } from 'vitest';
import { type AskedChange, asAsked, missedBecause, parted, standingOf } from './change-request.rules.ts';

const [north, south] = [newCustomOptionId(), newCustomOptionId()];
function field(memberAccess: CustomField['memberAccess'], changes: Partial<CustomField> = {}): CustomField {
  const about = { fieldId: newCustomFieldId(), kind: 'text' as const, label: '専門', hint: '', required: false };
  return { ...about, memberAccess, onJoining: false, options: [], archived: false, ...changes };
}
const asked = (fieldId: CustomFieldId, before: string | null, after: string | null): AskedChange => ({ fieldId, before, after });

describe('what a member saves', () => {
  const [own, theirs, other] = [field('editable'), field('approval'), field('approval')];
  const fields = [own, theirs, other];
  const present = { [own.fieldId]: '甲', [theirs.fieldId]: '森' };

  test('is parted into what counts at once and what is asked for; what stays is neither', () => {
    const filled = { [own.fieldId]: '乙', [theirs.fieldId]: '海', [other.fieldId]: null };
    expect(parted(fields, present, [], filled)).toEqual({
      direct: { [own.fieldId]: '乙' },
      ask: [asked(theirs.fieldId, '森', '海')],
      withdraw: [],
    });
  });

  test('taking a value out is asked for like any other change', () => {
    expect(parted(fields, present, [], { [theirs.fieldId]: null }).ask).toEqual([asked(theirs.fieldId, '森', null)]);
  });

  test('asks once: the same again asks for nothing, something else anew, and the value of the record takes it back', () => {
    const waiting = [asked(theirs.fieldId, '森', '海')];
    const saved = (value: string) => parted(fields, present, waiting, { [theirs.fieldId]: value });
    expect(saved('海')).toMatchObject({ ask: [], withdraw: [] });
    expect(saved('川')).toMatchObject({ ask: [asked(theirs.fieldId, '森', '川')], withdraw: [] });
    expect(saved('森')).toMatchObject({ ask: [], withdraw: [theirs.fieldId] });
  });

  test('the office may order the options of several choices anew: nobody has asked for that', () => {
    const many = field('approval', { kind: 'choices' });
    const saved = parted([many], { [many.fieldId]: [north, south] }, [], { [many.fieldId]: [south, north] });
    expect(saved).toEqual({ direct: {}, ask: [], withdraw: [] });
  });

  test('the form begins with what was asked for', () => {
    expect(asAsked(present, [asked(theirs.fieldId, '森', null), asked(other.fieldId, null, '空')])).toEqual({
      [own.fieldId]: '甲',
      [other.fieldId]: '空',
    });
  });
});

describe('what is to be thought of before it is approved', () => {
  const choice = field('approval', {
    kind: 'choice',
    options: [
      { optionId: north, label: '北', archived: false },
      { optionId: south, label: '南', archived: true },
    ],
  });
  const text = field('approval');

  test.each([
    ['nothing', text, '森', asked(text.fieldId, '森', '海'), 'open'],
    ['the record says something else by now', text, '川', asked(text.fieldId, '森', '海'), 'changed_since'],
    ['the field is gone', undefined, '森', asked(text.fieldId, '森', '海'), 'impossible'],
    ['the field is put away', { ...text, archived: true }, '森', asked(text.fieldId, '森', '海'), 'impossible'],
    ['the field has to have a value by now', { ...text, required: true }, '森', asked(text.fieldId, '森', null), 'impossible'],
    ['the option is put away', choice, north, asked(choice.fieldId, north, south), 'impossible'],
    ['the option is put away and the member has it', choice, south, asked(choice.fieldId, north, south), 'changed_since'],
    ['the setting is another by now', { ...text, memberAccess: 'visible' as const }, '森', asked(text.fieldId, '森', '海'), 'open'],
  ] as const)('%s', (_what, now, value, request, standing) => {
    expect(standingOf(now, value, request)).toBe(standing);
  });

  test('what cannot be decided says why; a refusal needs nothing but that it waits', () => {
    const request = { ...asked(text.fieldId, '森', '海'), state: 'waiting' as const };
    expect(missedBecause(request, text, '森', { accept: true, seen: '森' })).toBeNull();
    expect(missedBecause(request, text, '川', { accept: true, seen: '森' })).toBe('changed_since');
    // Staff saw all three values and decided.
    expect(missedBecause(request, text, '川', { accept: true, seen: '川' })).toBeNull();
    expect(missedBecause(request, undefined, null, { accept: true, seen: null })).toBe('impossible');
    expect(missedBecause(request, undefined, null, { accept: false, seen: null })).toBeNull();
    for (const state of ['approved', 'refused', 'withdrawn', 'replaced'] as const)
      for (const accept of [true, false]) expect(missedBecause({ ...request, state }, text, '森', { accept, seen: '森' })).toBe(state);
  });
});
