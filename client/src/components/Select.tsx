import { ChevronDown } from 'lucide-react';
import { useId } from 'react';

export interface Option<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
}

/** A small list outside a form, with its label for readers. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <span className="input input--sm input--select input--fit">
      <label className="sr-only" htmlFor={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={16} aria-hidden />
    </span>
  );
}
