import { Check } from 'lucide-react';
import { useController } from 'react-hook-form';
import { useKit } from '../lib/i18n/kit.ts';
import { FieldError } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';
import type { Option } from './Select.tsx';

/** Any number of a few; the value is the list of those chosen. */
export function ChoicesField({ options, ...props }: FieldProps & { readonly options: readonly Option[] }) {
  const words = useKit();
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
  const chosen: readonly unknown[] = Array.isArray(field.value) ? field.value : [];
  return (
    <fieldset className={`fieldset${facts.error === null ? '' : ' is-error'}`}>
      <legend>
        {props.label}
        {props.required ? <span className="req">{words.required}</span> : null}
        {props.optional ? <span className="opt">{words.optional}</span> : null}
      </legend>
      {props.hint ? (
        <p className="hint" id={facts.hintId}>
          {props.hint}
        </p>
      ) : null}
      <div className="radios">
        {options.map(({ value, label }, index) => (
          <label key={value} className="choice">
            <input
              type="checkbox"
              className="sr-only"
              checked={chosen.includes(value)}
              aria-describedby={facts.describedBy}
              onChange={(event) => field.onChange(event.target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))}
              onBlur={field.onBlur}
              {...(index === 0 ? { id: facts.inputId, ref: field.ref } : {})}
            />
            <span className={`check${chosen.includes(value) ? ' is-on' : ''}`} aria-hidden>
              {chosen.includes(value) ? <Check /> : null}
            </span>
            {label}
          </label>
        ))}
      </div>
      <FieldError facts={facts} />
    </fieldset>
  );
}
