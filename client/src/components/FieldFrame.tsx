import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import type { FieldFacts, FieldProps } from './Form.tsx';
import { RefusalWay } from './Refusal.tsx';

/** Label, hint above, control, error below: the same for every field. */
export function FieldFrame({
  field,
  facts,
  below,
  children,
}: {
  readonly field: FieldProps;
  readonly facts: FieldFacts;
  readonly below?: ReactNode;
  readonly children: ReactNode;
}) {
  const words = useKit();
  return (
    <div className={`field${facts.error === null ? '' : ' is-error'}`}>
      <label htmlFor={facts.inputId}>
        {field.label}
        {field.required ? <span className="req">{words.required}</span> : null}
        {field.optional ? <span className="opt">{words.optional}</span> : null}
      </label>
      {field.hint ? (
        <p className="hint" id={facts.hintId}>
          {field.hint}
        </p>
      ) : null}
      {children}
      {below}
      <FieldError facts={facts} />
    </div>
  );
}

export function FieldError({
  facts,
  live = false,
}: {
  readonly facts: Pick<FieldFacts, 'error' | 'errorId'> & Partial<Pick<FieldFacts, 'refusal'>>;
  /** Read out when it appears: outside a form the focus does not go to what is wrong. */
  readonly live?: boolean;
}) {
  if (facts.error === null) return null;
  return (
    <p className="error" id={facts.errorId} {...(live ? { role: 'alert' } : {})}>
      <CircleAlert aria-hidden />
      {facts.refusal ? (
        <span>
          {facts.error}
          <RefusalWay {...facts.refusal} />
        </span>
      ) : (
        facts.error
      )}
    </p>
  );
}
