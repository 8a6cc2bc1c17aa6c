import { ChevronRight } from 'lucide-react';
import { Fragment, type ReactNode, useEffect } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import type { Target } from './LinkButton.tsx';
import { TextLink } from './Link.tsx';

/** The name of the tab follows the page. */
export function useTitle(...parts: readonly string[]): void {
  const title = [...parts.filter((part) => part !== ''), 'Tsudoi'].join('｜');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

export interface PageHeadProps {
  readonly title: string;
  readonly sub?: ReactNode;
  readonly crumb?: readonly ({ readonly label: string } & Target)[];
  readonly actions?: ReactNode;
}

export function PageHead({ title, sub, crumb, actions }: PageHeadProps) {
  const words = useKit();
  useTitle(title);
  return (
    <div className="head">
      <div className="head__text">
        {crumb ? (
          <nav className="crumb" aria-label={words.breadcrumb}>
            {crumb.map(({ label, ...target }) => (
              <Fragment key={label}>
                <TextLink {...target}>{label}</TextLink>
                <ChevronRight size={12} aria-hidden />
              </Fragment>
            ))}
          </nav>
        ) : null}
        <div className="head__line">
          <h1 tabIndex={-1}>{title}</h1>
          {sub ? <span className="sub num">{sub}</span> : null}
        </div>
      </div>
      {actions ? <div className="acts">{actions}</div> : null}
    </div>
  );
}

export function PageBody({ children }: { readonly children: ReactNode }) {
  return <div className="page stack">{children}</div>;
}

export function Columns({ side, children }: { readonly side: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="columns">
      <div className="stack columns__main">{children}</div>
      <div className="stack columns__side">{side}</div>
    </div>
  );
}

/** What is about to happen stays in sight, with the button that does it. */
export function ConfirmBar({ text, children }: { readonly text: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className="confirm">
      <div className="confirm__text">{text}</div>
      <span className="grow" />
      {children}
    </div>
  );
}
