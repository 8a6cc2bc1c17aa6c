import { type JstDate, formatEraDate, parseTypedDate } from '@tsudoi/shared/kernel/jst';
import { toKatakana } from '@tsudoi/shared/kernel/kana';
import { type KeyboardEvent, type ReactNode, useCallback, useState } from 'react';
import { useController, useFormContext } from 'react-hook-form';
import { useFurigana } from '../lib/furigana.ts';
import { useKit } from '../lib/i18n/kit.ts';
import { figure } from '../lib/money.ts';
import { formatPhone } from '../lib/phone.ts';
import { readYen } from '../lib/typed-yen.ts';
import { shownOf } from '../lib/typed.ts';
import { fill } from '../lib/words.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { type FieldProps, useField, useFormValue } from './Form.tsx';

export interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'url';
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'email' | 'decimal';
  readonly placeholder?: string;
  readonly suffix?: ReactNode;
  readonly width?: 'w2' | 'w4' | 'w7';
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
  readonly onChange?: (value: string) => void;
}

interface Control {
  readonly below?: ReactNode;
  readonly onLeave?: (value: string) => string;
  readonly after?: ReactNode;
  readonly onKey?: (event: KeyboardEvent) => void;
  readonly inputRef?: (element: HTMLInputElement | null) => void;
}

export function TextControl({ below, onLeave, after, onKey, inputRef, ...props }: TextFieldProps & Control) {
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
  const width = props.width ? ` input--${props.width}` : '';
  const value = field.value === null || field.value === undefined ? '' : String(field.value);
  const { ref } = field;
  const hold = useCallback(
    (element: HTMLInputElement | null) => {
      ref(element);
      inputRef?.(element);
    },
    [ref, inputRef],
  );
  return (
    <FieldFrame field={props} facts={facts} below={below}>
      <span className={`input${width}`}>
        <input
          id={facts.inputId}
          ref={inputRef ? hold : ref}
          name={props.name}
          value={value}
          type={props.type ?? 'text'}
          aria-invalid={facts.error !== null}
          aria-describedby={facts.describedBy}
          aria-required={props.required}
          autoComplete={props.autoComplete}
          inputMode={props.inputMode}
          placeholder={props.placeholder}
          maxLength={props.maxLength}
          {...(onKey ? { onKeyDown: onKey, onKeyUp: onKey } : {})}
          onChange={(event) => {
            field.onChange(event.target.value);
            props.onChange?.(event.target.value);
          }}
          onBlur={() => {
            const left = onLeave?.(value);
            if (left !== undefined && left !== value) field.onChange(left);
            field.onBlur();
          }}
        />
        {props.suffix ? <span className="suffix">{props.suffix}</span> : null}
        {after}
      </span>
    </FieldFrame>
  );
}

export function TextField(props: TextFieldProps) {
  return <TextControl {...props} />;
}

/** Hyphens are put in when the field is left, so as not to get in the way of whoever types. */
export function PhoneField(props: TextFieldProps) {
  return <TextControl type="tel" inputMode="tel" autoComplete="tel" onLeave={formatPhone} {...props} />;
}

/**
 * Hiragana and half-width kana become katakana when the field is left, and it says so. With `from`, the field of the name
 * whose reading this is, it fills itself while that name is typed; with `toKana` they become kana of another kind.
 */
export function KanaField({
  from,
  toKana = toKatakana,
  ...props
}: TextFieldProps & { readonly from?: string; readonly toKana?: (typed: string) => string }) {
  const words = useKit();
  const form = useFormContext();
  const suggest = useFurigana(from, {
    read: () => String(form.getValues(props.name) ?? ''),
    write: (reading) => form.setValue(props.name, reading, { shouldDirty: true, shouldValidate: form.getFieldState(props.name).invalid }),
  });
  const [changed, setChanged] = useState('');
  const convert = (typed: string): string => {
    const kana = toKana(typed);
    setChanged(kana === typed ? '' : kana);
    return kana;
  };
  return (
    <TextControl
      {...props}
      inputRef={suggest}
      onLeave={convert}
      below={changed === '' ? null : <p className="hint">{fill(words.converted, { value: changed })}</p>}
    />
  );
}

/** Characters that no half-width keyboard gives: mostly a Japanese input that was left on. */
const wide = /[^\u0020-\u007e]/;

