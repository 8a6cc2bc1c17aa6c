import { type KeyboardEvent, useId, useState } from 'react';
import { type FieldError as FieldErrorOf, useController } from 'react-hook-form';
import { shownOf } from '../lib/typed.ts';
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

/** Those that were taken in, and the word that is still being typed. */
interface Typed {
  readonly chosen: readonly string[];
  readonly text: string;
}

const tagsOf = ({ chosen, text }: Typed): readonly string[] => [...new Set([...chosen, ...wordsOf(text)])];
const shownTags = (value: unknown): Typed => ({ chosen: Array.isArray(value) ? (value as readonly string[]) : [], text: '' });

/** Short words, each one taken in by Enter, by a comma or by leaving the field; what is still being typed is sent along. */
export function TagsField({
  suggestions,
  maxLength,
  ...props
}: FieldProps & { readonly suggestions: readonly string[]; readonly maxLength: number }) {
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, messageOf(fieldState.error));
  const [typed, setTyped] = useState<Typed>(() => shownTags(field.value));
  const { chosen, text } = shownOf(typed, field.value, tagsOf, shownTags);
  const list = useId();
  const hold = (tags: readonly string[], word: string) => {
    setTyped({ chosen: tags, text: word });
    field.onChange(tagsOf({ chosen: tags, text: word }));
  };
  const add = (words: string) => hold(tagsOf({ chosen, text: words }), '');
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
            const words = event.target.value;
            if (/[、,，]/.test(words) && !(event.nativeEvent as InputEvent).isComposing) add(words);
            else hold(chosen, words);
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
