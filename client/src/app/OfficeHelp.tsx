import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import type { HelpPanelProps } from '../components/HelpButton.tsx';
import { HelpDialog } from '../components/HelpPanel.tsx';
import { helpAreaOf } from '../lib/help-area.ts';
import { helpOfficeEn } from '../lib/i18n/help-office.en.ts';
import { helpOfficeJa } from '../lib/i18n/help-office.ja.ts';
import { type HelpText, helpWords } from '../lib/i18n/help-words.ts';
import { useTRPC } from '../lib/trpc.ts';
import { type Catalogue, useWords } from '../lib/words.ts';

const KeysList = lazy(() => import('../features/members/KeysList.tsx').then((module) => ({ default: module.KeysList })));
const texts: Catalogue<Readonly<Record<string, HelpText>>> = { ja: helpOfficeJa, en: helpOfficeEn };

/** The help of the console: what the page is for, whom to ask, and what the keyboard does. */
export function OfficeHelp({ path, onClose }: HelpPanelProps) {
  const words = useWords(helpWords);
  const viewer = useQuery(useTRPC().identity.viewer.queryOptions());
  const contact = viewer.data?.audience === 'admin' ? viewer.data.operatorContact : '';
  const text = useWords(texts)[helpAreaOf(path).area]!;
  return (
    <HelpDialog
      text={text}
      onClose={onClose}
      more={
        <Suspense fallback={null}>
          <h3>{words.keys}</h3>
          <KeysList />
        </Suspense>
      }
    >
      <p>{words.askOwner}</p>
      <p>{words.askOperator}</p>
      {contact === '' ? null : <OperatorContact contact={contact} />}
      <p className="muted">{words.number}</p>
    </HelpDialog>
  );
}

/** An address of a page or of mail, as the operator has given it. */
function OperatorContact({ contact }: { readonly contact: string }) {
  const words = useWords(helpWords);
  const href = contact.startsWith('https://') ? contact : `mailto:${contact}`;
  return (
    <ul className="help__contact">
      <li>
        {words.contact} <a href={href}>{contact}</a>
      </li>
    </ul>
  );
}
