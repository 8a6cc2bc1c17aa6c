import type { CustomField, CustomOption, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { DomainError, type DomainIssue } from '@tsudoi/shared/kernel/domain-error';
import { newCustomFieldId, newCustomOptionId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, test } from 'vitest';
import {
  checkFieldLabel,
  checkFieldLimit,
  fieldsShown,
  filledIn,
  mayStillGive,
  movedField,
  ofFields,
  settledOptions,
} from './custom-field.rules.ts';

const field = (changes: Partial<CustomField> = {}): CustomField => ({
  fieldId: newCustomFieldId(),
  kind: 'text',
  label: '専門',
  hint: '',
  required: false,
  memberAccess: 'editable',
  onJoining: true,
  options: [],
  archived: false,
  ...changes,
});
function issuesOf(work: () => unknown): readonly DomainIssue[] {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.issues;
  }
  return [];
}

describe('custom fields', () => {
  test('MEM-02 the 21st is refused, whatever was put away', () => {
    const twenty = Array.from({ length: 20 }, () => field());
    expect(() => checkFieldLimit(twenty)).toThrow('CUSTOM_FIELD_LIMIT');
    expect(() => checkFieldLimit(twenty.map((one, index) => ({ ...one, archived: index === 0 })))).not.toThrow();
  });

  test('a name is taken once, in any width, and headings of files are not for taking', () => {
    const own = field({ label: 'ゼッケンNo' });
    expect(() => checkFieldLabel([own], 'ゼッケンｎｏ', null)).toThrow('CUSTOM_FIELD_NAME_TAKEN');
    expect(() => checkFieldLabel([own], 'ゼッケンｎｏ', own.fieldId)).not.toThrow();
    expect(() => checkFieldLabel([], '会員番号', null)).toThrow('CUSTOM_FIELD_NAME_TAKEN');
  });

  test('IMP-04, MEM-02: nor is any other heading of our files, of bodies too, nor one that an import reads as the same', () => {
    for (const label of [
      '代表者',
      '請求先',
      '連絡者',
      '法人名',
      '代表者のフリガナ',
      '休会日',
      '再入会日',
      '氏名',
      '会員 番号',
      '【メール】',
      '行',
    ])
      expect(() => checkFieldLabel([], label, null), label).toThrow('CUSTOM_FIELD_NAME_TAKEN');
    const own = field({ label: '専門・分野' });
    expect(() => checkFieldLabel([own], '専門 分野', null)).toThrow('CUSTOM_FIELD_NAME_TAKEN');
    // Signs alone are no heading of ours.
    for (const label of ['※', '代表者の趣味', '請求の締め']) expect(() => checkFieldLabel([own], label, null), label).not.toThrow();
    expect(() => checkFieldLabel([field({ label: '※' })], '＊', null)).not.toThrow();
  });

  test('MEM-03 a compulsory field is missed in its place, and what is not named stays', () => {
    const [name, other] = [field({ required: true }), field()];
    const before = { [other.fieldId]: '静岡' };
    expect(issuesOf(() => filledIn([name, other], before, {}, 'office'))).toEqual([{ path: ['custom', name.fieldId], code: 'required' }]);
    expect(filledIn([name, other], before, { [name.fieldId]: ' 魚類 ' }, 'office')).toEqual({ ...before, [name.fieldId]: '魚類' });
    expect(filledIn([other], before, { [other.fieldId]: '' }, 'office')).toEqual({});
  });

  test('a member fills in only what is left to them, and misses nothing that is the office’s', () => {
    const [mine, seen, hidden] = [
      field(),
      field({ memberAccess: 'visible', required: true }),
      field({ memberAccess: 'hidden', required: true }),
    ];
    const all = [mine, seen, hidden];
    expect(filledIn(all, {}, { [mine.fieldId]: '貝' }, 'member')).toEqual({ [mine.fieldId]: '貝' });
    for (const { fieldId } of [seen, hidden])
      expect(issuesOf(() => filledIn(all, {}, { [fieldId]: 'x' }, 'member'))).toEqual([
        { path: ['custom', fieldId], code: 'unknown_field' },
      ]);
    expect(fieldsShown(all)).toEqual([mine, seen]);
  });

  test('the form for joining asks what it is to ask', () => {
    const [asked, later] = [field({ memberAccess: 'hidden' }), field({ onJoining: false, required: true })];
    expect(filledIn([asked, later], {}, { [asked.fieldId]: 'x' }, 'applicant')).toEqual({ [asked.fieldId]: 'x' });
    expect(issuesOf(() => filledIn([later], {}, { [later.fieldId]: 'x' }, 'applicant'))).toHaveLength(1);
  });

  test('a field that was put away takes nothing, and its values are kept', () => {
    const old = field({ archived: true, required: true });
    const before = { [old.fieldId]: '昔' };
    expect(filledIn([old], before, {}, 'office')).toEqual(before);
    expect(issuesOf(() => filledIn([old], before, { [old.fieldId]: '新' }, 'office'))).toHaveLength(1);
  });

  test('an option that is left out is put away and comes back by name, or by its id', () => {
    const [red, blue] = ['赤', '青'].map((label) => ({ optionId: newCustomOptionId(), label, archived: false })) as [never, never];
    const [first, second] = [red, blue] as { optionId: ReturnType<typeof newCustomOptionId>; label: string; archived: boolean }[];
    expect(settledOptions([first!, second!], [{ optionId: second!.optionId, label: '紺' }])).toEqual([
      { ...second, label: '紺' },
      { ...first, archived: true },
    ]);
    const kept = settledOptions([first!, second!], [{ optionId: second!.optionId, label: '青' }]);
    expect(kept).toEqual([second, { ...first, archived: true }]);
    expect(settledOptions(kept, [{ label: '赤' }])).toEqual([first, { ...second, archived: true }]);
    expect(settledOptions(kept, [{ optionId: first!.optionId, label: '紅' }])[0]).toEqual({ ...first, label: '紅' });
    expect(() => settledOptions([], [{ optionId: first!.optionId, label: '赤' }])).toThrow('INVALID_INPUT');
  });

  test('MEM-02 what was decided on before is given only while its field and its option are in use, or to whoever has it', () => {
    const [live, old] = [false, true].map((archived) => ({ optionId: newCustomOptionId(), label: `${archived}`, archived })) as [
      CustomOption,
      CustomOption,
    ];
    const [one, several] = [field({ kind: 'choice', options: [live, old] }), field({ kind: 'choices', options: [live, old] })];
    const [text, away, gone] = [field(), field({ archived: true }), field()];
    const may = (present: CustomValues, values: CustomValues) => mayStillGive([one, several, text, away], present, values);
    expect(may({}, { [one.fieldId]: live.optionId, [several.fieldId]: [live.optionId], [text.fieldId]: '山' })).toBe(true);
    expect(may({}, { [one.fieldId]: old.optionId })).toBe(false);
    expect(may({}, { [several.fieldId]: [live.optionId, old.optionId] })).toBe(false);
    expect(may({ [several.fieldId]: [old.optionId] }, { [several.fieldId]: [live.optionId, old.optionId] })).toBe(true);
    for (const { fieldId } of [away, gone]) {
      expect(may({ [fieldId]: '川' }, { [fieldId]: '山' })).toBe(false);
      expect(may({ [fieldId]: '山' }, { [fieldId]: '山' })).toBe(true);
      expect(may({ [fieldId]: '山' }, {})).toBe(true);
    }
    expect(ofFields({ [text.fieldId]: '山', [away.fieldId]: '川', [gone.fieldId]: '海' }, [text, away])).toEqual({
      [text.fieldId]: '山',
      [away.fieldId]: '川',
    });
  });

  test('fields move by one place, past those put away, and not beyond the ends', () => {
    const [a, b, old, c] = [field(), field(), field({ archived: true }), field()];
    expect(movedField([a, b, old, c], c.fieldId, -1)).toEqual([a, c, b, old]);
    expect(movedField([a, b], a.fieldId, -1)).toEqual([a, b]);
    expect(movedField([a, b], b.fieldId, 1)).toEqual([a, b]);
  });
});
