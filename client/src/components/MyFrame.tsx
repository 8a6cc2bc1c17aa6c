import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, FileText, House, IdCard, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import { useTRPC } from '../lib/trpc.ts';
import { HelpButton } from './HelpButton.tsx';
import { type Target, linkProps } from './LinkButton.tsx';
import { Mark } from './Mark.tsx';
import { useTitle } from './Page.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';

const tabs = [
  { id: 'home', to: '/$org/my', icon: House },
  { id: 'bills', to: '/$org/my/bills', icon: FileText },
  { id: 'card', to: '/$org/my/card', icon: IdCard },
  { id: 'settings', to: '/$org/my/settings', icon: Settings },
] as const;
type Tab = (typeof tabs)[number]['id'];

export interface MyFrameProps {
  readonly org: string;
  readonly current: Tab;
  readonly title: string;
  /** Prints the title as the heading; the home page greets instead. */
  readonly heading?: boolean;
  readonly children: ReactNode;
}

/** A main page of My Page: the cloth with the organisation's name above, the tabs below the thumb. */
export function MyFrame({ org, current, title, heading = false, children }: MyFrameProps) {
  const words = useKit().my;
  const trpc = useTRPC();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const name = viewer.data?.orgName ?? '';
  // Who has only applied is here to pay.
  const isApplicant = viewer.data?.audience === 'my' && viewer.data.isApplicant;
  useTitle(title, name);
  return (
    <div className={heading ? 'my my--head' : 'my'}>
      <header className="mybar on-noren">
        <span className="mybar__org">
          <Mark size={28} />
          {name}
        </span>
        <span className="grow" />
        <LanguageSwitch />
        <HelpButton />
      </header>
      <main id="main" tabIndex={-1}>
        {heading ? <h1 className="my__title">{title}</h1> : null}
        {children}
      </main>
      <nav className="tabbar" aria-label={words.label}>
        {tabs
          .filter(({ id }) => !isApplicant || id !== 'card')
          .map(({ id, to, icon: Icon }) => (
            <Link
              key={id}
              {...linkProps({ to, params: { org } })}
              {...(id === current ? { 'aria-current': 'page' as const } : {})}
              activeProps={{}}
              activeOptions={{ exact: true }}
            >
              <Icon size={22} strokeWidth={1.75} aria-hidden />
              {words[id]}
            </Link>
          ))}
      </nav>
    </div>
  );
}

export interface MySubFrameProps {
  readonly title: string;
  readonly back: Target;
  /** False where the page has a heading of its own. */
  readonly heading?: boolean;
  readonly children: ReactNode;
}

/** A page one goes into and comes back from. */
export function MySubFrame({ title, back, heading = true, children }: MySubFrameProps) {
  const words = useKit();
  useTitle(title);
  return (
    <div className="my my--plain">
      <header className="subbar">
        <Link {...linkProps(back)} className="icon-btn icon-btn--44" aria-label={words.back}>
          <ChevronLeft size={24} strokeWidth={1.75} aria-hidden />
        </Link>
        {heading ? <h1>{title}</h1> : <p>{title}</p>}
        <HelpButton />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
