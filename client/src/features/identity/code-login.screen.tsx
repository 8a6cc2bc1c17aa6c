import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { EmailAddress } from '@tsudoi/shared/contracts/text.contract';
import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { OrgFrame } from '../../components/OrgFrame.tsx';
import { Panel } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { type Grant, acceptGrant, returnPathOf } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { WhoAreYou } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { CodeLink } from './CodeLink.tsx';
import { codeTexts } from './code-texts.ts';

const Address = z.object({ email: EmailAddress });
const Typed = z.object({ code: z.string().trim().min(1, 'required').max(20, 'too_long') });

/** Six figures or a link by mail instead of a password; where several read the mailbox, the person says who they are. */
export function CodeLoginScreen() {
  const org = useOrg();
  const words = useWords(codeTexts);
  const navigate = useNavigate();
  const { from } = useSearch({ strict: false }) as { from?: unknown };
  const [email, setEmail] = useState('');
  const [token, setToken] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  const [who, setWho] = useState<WhoAreYou | null>(null);
  // What opens the account does not stay in the address, from where it would get into the history.
  useEffect(() => {
    if (token !== '') history.replaceState(history.state, '', location.pathname);
  }, [token]);
  const enter = async (grant: Grant) => {
    acceptGrant('my', org, grant);
    await navigate({ href: returnPathOf({ audience: 'my', org }, from), replace: true });
  };
  return (
    <OrgFrame title={words.title}>
      <div className="stack">
        <h1>{who ? words.who : words.title}</h1>
        <Panel>
          {who ? (
            <Choose who={who} onGrant={enter} />
          ) : token !== '' ? (
            <CodeLink token={token} onGrant={enter} onWho={setWho} onAgain={() => setToken('')} />
          ) : email === '' ? (
            <Ask onSent={setEmail} />
          ) : (
            <Enter email={email} onGrant={enter} onWho={setWho} onAgain={() => setEmail('')} />
          )}
        </Panel>
        <p>
          <TextLink to="/$org/my/login" params={{ org }}>
            {words.back}
          </TextLink>
        </p>
      </div>
    </OrgFrame>
  );
}

function Ask({ onSent }: { readonly onSent: (email: string) => void }) {
  const org = useOrg();
  const words = useWords(codeTexts);
  const trpc = useTRPC();
  const ask = useMutation(trpc.identity.askForCode.mutationOptions());
  return (
    <div className="stack">
      <p className="muted">{words.lead}</p>
      <Form
        schema={Address}
        defaults={{ email: '' }}
        onSubmit={async ({ email }) => {
          await ask.mutateAsync({ org, email });
          onSent(email);
        }}
      >
        <TextField name="email" type="email" label={words.email} autoComplete="email" messages={{ required: words.missing }} />
        <FormButtons>
          <SubmitButton block>{words.send}</SubmitButton>
        </FormButtons>
      </Form>
    </div>
  );
}

interface EnterProps {
  readonly email: string;
  readonly onGrant: (grant: Grant) => Promise<unknown>;
  readonly onWho: (who: WhoAreYou) => void;
  readonly onAgain: () => void;
}

function Enter({ email, onGrant, onWho, onAgain }: EnterProps) {
  const org = useOrg();
  const words = useWords(codeTexts);
  const trpc = useTRPC();
  const login = useMutation(trpc.identity.codeLogin.mutationOptions());
  return (
    <div className="stack">
      <p role="status">{fill(words.sent, { email })}</p>
      <Form
        schema={Typed}
        defaults={{ code: '' }}
        errorField={{ CODE_WRONG: 'code' }}
        onSubmit={async ({ code }) => {
          const answer = await login.mutateAsync({ org, email, code });
          if (answer.outcome === 'who_are_you') onWho(answer);
          else await onGrant(answer);
        }}
      >
        <TextField
          name="code"
          label={words.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          width="w7"
          messages={{ required: words.missingCode, CODE_WRONG: words.wrong }}
        />
        <FormButtons>
          <SubmitButton block>{words.enter}</SubmitButton>
        </FormButtons>
      </Form>
      <Button block onPress={onAgain}>
        {words.again}
      </Button>
    </div>
  );
}

function Choose({ who, onGrant }: { readonly who: WhoAreYou; readonly onGrant: (grant: Grant) => Promise<unknown> }) {
  const org = useOrg();
  const words = useWords(codeTexts);
  const trpc = useTRPC();
  const errorText = useErrorText();
  const choose = useMutation(trpc.identity.chooseMember.mutationOptions());
  return (
    <div className="stack">
      <p className="muted">{words.whoLead}</p>
      {who.people.map(({ memberId, familyName, givenName, memberNumber, awaitsNumber }) => (
        <Button
          key={memberId}
          size="lg"
          block
          isPending={choose.isPending}
          onPress={() => void choose.mutateAsync({ org, ticket: who.ticket, memberId }).then(onGrant, () => undefined)}
        >
          <span className="grow">
            {`${familyName} ${givenName}`}{' '}
            <small className="muted">{fill(awaitsNumber ? words.reception : words.number, { number: memberNumber })}</small>
          </span>
          <ChevronRight size={20} aria-hidden />
        </Button>
      ))}
      {choose.isError ? <Note kind="danger">{errorText(choose.error)}</Note> : null}
    </div>
  );
}
