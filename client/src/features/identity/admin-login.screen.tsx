import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { EmailAddress, PasswordText } from '@tsudoi/shared/contracts/text.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { OrgFrame } from '../../components/OrgFrame.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import { type Grant, acceptGrant, returnPathOf } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { adminIdentityTexts } from './admin-texts.ts';
import { PasskeyLogin } from './PasskeyLogin.tsx';
import { resetTexts } from './reset-texts.ts';
import { secondStepTexts } from './second-step-texts.ts';
import { type Asked, SecondStepLogin } from './SecondStepLogin.tsx';

const Login = z.object({ email: EmailAddress, password: PasswordText });

/** The office's door. */
export function AdminLoginScreen() {
  const org = useOrg();
  const words = useWords(adminIdentityTexts).login;
  const secondWords = useWords(secondStepTexts).login;
  const resetWords = useWords(resetTexts);
  const trpc = useTRPC();
  const navigate = useNavigate();
  const { from } = useSearch({ strict: false }) as { from?: unknown };
  const login = useMutation(trpc.identity.adminLogin.mutationOptions());
  const [asked, setAsked] = useState<Asked | null>(null);
  const enter = async (grant: Grant) => {
    acceptGrant('admin', org, grant);
    await navigate({ href: returnPathOf({ audience: 'admin', org }, from), replace: true });
  };
  const submit = async (values: z.output<typeof Login>) => {
    const answer = await login.mutateAsync({ org, ...values });
    if (answer.outcome === 'second_step') setAsked(answer);
    else await enter(answer);
  };
  if (asked) {
    return (
      <OrgFrame title={secondWords.title}>
        <div className="stack">
          <h1>{secondWords.title}</h1>
          <SecondStepLogin asked={asked} onGrant={enter} onAgain={() => setAsked(null)} />
        </div>
      </OrgFrame>
    );
  }
  return (
    <OrgFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        <Panel>
          <Form schema={Login} defaults={{ email: '', password: '' }} onSubmit={submit}>
            <TextField name="email" type="email" label={words.email} autoComplete="username" />
            <PasswordField name="password" label={words.password} autoComplete="current-password" />
            <FormButtons>
              <SubmitButton block>{words.submit}</SubmitButton>
            </FormButtons>
          </Form>
        </Panel>
        <PasskeyLogin audience="admin" onGrant={enter} />
        <p>
          <TextLink to="/$org/admin/forgot" params={{ org }}>
            {resetWords.link}
          </TextLink>
        </p>
        <p>
          <TextLink to="/$org/my/login" params={{ org }}>
            {words.member}
          </TextLink>
        </p>
      </div>
    </OrgFrame>
  );
}
