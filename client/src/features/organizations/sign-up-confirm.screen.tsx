import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ConfirmSignUpInput } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { useEffect, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PasswordField } from '../../components/TextField.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { acceptGrant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { organizationTexts } from './texts.ts';

const Proof = ConfirmSignUpInput.pick({ password: true });

/**
 * The link of the mail. Its token stands behind the # and so reaches no log; opening the page alone uses nothing up. The
 * password of the form shows that the form, too, is of whoever reads the mail.
 */
export function SignUpConfirmScreen() {
  const words = useWords(organizationTexts).confirm;
  const trpc = useTRPC();
  const navigate = useNavigate();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  const confirm = useMutation(trpc.organizations.confirmSignUp.mutationOptions());
  const submit = async ({ password }: { readonly password: string }) => {
    const answer = await confirm.mutateAsync({ token, password });
    if (answer.outcome === 'reviewing') return;
    acceptGrant('admin', answer.slug, answer);
    await navigate({ href: `/${answer.slug}/admin`, replace: true });
  };
  const code = confirm.isError ? domainCodeOf(confirm.error) : null;
  const again = <LinkButton to="/signup">{words.signupAgain}</LinkButton>;
  return (
    <PublicFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        {confirm.data?.outcome === 'reviewing' ? (
          <Empty title={words.reviewing} text={words.reviewingText} action={<LinkButton to="/">{words.toTop}</LinkButton>} />
        ) : code === 'TOKEN_EXPIRED' ? (
          <Empty title={words.expired} text={words.expiredText} action={again} />
        ) : code === 'TOKEN_USED' ? (
          <Empty title={words.used} text={words.usedText} action={<LinkButton to="/login">{words.toLogin}</LinkButton>} />
        ) : code === 'TOKEN_SUPERSEDED' ? (
          <Empty title={words.superseded} text={words.supersededText} />
        ) : token === '' || code === 'TOKEN_INVALID' ? (
          <Empty title={words.invalid} text={words.invalidText} action={again} />
        ) : (
          <Panel>
            <div className="stack">
              <p className="muted">{words.lead}</p>
              <Form schema={Proof} defaults={{ password: '' }} errorField={{ IDENTITY_MISMATCH: 'password' }} onSubmit={submit}>
                <PasswordField
                  name="password"
                  label={words.password}
                  autoComplete="current-password"
                  messages={{ required: words.missingPassword, IDENTITY_MISMATCH: words.wrongPassword }}
                />
                <FormButtons>
                  <SubmitButton block>{words.submit}</SubmitButton>
                </FormButtons>
              </Form>
              <p className="muted">{words.notMine}</p>
              <p>
                <TextLink to="/signup">{words.signupAgain}</TextLink>
              </p>
            </div>
          </Panel>
        )}
      </div>
    </PublicFrame>
  );
}
