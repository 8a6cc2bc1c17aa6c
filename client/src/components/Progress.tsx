import { useKit } from '../lib/i18n/kit.ts';
import { fill } from '../lib/words.ts';

export interface ProgressProps {
  readonly done: number;
  readonly total: number;
  readonly label: string;
  /** Moving: somebody may wait for it. */
  readonly striped?: boolean;
}

export function Progress({ done, total, label, striped = false }: ProgressProps) {
  const words = useKit().progress;
  const percent = total === 0 ? 0 : Math.min(100, (done / total) * 100);
  return (
    <div className="progress">
      <div
        className={`bar bar--progress${striped ? ' is-striped' : ''}`}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={fill(words.done, { done, total })}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

/** Small and round, for a corner. */
export function Ring({ share, size = 18 }: { readonly share: number; readonly size?: number }) {
  const length = 2 * Math.PI * 7;
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden>
      <circle cx="9" cy="9" r="7" fill="none" stroke="var(--color-line-strong)" strokeWidth="2.4" />
      <circle
        cx="9"
        cy="9"
        r="7"
        fill="none"
        stroke="var(--color-primary)"
        strokeWidth="2.4"
        strokeDasharray={`${length * share} ${length}`}
        transform="rotate(-90 9 9)"
      />
    </svg>
  );
}
