import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { useOrg } from '../../lib/org.ts';
import type { Grant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { passkeysWork, askPasskey } from './passkey.view.ts';
import { secondStepTexts } from './second-step-texts.ts';

/** One press instead of password and code. Not shown where the browser has no passkeys. */
export function PasskeyLogin({
  onGrant,
  kind = 'default',
}: {
  readonly onGrant: (grant: Grant) => Promise<unknown>;
  readonly kind?: 'primary' | 'default';
}) {
  const org = useOrg();
  const words = useWords(secondStepTexts).login;
  const trpc = useTRPC();
  const offer = useMutation(trpc.identity.offerPasskeyLogin.mutationOptions());
  const login = useMutation(trpc.identity.passkeyLogin.mutationOptions());
  const [hasFailed, setFailed] = useState(false);
  const [isPending, setPending] = useState(false);
  if (!passkeysWork()) return null;
  const enter = async () => {
    setPending(true);
    setFailed(false);
    try {
      const { challengeId, ...asked } = await offer.mutateAsync({ org });
      const response = await askPasskey({ challengeId, ...asked });
      await onGrant(await login.mutateAsync({ org, challengeId, response }));
    } catch {
      // Whatever went wrong, the person can only try again or take another way.
      setFailed(true);
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="stack-8">
      <Button
        size="lg"
        block
        kind={kind}
        isPending={isPending}
        icon={<KeyRound size={18} strokeWidth={1.75} aria-hidden />}
        onPress={() => void enter()}
      >
        {words.passkey}
      </Button>
      {hasFailed ? <Note kind="danger">{words.passkeyFailed}</Note> : null}
    </div>
  );
}
