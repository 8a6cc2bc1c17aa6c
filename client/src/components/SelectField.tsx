import { ChevronDown } from 'lucide-react';
import { useController } from 'react-hook-form';
import { useKit } from '../lib/i18n/kit.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';
import type { Option } from './Select.tsx';

/** The browser's own list: it fits every phone. */
export function SelectField({
  options,
  autoComplete,
  ...props
}: FieldProps & { readonly options: readonly Option[]; readonly autoComplete?: string }) {
  const words = useKit();
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
  const value = field.value === null || field.value === undefined ? '' : String(field.value);
  return (
    <FieldFrame field={props} facts={facts}>
      <span className="input input--select">
        <select
          id={facts.inputId}
          ref={field.ref}
          name={props.name}
          value={value}
          aria-invalid={facts.error !== null}
          aria-describedby={facts.describedBy}
          autoComplete={autoComplete}
          onChange={field.onChange}
          onBlur={field.onBlur}
        >
          {options.some((option) => option.value === value) ? null : <option value={value}>{words.choose}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown size={16} aria-hidden />
      </span>
    </FieldFrame>
  );
}
