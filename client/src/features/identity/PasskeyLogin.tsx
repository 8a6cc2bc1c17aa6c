import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { domainCodeOf, useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import type { Audience, Grant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { passkeyTexts } from './passkey-texts.ts';
import { askPasskey, passkeysWork } from './passkey.view.ts';

/** One press instead of log-in and password, at the door named. Not shown where the browser has no passkeys. */
export function PasskeyLogin({
  audience,
  onGrant,
  kind = 'default',
}: {
  readonly audience: Audience;
  readonly onGrant: (grant: Grant) => Promise<unknown>;
  readonly kind?: 'primary' | 'default';
}) {
  const org = useOrg();
  const words = useWords(passkeyTexts).login;
  const trpc = useTRPC();
  const offer = useMutation(trpc.identity.offerPasskeyLogin.mutationOptions());
  const login = useMutation(trpc.identity.passkeyLogin.mutationOptions());
  const errorText = useErrorText();
  const [failure, setFailure] = useState('');
  const [isPending, setPending] = useState(false);
  if (!passkeysWork()) return null;
  const enter = async () => {
    setPending(true);
    setFailure('');
    try {
      const { challengeId, ...asked } = await offer.mutateAsync({ org, audience });
      const response = await askPasskey({ challengeId, ...asked });
      await onGrant(await login.mutateAsync({ org, audience, challengeId, response }));
    } catch (error) {
      const code = domainCodeOf(error);
      // Who may not come in any more is told so. Otherwise the person can only try again or take another way.
      setFailure(code === null || code === 'LOGIN_FAILED' ? (audience === 'my' ? words.failedMy : words.failed) : errorText(error));
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
      {failure === '' ? null : <Note kind="danger">{failure}</Note>}
    </div>
  );
}