/** Says while one types what mostly makes a password wrong: capitals held down, or the Japanese input left on (ACC-17). */
export function PasswordField(props: TextFieldProps) {
  const words = useKit();
  const [isShown, setShown] = useState(false);
  const [hasCaps, setCaps] = useState(false);
  const typed = useFormValue(props.name);
  const notices = [...(hasCaps ? [words.capsLock] : []), ...(typeof typed === 'string' && wide.test(typed) ? [words.wideInPassword] : [])];
  return (
    <TextControl
      {...props}
      type={isShown ? 'text' : 'password'}
      onKey={(event) => setCaps(event.getModifierState('CapsLock'))}
      below={
        <div role="status">
          {notices.map((notice) => (
            <p key={notice} className="hint">
              {notice}
            </p>
          ))}
        </div>
      }
      after={
        <button type="button" className="reveal" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? words.hidePassword : words.showPassword}
        </button>
      }
    />
  );
}

export function TextAreaField({ rows = 4, ...props }: FieldProps & { readonly rows?: number; readonly maxLength?: number }) {
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
  return (
    <FieldFrame field={props} facts={facts}>
      <textarea
        id={facts.inputId}
        className="input input--area"
        rows={rows}
        ref={field.ref}
        name={props.name}
        value={String(field.value ?? '')}
        maxLength={props.maxLength}
        aria-invalid={facts.error !== null}
        aria-describedby={facts.describedBy}
        onChange={field.onChange}
        onBlur={field.onBlur}
      />
    </FieldFrame>
  );
}

const shownYen = (value: unknown): string => (typeof value === 'number' ? figure(value) : typeof value === 'string' ? value : '');

/** Yen as people type them (12,000 or １２０００円); the value is a number, null while the box is empty, and refused while it cannot be read. */
export function MoneyField({ suffix, ...props }: FieldProps & { readonly suffix?: string; readonly allowMinus?: boolean }) {
  const words = useKit();
  const { field, fieldState } = useController({ name: props.name });
  // To the schema it is no number; to who typed it, one that cannot be read.
  const isUnreadable = typeof field.value === 'string' && field.value !== '';
  const unreadable = { invalid_type: suffix === undefined ? words.issues.not_integer_yen : words.issues.not_a_number };
  const messages = { ...(isUnreadable ? unreadable : {}), ...props.messages };
  const facts = useField({ ...props, messages }, fieldState.error?.message);
  const [typed, setText] = useState(() => shownYen(field.value));
  const text = shownOf(typed, field.value, readYen, shownYen);
  return (
    <FieldFrame field={props} facts={facts}>
      <span className="input input--w7">
        <input
          id={facts.inputId}
          ref={field.ref}
          name={props.name}
          value={text}
          inputMode="numeric"
          className="num end"
          aria-invalid={facts.error !== null}
          aria-describedby={facts.describedBy}
          onChange={(event) => {
            setText(event.target.value);
            field.onChange(readYen(event.target.value));
          }}
          onBlur={() => {
            if (typeof field.value === 'number') setText(figure(field.value));
            field.onBlur();
          }}
        />
        <span className="suffix">{suffix ?? words.yen}</span>
      </span>
    </FieldFrame>
  );
}

/** A business day with slashes; what is being typed stays as it is. */
const shownDay = (value: unknown): string => {
  if (typeof value !== 'string') return '';
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.replaceAll('-', '/') : value;
};
const readDay = (typed: string): string => parseTypedDate(typed) ?? typed;

/** A date as people write it: 2026/4/1, R8.4.1, 20260401. Below it stands the same day in the other calendar. */
export function DateField(props: FieldProps) {
  const words = useKit();
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
  const [typed, setText] = useState(() => shownDay(field.value));
  const text = shownOf(typed, field.value, readDay, shownDay);
  const parsed = parseTypedDate(text);
  return (
    <FieldFrame
      field={props}
      facts={facts}
      below={parsed ? <p className="hint">{fill(words.era, { date: formatEraDate(parsed as JstDate) })}</p> : null}
    >
      <span className="input input--w7">
        <input
          id={facts.inputId}
          ref={field.ref}
          name={props.name}
          value={text}
          inputMode="text"
          autoComplete="off"
          className="num"
          aria-invalid={facts.error !== null}
          aria-describedby={facts.describedBy}
          onChange={(event) => {
            setText(event.target.value);
            field.onChange(readDay(event.target.value));
          }}
          onBlur={() => {
            if (parsed) setText(shownDay(parsed));
            field.onBlur();
          }}
        />
      </span>
    </FieldFrame>
  );
}
