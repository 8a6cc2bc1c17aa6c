import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { acceptGrant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { organizationTexts } from './texts.ts';

/** The link of the mail. Its token stands behind the # and so reaches no log; opening the page alone uses nothing up. */
export function SignUpConfirmScreen() {
  const words = useWords(organizationTexts).confirm;
  const trpc = useTRPC();
  const navigate = useNavigate();
  const [isReviewing, setReviewing] = useState(false);
  const asked = useRef(false);
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  const confirm = useMutation(
    trpc.organizations.confirmSignUp.mutationOptions({
      onSuccess: async (answer) => {
        if (answer.outcome === 'reviewing') return setReviewing(true);
        acceptGrant('admin', answer.slug, answer);
        await navigate({ href: `/${answer.slug}/admin`, replace: true });
      },
    }),
  );
  const { mutate } = confirm;
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    history.replaceState(history.state, '', location.pathname);
    mutate({ token });
  }, [mutate, token]);
  const code = confirm.isError ? domainCodeOf(confirm.error) : null;
  return (
    <PublicFrame title={words.title}>
      <h1 className="sr-only">{words.title}</h1>
      {isReviewing ? (
        <Empty title={words.reviewing} text={words.reviewingText} action={<LinkButton to="/">{words.toTop}</LinkButton>} />
      ) : null}
      {confirm.isPending || confirm.isIdle || (confirm.isSuccess && !isReviewing) ? (
        <div role="status">
          <p className="muted">{words.working}</p>
          <PanelSkeleton />
        </div>
      ) : null}
      {code === 'TOKEN_EXPIRED' ? (
        <Empty title={words.expired} text={words.expiredText} action={<LinkButton to="/signup">{words.signupAgain}</LinkButton>} />
      ) : null}
      {code === 'TOKEN_USED' ? (
        <Empty title={words.used} text={words.usedText} action={<LinkButton to="/login">{words.toLogin}</LinkButton>} />
      ) : null}
      {code === 'TOKEN_SUPERSEDED' ? <Empty title={words.superseded} text={words.supersededText} /> : null}
      {code === 'TOKEN_INVALID' || code === 'INVALID_INPUT' ? (
        <Empty title={words.invalid} text={words.invalidText} action={<LinkButton to="/signup">{words.signupAgain}</LinkButton>} />
      ) : null}
      {confirm.isError && (code === null || !(code.startsWith('TOKEN_') || code === 'INVALID_INPUT')) ? (
        <Empty title={words.failed} text={words.failedText} action={<Button onPress={() => mutate({ token })}>{words.retry}</Button>} />
      ) : null}
    </PublicFrame>
  );
}
