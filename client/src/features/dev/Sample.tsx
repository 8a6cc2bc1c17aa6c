import { type ReactNode, useId } from 'react';
import './samples.css';

/** All parts of one kind, under a heading that the table of contents leads to. */
export function PartSection({ id, title, lead, children }: SectionProps) {
  const head = useId();
  return (
    <section className="kit__section" id={id} aria-labelledby={head}>
      <div className="kit__head">
        <h2 id={head}>{title}</h2>
        <p className="muted">{lead}</p>
        <div className="stitch" aria-hidden />
      </div>
      <div className="kit__grid">{children}</div>
    </section>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** Parts by their names in the code, in one state. */
export function Sample({ of, state, wide = false, bare = false, children }: SampleProps) {
  return (
    <figure className={`sample${wide ? ' sample--wide' : ''}`}>
      <figcaption className="sample__name">
        <code>{of}</code>
        {state === undefined ? null : <span>{state}</span>}
      </figcaption>
      <div className={bare ? 'sample__bare' : 'sample__sheet'}>{children}</div>
    </figure>
  );
}

interface SampleProps {
  readonly of: string;
  readonly state?: string;
  /** Over all columns. */
  readonly wide?: boolean;
  /** On the canvas: it is a sheet itself. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}
