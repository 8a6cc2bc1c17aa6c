import { type ClipboardEvent, type FocusEvent, useState } from 'react';
import { useController } from 'react-hook-form';
import { parseTypedDate } from '@tsudoi/shared/kernel/jst';
import { type BirthParts, birthParts, birthValue, otherYear } from '../lib/birth-date.ts';
import { useKit } from '../lib/i18n/kit.ts';
import { shownOf } from '../lib/typed.ts';
import { fill } from '../lib/words.ts';
import { FieldError } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';

const shownParts = (value: unknown): BirthParts => birthParts(typeof value === 'string' ? value : '');

const boxes = ['year', 'month', 'day'] as const;

/**
 * A birth date in three boxes and without a calendar: nobody leafs back through forty years. The year may be one of an era; what
 * it is called in the other calendar stands below. `own`: whoever types was born on it, then the browser may help.
 */
export function BirthDateField({ own = false, ...props }: FieldProps & { readonly own?: boolean }) {
  const kit = useKit();
  const words = kit.birth;
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField({ ...props, messages: { not_a_date: words.wrong, ...props.messages } }, fieldState.error?.message);
  const [typed, setParts] = useState<BirthParts>(() => shownParts(field.value));
  const parts = shownOf(typed, field.value, birthValue, shownParts);
  const show = (next: BirthParts) => {
    setParts(next);
    field.onChange(birthValue(next));
  };
  /** A whole date in the first box goes to where its parts belong. */
  const spread = (text: string): boolean => {
    const date = parts.month === '' && parts.day === '' ? parseTypedDate(text) : null;
    if (date !== null) show(birthParts(date));
    return date !== null;
  };
  const left = (event: FocusEvent<HTMLElement>) => {
    spread(parts.year);
    if (!event.currentTarget.contains(event.relatedTarget)) field.onBlur();
  };
  const pasted = (event: ClipboardEvent) => {
    if (spread(event.clipboardData.getData('text'))) event.preventDefault();
  };
  const other = otherYear(parts.year);
  return (
    <fieldset className={`field fieldset${facts.error === null ? '' : ' is-error'}`} onBlur={left}>
      <legend>
        {props.label}
        {props.required ? <span className="req">{kit.required}</span> : null}
        {props.optional ? <span className="opt">{kit.optional}</span> : null}
      </legend>
      <p className="hint" id={facts.hintId}>
        {props.hint ?? words.hint}
      </p>
      <div className="birth">
        {boxes.map((box) => (
          <label key={box} className="birth__box">
            <span className="hint">{words[box]}</span>
            <span className="input">
              <input
                {...(box === 'year' ? { id: facts.inputId, ref: field.ref, onPaste: pasted } : { inputMode: 'numeric' as const })}
                name={`${props.name}-${box}`}
                value={parts[box]}
                className="num"
                autoComplete={own ? `bday-${box}` : 'off'}
                aria-invalid={facts.error !== null}
                aria-describedby={[facts.hintId, facts.error === null ? '' : facts.errorId].filter(Boolean).join(' ')}
                aria-required={props.required}
                onChange={(event) => show({ ...parts, [box]: event.target.value })}
              />
            </span>
          </label>
        ))}
      </div>
      <p className="hint" role="status">
        {other === null ? '' : fill(words.otherYear, { year: other })}
      </p>
      <FieldError facts={facts} />
    </fieldset>
  );
}
