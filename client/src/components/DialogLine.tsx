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
  return (
    <label className={`field${missing === null ? '' : ' is-error'}`}>
      <span className="label">{label}</span>
      <span className="input">
        <input value={value} maxLength={maxLength} autoComplete="off" list={list} onChange={(event) => onChange(event.target.value)} />
      </span>
      {missing === null ? null : (
        <span className="error" role="alert">
          {missing}
        </span>
      )}
    </label>
  );
}
