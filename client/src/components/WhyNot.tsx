import { CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKit } from '../lib/i18n/kit.ts';

/** Why something is not so: the record that stands in the way, the rule, and what can be done. */
export function WhyNot({
  question,
  reason,
  rule,
  remedy,
}: {
  readonly question: ReactNode;
  readonly reason: ReactNode;
  readonly rule?: ReactNode;
  readonly remedy?: ReactNode;
}) {
  const words = useKit().why;
  return (
    <div className="why">
      <p className="why__q">
        <CircleHelp size={18} strokeWidth={1.75} aria-hidden />
        {question}
      </p>
      <dl>
        <dt>{words.reason}</dt>
        <dd>{reason}</dd>
        {rule ? (
          <>
            <dt>{words.rule}</dt>
            <dd>{rule}</dd>
          </>
        ) : null}
        {remedy ? (
          <>
            <dt>{words.remedy}</dt>
            <dd>{remedy}</dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}
