import { Check } from 'lucide-react';
import { useKit } from '../lib/i18n/kit.ts';

/** Where one is: done, now, still to come. */
export function Stepper({ steps, current }: { readonly steps: readonly string[]; readonly current: number }) {
  const words = useKit();
  return (
    <ol className="steps" aria-label={words.steps}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < current ? 'is-done' : index === current ? 'is-now' : undefined}
          {...(index === current ? { 'aria-current': 'step' as const } : {})}
        >
          <i aria-hidden>{index < current ? <Check strokeWidth={3} /> : index + 1}</i>
          <span>{step}</span>
          {index < current ? <span className="sr-only">{words.stepDone}</span> : null}
        </li>
      ))}
    </ol>
  );
}
