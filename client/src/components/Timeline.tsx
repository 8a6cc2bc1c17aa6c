import { Circle, CircleDashed, CircleDot } from 'lucide-react';
import type { ReactNode } from 'react';

export interface TimelineEntry {
  readonly id: string;
  readonly title: ReactNode;
  readonly sub?: ReactNode;
  readonly future?: boolean;
  readonly current?: boolean;
}

/** When it takes effect stands large, when it was recorded small. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  return (
    <ol className="tline">
      {entries.map((entry) => {
        const Icon = entry.future ? CircleDashed : entry.current ? CircleDot : Circle;
        return (
          <li key={entry.id} className={entry.future ? 'is-future' : undefined}>
            <Icon aria-hidden />
            <div>{entry.title}</div>
            {entry.sub ? <small className="muted">{entry.sub}</small> : null}
          </li>
        );
      })}
    </ol>
  );
}
