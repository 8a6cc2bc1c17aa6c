import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { emailTexts } from './email-texts.ts';

/** The link in the new mailbox: completes the change here and now, or says what is left to do. */
export function EmailConfirmScreen() {
  const org = useOrg();
  const words = useWords(emailTexts).confirm;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const asked = useRef(false);
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const confirm = useMutation(trpc.identity.confirmEmailChange.mutationOptions());
  const { mutate } = confirm;
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    history.replaceState(history.state, '', location.pathname);
    mutate({ token });
  }, [mutate, token]);
  const done = confirm.data;
  return (
    <PublicFrame title={words.title} {...(profile.data ? { name: profile.data.name } : {})}>
      <h1 className="sr-only">{words.title}</h1>
      {confirm.isError ? (
        <Empty
          title={words.dead}
          text={errorText(confirm.error)}
          action={
            <LinkButton to="/$org/my/settings" params={{ org }}>
              {words.toSettings}
            </LinkButton>
          }
        />
      ) : done === undefined ? (
        <div role="status">
          <p className="muted">{words.working}</p>
          <PanelSkeleton />
        </div>
      ) : done.outcome === 'changed' ? (
        <Empty
          title={words.changed}
          text={fill(words.changedText, { email: done.email })}
          action={
            <LinkButton kind="primary" to="/$org/my" params={{ org }}>
              {words.home}
            </LinkButton>
          }
        />
      ) : (
        <Empty
          title={words.logIn}
          text={fill(words.logInText, { email: done.email })}
          action={
            <LinkButton kind="primary" to="/$org/my/login" params={{ org }}>
              {words.toLogin}
            </LinkButton>
          }
        />
      )}
    </PublicFrame>
  );
}
