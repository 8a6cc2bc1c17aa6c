import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod';
import { CheckboxField } from '../../components/Choice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { OrgFrame } from '../../components/OrgFrame.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import { rememberLogin, rememberedLogin } from '../../lib/remembered-login.ts';
import { type Grant, acceptGrant, returnPathOf } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { PasskeyLogin } from './PasskeyLogin.tsx';
import { givePair } from './provisional-pair.view.ts';
import { resetTexts } from './reset-texts.ts';
import { identityTexts } from './texts.ts';

const Login = z.object({
  login: z.string().trim().min(1, 'required').max(254, 'too_long'),
  password: z.string().min(1, 'required').max(1000, 'too_long'),
  remember: z.boolean(),
});

/** The members' door. A provisional pair typed here goes on to the first access, as its owner meant. */
export function MyLoginScreen() {
  const org = useOrg();
  const words = useWords(identityTexts).login;
  const resetWords = useWords(resetTexts);
  const trpc = useTRPC();
  const navigate = useNavigate();
  const { from } = useSearch({ strict: false }) as { from?: unknown };
  const login = useMutation(trpc.identity.memberLogin.mutationOptions());
  const [remembered] = useState(() => rememberedLogin(org));
  const enter = async (grant: Grant) => {
    acceptGrant('my', org, grant);
    await navigate({ href: returnPathOf({ audience: 'my', org }, from), replace: true });
  };
  const submit = async ({ remember, ...values }: z.output<typeof Login>) => {
    const answer = await login.mutateAsync({ org, ...values });
    if (answer.outcome === 'first_access') {
      givePair({ org, provisionalId: values.login, provisionalPassword: values.password });
      await navigate({ href: `/${org}/my/first` });
      return;
    }
    rememberLogin(org, remember ? values.login : '');
    await enter(answer);
  };
  return (
    <OrgFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        <Panel>
          <Form schema={Login} defaults={{ login: remembered, password: '', remember: remembered !== '' }} onSubmit={submit}>
            <TextField
              name="login"
              label={words.login}
              hint={words.loginHint}
              autoComplete="username"
              messages={{ required: words.missingLogin }}
            />
            <PasswordField
              name="password"
              label={words.password}
              autoComplete="current-password"
              messages={{ required: words.missingPassword }}
            />
            <CheckboxField name="remember">{words.remember}</CheckboxField>
            <FormButtons>
              <SubmitButton block>{words.submit}</SubmitButton>
            </FormButtons>
          </Form>
        </Panel>
        <PasskeyLogin audience="my" onGrant={enter} />
        <Panel title={words.first}>
          <div className="stack-8">
            <p className="muted">{words.firstText}</p>
            <LinkButton to="/$org/my/first" params={{ org }} size="lg" block>
              {words.firstAction}
            </LinkButton>
          </div>
        </Panel>
        <p>
          <TextLink to="/$org/my/login/code" params={{ org }} {...(typeof from === 'string' ? { search: { from } } : {})}>
            {words.byCode}
          </TextLink>
        </p>
        <p>
          <TextLink to="/$org/my/forgot" params={{ org }}>
            {resetWords.link}
          </TextLink>
        </p>
        <p>
          <TextLink to="/$org/my/forgot-id" params={{ org }}>
            {words.forgotId}
          </TextLink>
        </p>
      </div>
    </OrgFrame>
  );
}
