import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { fileValue, readFileValue } from '@tsudoi/shared/kernel/file-value';
import { customText, readCustomValue } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { newCustomFieldId, newFileId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { filesAmong, filesStillThere, mayBePutOn } from './stored-file.rules.ts';

const field = (changes: Partial<CustomField> = {}): CustomField => ({
  fieldId: newCustomFieldId(),
  kind: 'file',
  label: '証明書',
  hint: '',
  required: false,
  memberAccess: 'editable',
  onJoining: false,
  options: [],
  archived: false,
  ...changes,
});

describe('a file as a value', () => {
  it('is its id and its name, and reads back as it was', () => {
    const file = { fileId: newFileId(), name: '学生証 2026.pdf' };
    expect(readFileValue(fileValue(file))).toEqual(file);
    expect(customText(field(), fileValue(file))).toBe('学生証 2026.pdf');
  });

  it('is refused in any other form, and missed where it is compulsory', () => {
    for (const typed of ['学生証.pdf', 'fil_1/a.pdf', `${newFileId()}`, `${newFileId()}/`, `${newFileId()}/../a.pdf`, 3, ['x']])
      expect(readCustomValue(field(), typed)).toEqual({ code: 'not_a_file' });
    expect(readCustomValue(field(), '')).toEqual({ value: null });
    expect(readCustomValue(field({ required: true }), null)).toEqual({ code: 'required' });
  });

  it('is found among the values of fields of that kind only', () => {
    const [file, text] = [field(), field({ kind: 'text' })];
    const value = fileValue({ fileId: newFileId(), name: 'a.pdf' });
    expect(filesAmong([file, text], { [file.fieldId]: value, [text.fieldId]: value })).toEqual([
      { fieldId: file.fieldId, ...readFileValue(value) },
    ]);
  });
});

describe('who may put a file on a record', () => {
  const [memberId, other] = [newMemberId(), newMemberId()];
  const on = { fieldId: newCustomFieldId(), fileId: newFileId(), name: 'a.pdf' };
  const file = { state: 'waiting', purpose: on.fieldId as string, memberId: null, uploadedBy: 'usr_1', name: 'a.pdf' };

  it('is whoever sent it in, for that field and under that name', () => {
    expect(mayBePutOn(file, on, memberId, 'usr_1')).toBe(true);
    expect(mayBePutOn(file, on, memberId, 'usr_2')).toBe(false);
    expect(mayBePutOn({ ...file, purpose: newCustomFieldId() }, on, memberId, 'usr_1')).toBe(false);
    expect(mayBePutOn({ ...file, name: 'b.pdf' }, on, memberId, 'usr_1')).toBe(false);
  });

  it('MEM-04: an undo brings back what is on the record or was and is still there, and nothing that is gone or another’s', () => {
    const custom = field({ fieldId: on.fieldId });
    const values = { [on.fieldId]: fileValue(on) };
    const back = (told: { state?: string; memberId?: typeof memberId; uploadedBy?: string } | null, present = {}) =>
      filesStillThere([custom], { present, values }, new Map(told ? [[on.fileId, { ...file, memberId, ...told }]] : []), memberId);
    expect(back(null, values)).toBe(true);
    expect([back({ state: 'released' }), back({ state: 'kept' })]).toEqual([true, true]);
    expect([back(null), back({ state: 'leaving' }), back({ state: 'released', memberId: other })]).toEqual([false, false, false]);
    expect(back({ state: 'waiting', uploadedBy: '' })).toBe(false);
    expect(filesStillThere([custom], { present: values, values: {} }, new Map(), memberId)).toBe(true);
  });

  it('is anybody who may edit the record it was on before, and nobody once it is being deleted', () => {
    for (const state of ['kept', 'released']) {
      expect(mayBePutOn({ ...file, state, memberId }, on, memberId, 'usr_2')).toBe(true);
      expect(mayBePutOn({ ...file, state, memberId: other }, on, memberId, 'usr_1')).toBe(false);
    }
    expect(mayBePutOn({ ...file, state: 'leaving', memberId }, on, memberId, 'usr_1')).toBe(false);
  });
});
