import { Search, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useKit } from '../lib/i18n/kit.ts';

/** Searches while one types, after a breath; kana being composed waits until it is decided. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const words = useKit();
  const id = useId();
  const [text, setText] = useState(value);
  const [isComposing, setComposing] = useState(false);
  const sent = useRef(value);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (isComposing || text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, 250);
    return () => clearTimeout(timer);
  }, [text, isComposing, onChange]);
  return (
    <span className="input input--sm input--search" role="search">
      <Search size={16} aria-hidden />
      <label className="sr-only" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        inputMode="search"
        autoComplete="off"
        value={text}
        placeholder={label}
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={(event) => {
          setComposing(false);
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || isComposing || event.nativeEvent.isComposing) return;
          sent.current = text;
          onChange(text);
        }}
      />
      {text === '' ? null : (
        <button
          type="button"
          className="input__clear"
          aria-label={words.clear}
          onClick={() => {
            setText('');
            sent.current = '';
            onChange('');
          }}
        >
          <X size={16} aria-hidden />
        </button>
      )}
    </span>
  );
}
