import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useController } from 'react-hook-form';
import { useKit } from '../lib/i18n/kit.ts';
import { FieldError } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';

export interface CheckboxProps {
  readonly isSelected: boolean;
  readonly isMixed?: boolean;
  readonly onChange: (next: boolean) => void;
  /** For readers, where no words stand beside it. */
  readonly label?: string;
  readonly children?: ReactNode;
}

/** A box outside a form. */
export function Checkbox({ isSelected, isMixed = false, onChange, label, children }: CheckboxProps) {
  return (
    <label className="choice">
      <input
        type="checkbox"
        className="sr-only"
        checked={isSelected}
        ref={(input) => {
          if (input) input.indeterminate = isMixed;
        }}
        onChange={(event) => onChange(event.target.checked)}
        {...(label === undefined ? {} : { 'aria-label': label })}
      />
      <span className={`check${isMixed ? ' is-mixed' : isSelected ? ' is-on' : ''}`} aria-hidden>
        {isMixed ? <span className="check__bar" /> : isSelected ? <Check /> : null}
      </span>
      {children}
    </label>
  );
}

export function Switch({
  isSelected,
  onChange,
  children,
}: {
  readonly isSelected: boolean;
  readonly onChange: (next: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <label className="choice">
      <input type="checkbox" role="switch" className="sr-only" checked={isSelected} onChange={(event) => onChange(event.target.checked)} />
      <span className={`switch${isSelected ? ' is-on' : ''}`} aria-hidden />
      {children}
    </label>
  );
}

export function CheckboxField({
  name,
  label,
  hint,
  messages,
  children,
}: Omit<FieldProps, 'label'> & { readonly label?: string; readonly children?: ReactNode }) {
  const { field, fieldState } = useController({ name });
  const facts = useField({ name, label: label ?? '', hint, ...(messages ? { messages } : {}) }, fieldState.error?.message);
  return (
    <div className={`field${facts.error === null ? '' : ' is-error'}`}>
      <label className="choice">
        <input
          type="checkbox"
          className="sr-only"
          id={facts.inputId}
          ref={field.ref}
          checked={field.value === true}
          aria-describedby={facts.describedBy}
          onChange={(event) => field.onChange(event.target.checked)}
          onBlur={field.onBlur}
        />
        <span className={`check${field.value === true ? ' is-on' : ''}`} aria-hidden>
          {field.value === true ? <Check /> : null}
        </span>
        <span>{children ?? label}</span>
      </label>
      {hint ? (
        <p className="hint" id={facts.hintId}>
          {hint}
        </p>
      ) : null}
      <FieldError facts={facts} />
    </div>
  );
}

export interface RadioOption {
  readonly value: string;
  readonly label: ReactNode;
  readonly text?: ReactNode;
  readonly side?: ReactNode;
}

interface RadiosProps {
  readonly groupName: string;
  readonly value: unknown;
  readonly options: readonly RadioOption[];
  readonly cards: boolean;
  readonly onChange: (value: string) => void;
  readonly inputRef?: (element: HTMLInputElement | null) => void;
  readonly describedBy?: string | undefined;
}

function Radios({ groupName, value, options, cards, onChange, inputRef, describedBy }: RadiosProps) {
  return (
    <div className={cards ? 'radio-cards' : 'radios'}>
      {options.map((option, index) => (
        <label key={option.value} className={`${cards ? 'radio-card' : 'choice'}${value === option.value ? ' is-on' : ''}`}>
          <input
            type="radio"
            className="sr-only"
            name={groupName}
            value={option.value}
            checked={value === option.value}
            aria-describedby={describedBy}
            onChange={() => onChange(option.value)}
            {...(index === 0 && inputRef ? { ref: inputRef } : {})}
          />
          <span className="radio" aria-hidden />
          <span className="grow">
            <span className="radio-card__label">{option.label}</span>
            {option.text ? <span className="radio-card__text">{option.text}</span> : null}
          </span>
          {option.side ? <span className="radio-card__side">{option.side}</span> : null}
        </label>
      ))}
    </div>
  );
}

function RadioGroup({ options, cards, ...props }: FieldProps & { readonly options: readonly RadioOption[]; readonly cards: boolean }) {
  const words = useKit();
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
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
      <Radios
        groupName={facts.inputId}
        value={field.value}
        options={options}
        cards={cards}
        onChange={field.onChange}
        inputRef={field.ref}
        describedBy={facts.describedBy}
      />
      <FieldError facts={facts} />
    </fieldset>
  );
}

export function RadioField(props: FieldProps & { readonly options: readonly RadioOption[] }) {
  return <RadioGroup {...props} cards={false} />;
}

export function RadioCards(props: FieldProps & { readonly options: readonly RadioOption[] }) {
  return <RadioGroup {...props} cards />;
}

/** Radio cards outside a form. */
export function ChoiceCards({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly RadioOption[];
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <fieldset className="fieldset">
      <legend className="sr-only">{label}</legend>
      <Radios groupName={id} value={value} options={options} cards onChange={onChange} />
    </fieldset>
  );
}
