import { TenantText } from '../../components/TenantText.tsx';
import { useMutation, useQuery } from '@tanstack/react-query';
import { MailAgainInput } from '@tsudoi/shared/contracts/applications/application.contract';
import { EmailAddress } from '@tsudoi/shared/contracts/text.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Yen } from '../../components/Yen.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { JoinPageView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { JoinFrame } from './JoinFrame.tsx';
import { joinTexts } from './join-texts.ts';

const Agreed = z.object({ agreed: z.literal(true, 'not_agreed'), email: EmailAddress });
const Typed = MailAgainInput.omit({ org: true });

/** Terms, consent, address. What it says afterwards is the same for every address (ACC-08). */
export function JoinScreen() {
  const org = useOrg();
  const words = useWords(joinTexts);
  const trpc = useTRPC();
  const page = useQuery({ ...trpc.applications.joinPage.queryOptions({ org }), refetchOnWindowFocus: false });
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <JoinFrame step={1}>
      {sentTo === null ? (
        <QueryState query={page} skeleton={<PanelSkeleton rows={6} />}>
          {(found) =>
            found.open ? (
              <Ask page={found} onSent={setSentTo} onStale={async () => void (await page.refetch())} />
            ) : (
              <div className="stack">
                <Empty
                  title={words.closedTitle}
                  text={words.closedText}
                  action={
                    <LinkButton to="/$org" params={{ org }}>
                      {words.toTop}
                    </LinkButton>
                  }
                />
                <Applied />
              </div>
            )
          }
        </QueryState>
      ) : (
        <Panel>
          <div className="stack" role="status">
            <Empty
              title={words.sentTitle}
              text={fill(words.sentText, { email: sentTo })}
              action={<Button onPress={() => setSentTo(null)}>{words.again}</Button>}
            />
            <p className="muted">{words.notHere}</p>
            <p>
              <TextLink to="/$org/join/form" params={{ org }}>
                {words.byCode}
              </TextLink>
            </p>
          </div>
        </Panel>
      )}
    </JoinFrame>
  );
}

/** Whoever has applied is waited for also when nobody else may: what they are asked for is mailed once more. */
function Applied() {
  const org = useOrg();
  const words = useWords(joinTexts);
  const trpc = useTRPC();
  const ask = useMutation(trpc.applications.mailAgain.mutationOptions());
  return (
    <Panel title={words.applied.title}>
      <div className="stack">
        <p className="muted">{words.applied.lead}</p>
        <Form schema={Typed} defaults={{ email: '' }} onSubmit={async ({ email }) => void (await ask.mutateAsync({ org, email }))}>
          <TextField name="email" type="email" label={words.email} required autoComplete="email" />
          <FormButtons>
            <SubmitButton block>{words.applied.send}</SubmitButton>
          </FormButtons>
        </Form>
        {ask.isSuccess ? (
          <Note kind="ok" live>
            {fill(words.applied.sent, { email: ask.variables.email })}
          </Note>
        ) : null}
      </div>
    </Panel>
  );
}

interface AskProps {
  readonly page: JoinPageView;
  readonly onSent: (email: string) => void;
  readonly onStale: () => Promise<void>;
}

function Ask({ page, onSent, onStale }: AskProps) {
  const org = useOrg();
  const words = useWords(joinTexts);
  const trpc = useTRPC();
  const [isStale, setStale] = useState(false);
  const [typed, setTyped] = useState('');
  const ask = useMutation(trpc.applications.requestJoin.mutationOptions());
  const submit = async ({ email }: z.output<typeof Agreed>) => {
    try {
      await ask.mutateAsync({ org, email, termsId: page.termsId!, agreed: true });
      onSent(email);
    } catch (error) {
      const code = domainCodeOf(error);
      // Closed meanwhile: the page then says so, and what there still is.
      if (code !== 'TERMS_CHANGED' && code !== 'JOINING_CLOSED') throw error;
      setTyped(email);
      await onStale();
      setStale(true);
    }
  };
  return (
    <div className="stack">
      {isStale ? (
        <Note kind="warn" live>
          {words.termsChanged}
        </Note>
      ) : null}
      <Panel title={words.typesTitle}>
        <dl className="join-types">
          {page.types.map((type) => (
            <div key={type.membershipTypeId}>
              <dt>{type.name}</dt>
              <dd>
                {type.annualFee === 0 ? (
                  words.free
                ) : (
                  <>
                    <Yen value={type.annualFee} /> <span className="muted">{words.fee}</span>
                  </>
                )}
                {type.joiningFee === 0 ? null : <p className="muted">{fill(words.joiningFee, { amount: type.joiningFee })}</p>}
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={words.termsTitle}>
        <div className="stack">
          <p className="muted">{words.termsHint}</p>
          <div className="terms" tabIndex={0} role="region" aria-label={words.termsRegion}>
            <TenantText>{page.terms}</TenantText>
          </div>
          {/* Other terms are agreed to anew; the address stays. */}
          <Form key={page.termsVersion} schema={Agreed} defaults={{ agreed: false, email: typed }} onSubmit={submit}>
            <CheckboxField name="agreed" label={words.agree} messages={{ not_agreed: words.agreeMissing }}>
              <b>{words.agree}</b>
            </CheckboxField>
            <TextField name="email" type="email" label={words.email} hint={words.emailHint} required autoComplete="email" />
            <FormButtons>
              <SubmitButton block>{words.send}</SubmitButton>
            </FormButtons>
          </Form>
        </div>
      </Panel>
    </div>
  );
}
