import { Suspense, lazy } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import { ChoicesField } from './Choices.tsx';
import { SelectField } from './SelectField.tsx';
import { Skeleton } from './Skeleton.tsx';
import { DateField, TextField } from './TextField.tsx';

// Few organisations ask for files, and nobody else should carry what sends them.
const OwnFileField = lazy(() => import('./OwnFileField.tsx').then((module) => ({ default: module.OwnFileField })));

/** A field that is described by data: the organisation made it, not we. */
export interface OwnField {
  readonly fieldId: string;
  readonly kind: 'text' | 'number' | 'date' | 'choice' | 'choices' | 'file';
  readonly label: string;
  readonly hint: string;
  readonly required: boolean;
  readonly options: readonly { readonly optionId: string; readonly label: string; readonly archived: boolean }[];
}

/** The inputs of such fields, in their order. `present` keeps an option that was put away with whoever has it. */
export function OwnFields({
  fields,
  present = {},
}: {
  readonly fields: readonly OwnField[];
  readonly present?: Readonly<Record<string, unknown>>;
}) {
  return fields.map((field) => <OwnInput key={field.fieldId} field={field} present={present[field.fieldId]} />);
}

function OwnInput({ field, present }: { readonly field: OwnField; readonly present: unknown }) {
  const words = useKit();
  const { fieldId, kind, label, hint, required, options } = field;
  const props = { name: `custom.${fieldId}`, label, ...(hint === '' ? {} : { hint }), ...(required ? { required } : { optional: true }) };
  const chosen: readonly unknown[] = Array.isArray(present) ? present : [present];
  const usable = options
    .filter(({ optionId, archived }) => !archived || chosen.includes(optionId))
    .map((option) => ({ value: option.optionId, label: option.label }));
  if (kind === 'date') return <DateField {...props} />;
  if (kind === 'file')
    return (
      <Suspense fallback={<Skeleton />}>
        <OwnFileField {...props} fieldId={fieldId} />
      </Suspense>
    );
  if (kind === 'choices') return <ChoicesField {...props} options={usable} />;
  if (kind === 'choice') return <SelectField {...props} options={required ? usable : [{ value: '', label: words.notChosen }, ...usable]} />;
  if (kind === 'number') return <TextField {...props} inputMode="decimal" width="w7" autoComplete="off" />;
  return <TextField {...props} autoComplete="off" />;
}
