import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { AcceptInvitationInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useEffect, useState } from 'react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { NewPasswordField } from '../../components/NewPasswordField.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { KanaField } from '../../components/TextField.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { passwordRefusals, useErrorText } from '../../lib/errors.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { useOrg } from '../../lib/org.ts';
import { acceptGrant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminIdentityTexts } from './admin-texts.ts';
import { officeTexts } from './office-texts.ts';

const Joining = AcceptInvitationInput.pick({ familyNameKana: true, givenNameKana: true, password: true });

/** The link of an invitation: who invites where, the reading of the name, an own password. */
export function InvitationScreen() {
  const org = useOrg();
  const texts = useWords(officeTexts);
  const words = texts.join;
  const email = useWords(adminIdentityTexts).login.email;
  const roles = useKit().roles;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const navigate = useNavigate();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  const invitation = useQuery(trpc.identity.invitation.queryOptions({ token }, { retry: false, enabled: token !== '' }));
  const accept = useMutation(trpc.identity.acceptInvitation.mutationOptions());
  const asked = invitation.data;
  return (
    <PublicFrame title={words.title} {...(asked ? { name: asked.orgName } : {})}>
      <div className="stack">
        <h1>{words.title}</h1>
        {invitation.isError || token === '' ? (
          <Empty
            title={words.dead}
            text={invitation.isError ? errorText(invitation.error) : words.deadHint}
            action={
              <LinkButton to="/$org/admin/login" params={{ org }}>
                {words.toLogin}
              </LinkButton>
            }
          />
        ) : asked === undefined ? (
          <PanelSkeleton />
        ) : (
          <Panel>
            <div className="stack">
              <p>{fill(words.lead, { org: asked.orgName, role: roles[asked.role] })}</p>
              <Rows>
                <Row label={texts.name}>{`${asked.familyName} ${asked.givenName}`}</Row>
                <Row label={email}>{asked.email}</Row>
                {asked.termEndsOn ? <Row label={texts.term.label}>{formatDateLong(asked.termEndsOn)}</Row> : null}
              </Rows>
              <Form
                schema={Joining}
                defaults={{ familyNameKana: '', givenNameKana: '', password: '' }}
                errorField={{ ...passwordRefusals('password') }}
                onSubmit={async (values) => {
                  const { familyName, givenName } = asked;
                  const { slug, ...grant } = await accept.mutateAsync({ token, familyName, givenName, ...values });
                  acceptGrant('admin', slug, grant);
                  await navigate({ href: `/${slug}/admin`, replace: true });
                }}
              >
                <fieldset className="fieldset">
                  <legend>{words.reading}</legend>
                  <p className="hint">{words.kanaHint}</p>
                  <div className="pair">
                    <KanaField name="familyNameKana" label={words.familyNameKana} autoComplete="off" />
                    <KanaField name="givenNameKana" label={words.givenNameKana} autoComplete="off" />
                  </div>
                </fieldset>
                <NewPasswordField name="password" label={words.password} hint={words.passwordHint} messages={{ required: words.missing }} />
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
