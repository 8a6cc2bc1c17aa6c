import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert };

export interface NoteProps {
  readonly kind?: keyof typeof icons;
  readonly title?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
  /** Read out when it appears. */
  readonly live?: boolean;
}

export function Note({ kind = 'info', title, action, children, live = false }: NoteProps) {
  const Icon = icons[kind];
  return (
    <div
      className={`note${kind === 'info' ? '' : ` note--${kind}`}`}
      {...(live || kind === 'danger' ? { role: kind === 'danger' ? 'alert' : 'status' } : {})}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      <div className="grow">
        {title ? <p className="note__title">{title}</p> : null}
        {children}
      </div>
      {action}
    </div>
  );
}
