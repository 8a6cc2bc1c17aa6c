import { type KeyboardEvent, useId, useState } from 'react';
import { type FieldError as FieldErrorOf, useController } from 'react-hook-form';
import { FieldFrame } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';
import { Chip } from './Tag.tsx';

/** An error of the list itself, or of the first word in it that has one. */
const messageOf = (error: FieldErrorOf | undefined): string | undefined =>
  error?.message ?? (Object.values(error ?? {}) as (FieldErrorOf | undefined)[]).find((one) => one?.message !== undefined)?.message;

const wordsOf = (typed: string): readonly string[] =>
  typed
    .split(/[、,，]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Short words, each one taken in by Enter, by a comma or by leaving the field; what is still being typed is sent along. */
export function TagsField({
  suggestions,
  maxLength,
  ...props
}: FieldProps & { readonly suggestions: readonly string[]; readonly maxLength: number }) {
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, messageOf(fieldState.error));
  const value: unknown = field.value;
  const [chosen, setChosen] = useState<readonly string[]>(Array.isArray(value) ? value : []);
  const [text, setText] = useState('');
  const list = useId();
  const hold = (tags: readonly string[], typed: string) => {
    setChosen(tags);
    setText(typed);
    field.onChange([...new Set([...tags, ...wordsOf(typed)])]);
  };
  const add = (typed: string) => hold([...new Set([...chosen, ...wordsOf(typed)])], '');
  const onKeyDown = (event: KeyboardEvent) => {
    // The Enter that ends a conversion of the Japanese input is not an answer.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '' && chosen.length > 0) hold(chosen.slice(0, -1), '');
  };
  return (
    <FieldFrame field={props} facts={facts}>
      <div className="tags-chosen">
        {chosen.map((tag) => (
          <Chip
            key={tag}
            field={tag}
            onRemove={() =>
              hold(
                chosen.filter((one) => one !== tag),
                text,
              )
            }
          />
        ))}
      </div>
      <span className="input">
        <input
          id={facts.inputId}
          ref={field.ref}
          value={text}
          list={list}
          maxLength={maxLength}
          autoComplete="off"
          aria-invalid={facts.error !== null}
          aria-describedby={facts.describedBy}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            const typed = event.target.value;
            if (/[、,，]/.test(typed) && !(event.nativeEvent as InputEvent).isComposing) add(typed);
            else hold(chosen, typed);
          }}
          onBlur={() => {
            if (text !== '') add(text);
            field.onBlur();
          }}
        />
        <datalist id={list}>
          {suggestions
            .filter((tag) => !chosen.includes(tag))
            .map((tag) => (
              <option key={tag} value={tag} />
            ))}
        </datalist>
      </span>
    </FieldFrame>
  );
}
