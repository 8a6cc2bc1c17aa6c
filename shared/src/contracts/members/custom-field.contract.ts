import * as z from 'zod';
import { CustomFieldId, CustomOptionId } from '../../kernel/ids.ts';
import { ShortText } from '../text.contract.ts';

/** カスタム項目: what an organisation asks of its members beyond the common fields (MEM-02, domain.md 4.1). */
export const customFieldLimits = { fields: 20, options: 50, archived: 100 } as const;

/** `choice` is one of the options, `choices` any number of them; `file` a picture or a PDF. */
export const customFieldKinds = ['text', 'number', 'date', 'choice', 'choices', 'file'] as const;
export const CustomFieldKind = z.enum(customFieldKinds);
export type CustomFieldKind = z.output<typeof CustomFieldKind>;

/**
 * What a member sees and does with a field on My Page; the office always sees and edits all. `approval`: the member asks for a
 * change, and the office decides.
 */
export const MemberAccess = z.enum(['hidden', 'visible', 'approval', 'editable']);
export type MemberAccess = z.output<typeof MemberAccess>;

export const CustomOptionView = z.object({
  optionId: CustomOptionId,
  label: z.string(),
  /** Cannot be chosen any more; members who have it keep it. */
  archived: z.boolean(),
});
export type CustomOption = z.output<typeof CustomOptionView>;
export const CustomFieldView = z.object({
  fieldId: CustomFieldId,
  kind: CustomFieldKind,
  /** Also the heading of its column in a file; unique in the organisation. */
  label: z.string(),
  hint: z.string(),
  required: z.boolean(),
  memberAccess: MemberAccess,
  /** Whether the form for joining asks it. */
  onJoining: z.boolean(),
  /** Of `choice` and `choices`, in the office's order. */
  options: z.array(CustomOptionView),
  /** Not asked any more; values stay readable in the history. */
  archived: z.boolean(),
});
export type CustomField = z.output<typeof CustomFieldView>;

/**
 * A value as it stands on a member, in `custom[fieldId]`. text: the text; number: the number; date: YYYY-MM-DD;
 * choice: an option's id; choices: ids in the order of the options; file: its id and name (member-file.contract).
 * A field without a value has no key.
 */
export const CustomValue = z.union([z.string(), z.number(), z.array(CustomOptionId)]);
export type CustomValue = z.output<typeof CustomValue>;
export const CustomValues = z.record(CustomFieldId, CustomValue);
export type CustomValues = z.output<typeof CustomValues>;

/** Values as they are sent in: as typed or read, null or '' where one is taken out. What is not named stays. */
export const CustomInput = z
  .record(
    CustomFieldId,
    z.union([z.string().max(1000, 'too_long'), z.number(), z.array(CustomOptionId).max(customFieldLimits.options), z.null()]),
  )
  .refine((values) => Object.keys(values).length <= customFieldLimits.fields + customFieldLimits.archived, 'too_big');
export type CustomInput = z.output<typeof CustomInput>;

/** The separator of several choices in one cell of a file; no option's name may have it. */
export const choiceSeparator = '、';
const OptionLabel = ShortText.pipe(
  z
    .string()
    .max(60, 'too_long')
    .regex(/^[^、;；]*$/, 'separator_in_option'),
);

const settings = {
  label: ShortText.pipe(z.string().max(40, 'too_long')),
  hint: z.union([ShortText, z.literal('')]),
  required: z.boolean(),
  memberAccess: MemberAccess,
  onJoining: z.boolean(),
  /** Without an id: a new one, or one that was put away under that name. An option that is left out is put away. */
  options: z
    .array(z.strictObject({ optionId: CustomOptionId.nullish(), label: OptionLabel }))
    .max(customFieldLimits.options, 'too_big')
    .refine((options) => new Set(options.map(({ label }) => label.normalize('NFKC'))).size === options.length, 'option_twice'),
};
const isComplete = ({ kind, options }: { readonly kind?: CustomFieldKind; readonly options: readonly unknown[] }): boolean =>
  kind === undefined || (kind === 'choice' || kind === 'choices' ? options.length > 0 : options.length === 0);

/** A file is on a record or on its way to one; what the office looks at before it counts is a yearly proof (docs/decisions/0094). */
export const mayBeAsked = ({ kind, memberAccess }: { readonly kind: CustomFieldKind; readonly memberAccess: MemberAccess }): boolean =>
  kind !== 'file' || memberAccess !== 'approval';

const version = z.number().int().min(0);
export const CreateCustomFieldInput = z
  .strictObject({ kind: CustomFieldKind, ...settings })
  .refine(isComplete, { path: ['options'], error: 'options_missing' })
  .refine(mayBeAsked, { path: ['memberAccess'], error: 'approval_of_file' });
/** The kind stays: what is stored could not be read as another. */
export const UpdateCustomFieldInput = z.strictObject({ fieldId: CustomFieldId, ...settings, version });
export const CustomFieldIdInput = z.strictObject({ fieldId: CustomFieldId });
export const MoveCustomFieldInput = z.strictObject({ fieldId: CustomFieldId, by: z.union([z.literal(-1), z.literal(1)]) });
/** `keep`: put away also where nobody has a value, as the way back from taking it into use again. */
export const RemoveCustomFieldInput = CustomFieldIdInput.extend({ keep: z.boolean().default(false) });
export const RemoveCustomFieldOutput = z.object({
  /** `archived` where members have a value, which is kept. */
  outcome: z.enum(['deleted', 'archived']),
});

export const CustomFieldsView = z.object({
  /** In the office's order; the ones put away come last. */
  fields: z.array(CustomFieldView),
  version,
});
