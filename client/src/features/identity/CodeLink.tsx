import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { domainCodeOf, useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import type { Grant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { WhoAreYou } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { codeTexts } from './code-texts.ts';

interface CodeLinkProps {
  readonly token: string;
  readonly onGrant: (grant: Grant) => Promise<unknown>;
  readonly onWho: (who: WhoAreYou) => void;
  readonly onAgain: () => void;
}

/**
 * The link of a mailed code, opened on whatever device. It says whose mail it came from and waits for a press: a link that
 * somebody else sent signs nobody in unseen, and a scanner of mail uses nothing up.
 */
export function CodeLink({ token, onGrant, onWho, onAgain }: CodeLinkProps) {
  const org = useOrg();
  const words = useWords(codeTexts);
  const trpc = useTRPC();
  const errorText = useErrorText();
  const link = useQuery(trpc.identity.codeLink.queryOptions({ org, token }, { gcTime: 0, refetchOnWindowFocus: false }));
  const login = useMutation(trpc.identity.linkLogin.mutationOptions());
  const enter = async () => {
    const answer = await login.mutateAsync({ org, token });
    if (answer.outcome === 'who_are_you') onWho(answer);
    else await onGrant(answer);
  };
  const isDead = [link.error, login.error].some((error) => domainCodeOf(error) === 'TOKEN_INVALID');
  if (isDead)
    return (
      <div className="stack">
        <Note kind="danger">{words.linkDead}</Note>
        <Button size="lg" block onPress={onAgain}>
          {words.linkAgain}
        </Button>
      </div>
    );
  return (
    <QueryState query={link} skeleton={<PanelSkeleton rows={1} />}>
      {({ email }) => (
        <div className="stack">
          <p>{fill(words.linkFor, { email })}</p>
          <Button kind="primary" size="lg" block isPending={login.isPending} onPress={() => void enter().catch(() => undefined)}>
            {words.enter}
          </Button>
          {login.isError ? <Note kind="danger">{errorText(login.error)}</Note> : null}
        </div>
      )}
    </QueryState>
  );
}
