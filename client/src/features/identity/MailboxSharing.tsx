import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Switch } from '../../components/Choice.tsx';
import { Note } from '../../components/Note.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { codeTexts } from './code-texts.ts';

// Of those who turn it on.
const ShareForm = lazy(() => import('./ShareForm.tsx').then((module) => ({ default: module.ShareForm })));

/** Whether codes to the contact address let in whoever reads it. Off until the member says so, and shows that it is them. */
export function MailboxSharing() {
  const words = useWords(codeTexts).sharing;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const sharing = useQuery(trpc.identity.mailboxSharing.queryOptions());
  const stop = useMutation(trpc.identity.shareMailbox.mutationOptions());
  const changed = async () => {
    setAsking(false);
    await queries.invalidateQueries(trpc.identity.mailboxSharing.pathFilter());
    toast({ text: words.saved });
  };
  const unshare = async () => {
    await stop.mutateAsync({ shared: false });
    await changed();
  };
  return (
    <QueryState query={sharing} skeleton={<ListSkeleton rows={1} />}>
      {({ shared, contactEmail }) =>
        contactEmail === '' ? (
          <p className="muted">{words.none}</p>
        ) : (
          <div className="stack-8">
            <p className="muted">{fill(words.text, { email: contactEmail })}</p>
            <Switch isSelected={shared || asking} onChange={() => (shared ? void unshare().catch(() => undefined) : setAsking(!asking))}>
              {words.on}
            </Switch>
            {asking && !shared ? (
              <Suspense fallback={<ListSkeleton rows={2} />}>
                <ShareForm onClose={() => setAsking(false)} onDone={changed} />
              </Suspense>
            ) : null}
            {stop.isError ? <Note kind="danger">{errorText(stop.error)}</Note> : null}
          </div>
        )
      }
    </QueryState>
  );
}
