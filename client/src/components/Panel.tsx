import { type ReactNode, useId } from 'react';

export interface PanelProps {
  readonly title?: ReactNode;
  readonly count?: ReactNode;
  readonly action?: ReactNode;
  /** No inner margin: for tables and lists. */
  readonly flush?: boolean;
  readonly tone?: 'plain' | 'warn' | 'danger';
  readonly children?: ReactNode;
}

/** A sheet on the canvas: a line, not a shadow. */
export function Panel({ title, count, action, flush = false, tone = 'plain', children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel${tone === 'plain' ? '' : ` panel--${tone}`}`} {...(title ? { 'aria-labelledby': id } : {})}>
      {title || action ? (
        <div className="panel__head">
          {title ? <h2 id={id}>{title}</h2> : null}
          {count === undefined ? null : <span className="count muted">{count}</span>}
          <span className="grow" />
          {action}
        </div>
      ) : null}
      {flush ? children : <div className={title || action ? 'panel__body' : 'panel__body panel__body--bare'}>{children}</div>}
    </section>
  );
}

/** A bill as paper, torn along the stitch. */
export function Slip({ top, foot, className }: { readonly top: ReactNode; readonly foot?: ReactNode; readonly className?: string }) {
  return (
    <div className={`slip${className ? ` ${className}` : ''}`}>
      <div className="slip__top">{top}</div>
      {foot ? (
        <>
          <Stitch />
          <div className="slip__foot">{foot}</div>
        </>
      ) : null}
    </div>
  );
}

function Stitch() {
  return <div className="stitch" aria-hidden />;
}

export function Rows({ children }: { readonly children: ReactNode }) {
  return <dl className="rows">{children}</dl>;
}

export function Row({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Section({
  title,
  action,
  children,
}: {
  readonly title?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="sec" {...(title ? { 'aria-labelledby': id } : {})}>
      {title || action ? (
        <div className="sec__head">
          {title ? <h2 id={id}>{title}</h2> : <span />}
          {action}
        </div>
      ) : null}
      {children}
    </section>
  );
}
