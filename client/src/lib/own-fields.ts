import { readFileValue } from '@tsudoi/shared/kernel/file-value';
import { formatDateLong } from './dates.ts';
import { useKit } from './i18n/kit.ts';

export interface ShownField {
  readonly kind: string;
  readonly options: readonly { readonly optionId: string; readonly label: string }[];
}

export type ShownValue = string | number | readonly string[] | null | undefined;

/** A value of an organisation's own field for reading; '' where there is none. */
export function useOwnValue(): (field: ShownField, value: ShownValue) => string {
  const words = useKit();
  return (field, value) => {
    if (value === undefined || value === null || value === '') return '';
    if (field.kind === 'file') return readFileValue(value)?.name ?? '';
    if (field.kind === 'date') return formatDateLong(String(value));
    if (field.kind !== 'choice' && field.kind !== 'choices') return String(value);
    const chosen: readonly unknown[] = [value].flat();
    return field.options
      .filter(({ optionId }) => chosen.includes(optionId))
      .map(({ label }) => label)
      .join(words.listSeparator);
  };
}
