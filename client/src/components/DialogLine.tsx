import { useId } from 'react';
import { FieldError } from './FieldFrame.tsx';

interface DialogLineProps {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  /** What is said when it was sent empty; null while it was not. */
  readonly missing: string | null;
  /** Id of a list of what was typed before. */
  readonly list?: string;
  readonly onChange: (value: string) => void;
}

/** The one line that a small dialog asks for. */
export function DialogLine({ label, value, maxLength, missing, list, onChange }: DialogLineProps) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className={`field${missing === null ? '' : ' is-error'}`}>
      <label htmlFor={id}>{label}</label>
      <span className="input">
        <input
          id={id}
          value={value}
          maxLength={maxLength}
          autoComplete="off"
          list={list}
          aria-invalid={missing !== null}
          aria-describedby={missing === null ? undefined : errorId}
          onChange={(event) => onChange(event.target.value)}
        />
      </span>
      <FieldError facts={{ error: missing, errorId }} live />
    </div>
  );
}
