import { useMutation, useQuery } from '@tanstack/react-query';
import { PasswordText } from '@tsudoi/shared/contracts/text.contract';
import { useEffect, useState } from 'react';
import * as z from 'zod';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { NewPasswordField } from '../../components/NewPasswordField.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { domainCodeOf, passwordRefusals, useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { resetTexts } from './reset-texts.ts';

const NewPassword = z.object({ password: PasswordText });

/** The link of the mail. Opening the page uses nothing up, and a password that is refused leaves the link usable. */
export function ResetPasswordScreen() {
  const org = useOrg();
  const words = useWords(resetTexts).reset;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const reset = useMutation(trpc.identity.resetPassword.mutationOptions());
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  const isDead = token === '' || (reset.isError && (domainCodeOf(reset.error) ?? '').startsWith('TOKEN_'));
  return (
    <PublicFrame title={words.title} {...(profile.data ? { name: profile.data.name } : {})}>
      <div className="stack">
        <h1>{words.title}</h1>
        {reset.isSuccess ? (
          <Empty
            title={words.doneTitle}
            text={words.doneText}
            action={
              <LinkButton
                kind="primary"
                to={reset.data.audience === 'my' ? '/$org/my/login' : '/$org/admin/login'}
                params={{ org: reset.data.org }}
              >
                {words.toLogin}
              </LinkButton>
            }
          />
        ) : isDead ? (
          <Empty
            title={words.deadTitle}
            {...(reset.isError ? { text: errorText(reset.error) } : {})}
            action={
              <div className="stack-8">
                <LinkButton to="/$org/my/forgot" params={{ org }}>
                  {words.againMember}
                </LinkButton>
                <LinkButton to="/$org/admin/forgot" params={{ org }}>
                  {words.againOffice}
                </LinkButton>
              </div>
            }
          />
        ) : (
          <Panel>
            <div className="stack">
              <p className="muted">{words.lead}</p>
              <Form
                schema={NewPassword}
                defaults={{ password: '' }}
                errorField={{ ...passwordRefusals('password') }}
                onSubmit={({ password }) => reset.mutateAsync({ token, password })}
              >
                <NewPasswordField name="password" label={words.password} hint={words.memberHint} messages={{ required: words.missing }} />
                <FormButtons>
                  <SubmitButton block>{words.submit}</SubmitButton>
                </FormButtons>
              </Form>
            </div>
          </Panel>
        )}
      </div>
    </PublicFrame>
  );
}
