import { useMutation, useQuery } from '@tanstack/react-query';
import { CodeLoginInput } from '@tsudoi/shared/contracts/identity/code-login.contract';
import { PasswordText } from '@tsudoi/shared/contracts/text.contract';
import type { ReactNode } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OwnProof } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { passkeyTexts } from './passkey-texts.ts';

export type ProofBy = OwnProof['by'];

/** The fields of a proof, to be put into the form of what it is for: only the one shown must be filled in. */
export const proofFields = {
  password: { password: PasswordText, code: z.string() },
  code: { password: z.string(), code: CodeLoginInput.shape.code },
};
export const noProof = { password: '', code: '' };

export function proofOf(by: ProofBy, { password, code }: { readonly password: string; readonly code: string }): OwnProof {
  return by === 'password' ? { by, password } : { by, code };
}

/** A form that asks for a proof, once it is known whether there is a password to give. */
export function OnceKnownHow({ children }: { readonly children: (hasPassword: boolean) => ReactNode }) {
  const trpc = useTRPC();
  const ways = useQuery(trpc.identity.myPasskeys.queryOptions());
  return (
    <QueryState query={ways} skeleton={<ListSkeleton rows={2} />}>
      {({ hasPassword }) => children(hasPassword)}
    </QueryState>
  );
}

/** In place of a form that nobody without a password of their own may send: what is missing, and the way to it. */
export function PasswordFirst() {
  const org = useOrg();
  const words = useWords(passkeyTexts).mine;
  return (
    <Note>
      <p>{words.passwordFirst}</p>
      <TextLink to="/$org/my/forgot" params={{ org }}>
        {words.toPassword}
      </TextLink>
    </Note>
  );
}

interface ProofProps {
  readonly by: ProofBy;
  readonly hasPassword: boolean;
  readonly onBy: (by: ProofBy) => void;
}

/** A member shows again who they are: with the password, or with a code by mail for whoever has none or forgot it. */
export function OwnProofFields({ by, hasPassword, onBy }: ProofProps) {
  const words = useWords(passkeyTexts).mine;
  const trpc = useTRPC();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  // Whoever logs in by their ID alone is sent no code that would be right here.
  const isMailed = (viewer.data?.email ?? '') !== '';
  return (
    <>
      {by === 'password' ? (
        <OwnPasswordField />
      ) : (
        <>
          <SendCode />
          <TextField
            name="code"
            label={words.code}
            hint={words.codeHint}
            inputMode="numeric"
            autoComplete="one-time-code"
            width="w7"
            messages={{ required: words.missingCode, IDENTITY_MISMATCH: words.wrongCode }}
          />
        </>
      )}
      {hasPassword && (isMailed || by === 'code') ? (
        <Button onPress={() => onBy(by === 'password' ? 'code' : 'password')}>{by === 'password' ? words.byCode : words.byPassword}</Button>
      ) : null}
    </>
  );
}

function SendCode() {
  const org = useOrg();
  const words = useWords(passkeyTexts).mine;
  const trpc = useTRPC();
  const errorText = useErrorText();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const email = viewer.data?.email ?? '';
  const ask = useMutation(trpc.identity.askForCode.mutationOptions());
  return (
    <>
      <Button isPending={ask.isPending} onPress={() => ask.mutate({ org, email })}>
        {words.send}
      </Button>
      {ask.isSuccess ? <p role="status">{fill(words.sent, { email })}</p> : null}
      {ask.isError ? <Note kind="danger">{errorText(ask.error)}</Note> : null}
    </>
  );
}
