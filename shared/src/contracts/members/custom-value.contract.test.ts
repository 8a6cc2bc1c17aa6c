import { describe, expect, test } from 'vitest';
import { newCustomFieldId, newCustomOptionId } from '../../kernel/ids.ts';
import type { CustomField, CustomFieldKind } from './custom-field.contract.ts';
import { customStart, customText, customValuesSchema, readCustomCell, readCustomValue } from './custom-value.contract.ts';

const options = ['甲信', '北陸', '東海'].map((label) => ({ optionId: newCustomOptionId(), label, archived: false }));
const [kai, hoku, tokai] = options.map(({ optionId }) => optionId) as [never, never, never];
const field = (kind: CustomFieldKind, changes: Partial<CustomField> = {}): CustomField => ({
  fieldId: newCustomFieldId(),
  kind,
  label: '項目',
  hint: '',
  required: false,
  memberAccess: 'editable',
  onJoining: false,
  options: kind === 'choice' || kind === 'choices' ? options : [],
  archived: false,
  ...changes,
});

describe('MEM-02 a value of a custom field', () => {
  test('is read as people type it', () => {
    expect(readCustomValue(field('text'), ' 髙﨑𠮷󠄀 ')).toEqual({ value: '髙﨑𠮷󠄀' });
    expect(readCustomValue(field('number'), '１２，０００．５')).toEqual({ value: 12_000.5 });
    expect(readCustomValue(field('number'), '−3')).toEqual({ value: -3 });
    expect(readCustomValue(field('number'), 7)).toEqual({ value: 7 });
    expect(readCustomValue(field('date'), '令和8年4月1日')).toEqual({ value: '2026-04-01' });
    expect(readCustomValue(field('choice'), hoku)).toEqual({ value: hoku });
    expect(readCustomValue(field('choices'), [tokai, kai, tokai])).toEqual({ value: [kai, tokai] });
  });

  test('is refused with the reason', () => {
    expect(readCustomValue(field('text'), 'x'.repeat(201))).toEqual({ code: 'too_long' });
    expect(readCustomValue(field('text'), 'a\u0000b')).toEqual({ code: 'control_character' });
    for (const typed of ['１２個', '1e5', 'Infinity', '--1', '0x10'])
      expect(readCustomValue(field('number'), typed)).toEqual({ code: 'not_a_number' });
    expect(readCustomValue(field('number'), '1234567890123')).toEqual({ code: 'too_big' });
    expect(readCustomValue(field('date'), '2026/2/30')).toEqual({ code: 'not_a_date' });
    expect(readCustomValue(field('choice'), newCustomOptionId())).toEqual({ code: 'not_an_option' });
    expect(readCustomValue(field('choices'), [kai, newCustomOptionId()])).toEqual({ code: 'not_an_option' });
    expect(readCustomValue(field('choices'), 'x')).toEqual({ code: 'not_an_option' });
  });

  test('MEM-03 is missed where it is compulsory, and only there', () => {
    for (const kind of ['text', 'number', 'date', 'choice', 'choices'] as const)
      for (const nothing of ['', null, undefined, ...(kind === 'choices' ? [[]] : [])]) {
        expect(readCustomValue(field(kind, { required: true }), nothing), kind).toEqual({ code: 'required' });
        expect(readCustomValue(field(kind), nothing), kind).toEqual({ value: null });
      }
  });

  test('an option that was put away stays with whoever has it, and nobody else gets it', () => {
    const old = field('choice', { options: options.map((option) => ({ ...option, archived: option.optionId === kai })) });
    expect(readCustomValue(old, kai)).toEqual({ code: 'not_an_option' });
    expect(readCustomValue(old, kai, kai)).toEqual({ value: kai });
    expect(readCustomCell(old, '甲信')).toEqual({ code: 'not_an_option' });
    expect(readCustomCell(old, '甲信', kai)).toEqual({ value: kai });
    expect(readCustomCell(old, '甲信', tokai)).toEqual({ code: 'not_an_option' });
    const several = { ...old, kind: 'choices' as const };
    expect(readCustomCell(several, '甲信、東海', [kai])).toEqual({ value: [kai, tokai] });
    expect(readCustomCell(several, '甲信、東海', [tokai])).toEqual({ code: 'not_an_option' });
    // Its name was given to a new one: whoever has the old one says nothing else by it.
    const fresh = newCustomOptionId();
    const both = { ...old, options: [...old.options, { optionId: fresh, label: '甲信', archived: false }] };
    expect([readCustomCell(both, '甲信', kai), readCustomCell(both, '甲信')]).toEqual([{ value: kai }, { value: fresh }]);
  });

  test('what is written into a cell is read back the same', () => {
    const many = field('choices');
    expect(customText(many, [kai, tokai])).toBe('甲信、東海');
    expect(readCustomCell(many, '東海; 甲信')).toEqual({ value: [kai, tokai] });
    expect(readCustomCell(field('choice'), '関東')).toEqual({ code: 'not_an_option' });
    for (const [kind, value] of [
      ['text', '髙﨑'],
      ['number', -0.25],
      ['date', '2026-04-01'],
      ['choice', hoku],
      ['choices', [kai, hoku]],
    ] as const) {
      const own = field(kind);
      expect(readCustomCell(own, customText(own, value as never)), kind).toEqual({ value });
    }
  });

  test('a form is checked field by field and begins with what is there', () => {
    const [name, size] = [field('text', { required: true }), field('number')];
    const checked = customValuesSchema([name, size]).safeParse({ [name.fieldId]: '', [size.fieldId]: 'x' });
    expect(checked.error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [[name.fieldId], 'required'],
      [[size.fieldId], 'not_a_number'],
    ]);
    expect(customValuesSchema([size]).parse({ [size.fieldId]: '' })).toEqual({ [size.fieldId]: null });
    expect(customStart([name, size, field('choices')], { [size.fieldId]: 5 })).toMatchObject({ [name.fieldId]: '', [size.fieldId]: '5' });
  });
});
