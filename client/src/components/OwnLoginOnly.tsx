import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { refusalText } from '../lib/i18n/refusals.ts';
import { useRefusals } from '../lib/refusal-words.ts';
import { useTRPC } from '../lib/trpc.ts';
import { Note } from './Note.tsx';

/** What the server would answer: whoever came in by a shared mailbox logs in first. */
export function OwnLoginNote() {
  useRefusals();
  const text = refusalText('OWN_LOGIN_NEEDED');
  return text === null ? null : <Note>{text}</Note>;
}

/** What only a log-in of one's own may do. In a session that a shared mailbox opened the note stands in its place, or nothing where it stands already. */
export function OwnLoginOnly({ quiet = false, children }: { readonly quiet?: boolean; readonly children: ReactNode }) {
  const trpc = useTRPC();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const isShared = viewer.data?.audience === 'my' && viewer.data.viaMailbox;
  if (!isShared) return children;
  return quiet ? null : <OwnLoginNote />;
}
