import { FileUp } from 'lucide-react';
import { useId, useState } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import { FieldError } from './FieldFrame.tsx';

/** A file to choose or to drop; what was chosen is named. */
export function FileField({
  label,
  hint,
  accept,
  onFile,
  error,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly accept?: string;
  readonly onFile: (file: File) => void;
  readonly error?: string | null;
}) {
  const words = useKit().file;
  const id = useId();
  const [name, setName] = useState('');
  const [over, setOver] = useState(false);
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  const take = (file: File | undefined) => {
    if (!file) return;
    setName(file.name);
    onFile(file);
  };
  return (
    <div className={`field${error ? ' is-error' : ''}`}>
      <span className="label" id={`${id}-label`}>
        {label}
      </span>
      {hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <label
        className={`drop${over ? ' is-over' : ''}`}
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <FileUp size={24} strokeWidth={1.75} aria-hidden />
        <span className="drop__main">{name === '' ? words.choose : words.other}</span>
        <span className="muted">{name === '' ? words.drop : name}</span>
        <input
          id={id}
          type="file"
          className="sr-only"
          accept={accept}
          aria-labelledby={`${id}-label`}
          aria-invalid={Boolean(error)}
          aria-describedby={described === '' ? undefined : described}
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </label>
      <FieldError facts={{ error: error ?? null, errorId: `${id}-error` }} live />
    </div>
  );
}
