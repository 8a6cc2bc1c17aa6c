import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Switch } from '../../components/Choice.tsx';
import { Note } from '../../components/Note.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { codeTexts } from './code-texts.ts';

/** Whether codes to the contact address let in whoever reads it. Off until the member says so. */
export function MailboxSharing() {
  const words = useWords(codeTexts).sharing;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const sharing = useQuery(trpc.identity.mailboxSharing.queryOptions());
  const share = useMutation(trpc.identity.shareMailbox.mutationOptions());
  const change = async (shared: boolean) => {
    await share.mutateAsync({ shared });
    await queries.invalidateQueries(trpc.identity.mailboxSharing.pathFilter());
    toast({ text: words.saved });
  };
  return (
    <QueryState query={sharing} skeleton={<ListSkeleton rows={1} />}>
      {({ shared, contactEmail }) =>
        contactEmail === '' ? (
          <p className="muted">{words.none}</p>
        ) : (
          <div className="stack-8">
            <p className="muted">{fill(words.text, { email: contactEmail })}</p>
            <Switch isSelected={shared} onChange={(next) => void change(next).catch(() => undefined)}>
              {words.on}
            </Switch>
            {share.isError ? <Note kind="danger">{errorText(share.error)}</Note> : null}
          </div>
        )
      }
    </QueryState>
  );
}
