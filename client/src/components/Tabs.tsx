import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { figure } from '../lib/money.ts';
import { type Target, linkProps } from './LinkButton.tsx';

export interface LinkTab extends Target {
  readonly label: string;
  readonly count?: number;
  readonly isCurrent: boolean;
}

/** Tabs that are addresses: a copied link shows the same one. */
export function LinkTabs({ label, items }: { readonly label: string; readonly items: readonly LinkTab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {items.map(({ label: name, count, isCurrent, ...target }, place) => (
        <Link
          // Two views may have one name.
          key={`${place} ${name}`}
          {...linkProps(target)}
          activeProps={{}}
          // The router calls every address with the same path current; only the screen knows which view is shown.
          activeOptions={{ exact: true }}
          resetScroll={false}
          {...(isCurrent ? { 'aria-current': 'page' as const } : { 'aria-current': undefined })}
        >
          {name}
          {count === undefined ? null : <span className="count">{figure(count)}</span>}
        </Link>
      ))}
    </nav>
  );
}

export interface TabItem {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
  readonly content: ReactNode;
}

export function Tabs({ label, items }: { readonly label: string; readonly items: readonly TabItem[] }) {
  return (
    <AriaTabs className="tabset">
      <TabList className="tabs" aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className="tab">
            {item.label}
            {item.count === undefined ? null : <span className="count">{figure(item.count)}</span>}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="tabset__panel">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
