import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import { HelpButton } from './HelpButton.tsx';
import { Mark } from './Mark.tsx';
import { useTitle } from './Page.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';

/** A page before anybody is signed in. */
export function PublicFrame({
  title,
  name,
  narrow = true,
  head,
  children,
}: {
  readonly title: string;
  readonly name?: string;
  readonly narrow?: boolean;
  /** Between the bar and the page, over the whole width. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
}) {
  const words = useKit().public;
  useTitle(title, name ?? '');
  return (
    <div className="public">
      <header className="public__bar on-noren">
        <Link to="/" className="mybar__org" aria-label={name ?? words.home}>
          <Mark size={28} />
          {name ?? 'Tsudoi'}
        </Link>
        <span className="grow" />
        <LanguageSwitch />
        <HelpButton />
      </header>
      <main id="main" tabIndex={-1} className="public__body">
        {head}
        <div className={narrow ? 'public__main public__main--narrow' : 'public__main'}>{children}</div>
      </main>
      <footer className="public__foot">
        <p>Tsudoi — {words.foot}</p>
      </footer>
    </div>
  );
}
