import { useMutation, useQuery } from '@tanstack/react-query';
import { EmailAddress, PasswordText, ReadingPart } from '@tsudoi/shared/contracts/text.contract';
import { lazy, Suspense, useEffect, useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { NewPasswordField } from '../../components/NewPasswordField.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { KanaField, PasswordField, TextField } from '../../components/TextField.tsx';
import { domainCodeOf, passwordRefusals, useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { acceptGrant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { takePair } from './provisional-pair.view.ts';
import { identityTexts } from './texts.ts';

const MailboxSharing = lazy(() => import('./MailboxSharing.tsx').then((module) => ({ default: module.MailboxSharing })));

const Pair = z.object({
  provisionalId: z.string().trim().min(1, 'required').max(40, 'too_long'),
  provisionalPassword: z.string().min(1, 'required').max(1000, 'too_long'),
});
const Self = z.object({ familyNameKana: ReadingPart, givenNameKana: ReadingPart, email: EmailAddress, password: PasswordText });

interface Begun {
  readonly firstAccessToken: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly memberNumber: string;
  readonly awaitsNumber: boolean;
  readonly loginId: string;
  readonly email: string;
}

/** 本人認証 in three short steps: the paper, the person, done. */
export function FirstAccessScreen() {
  const org = useOrg();
  const words = useWords(identityTexts).first;
  const trpc = useTRPC();
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const [begun, setBegun] = useState<Begun | null>(null);
  const [done, setDone] = useState<{ readonly loginEmail: string | null } | null>(null);
  const [expired, setExpired] = useState(false);
  const start = useMutation(trpc.identity.firstAccessStart.mutationOptions());
  /** The pair that was typed at the log-in, where it did not open this, and why. */
  const [carried, setCarried] = useState<z.output<typeof Pair> | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const errorText = useErrorText();
  const begin = async (pair: z.output<typeof Pair>) => {
    setRefusal(null);
    setBegun(await start.mutateAsync({ org, ...pair }));
    setExpired(false);
  };
  const { mutateAsync } = start;
  useEffect(() => {
    const pair = takePair(org);
    if (pair)
      void mutateAsync(pair).then(setBegun, (error: unknown) => {
        setCarried(pair);
        setRefusal(error);
      });
  }, [org, mutateAsync]);
  const step = done ? 2 : begun ? 1 : 0;
  return (
    <PublicFrame title={words.title} {...(profile.data ? { name: profile.data.name } : {})}>
      <div className="stack">
        <h1>{words.title}</h1>
        <Stepper steps={[words.stepPair, words.stepSelf, words.stepDone]} current={step} />
        {expired ? <Note kind="warn">{words.expired}</Note> : null}
        {done && begun ? <Done begun={begun} org={org} byIdOnly={done.loginEmail === null} /> : null}
        {!done && begun ? (
          <ProveSelf
            begun={begun}
            org={org}
            onDone={setDone}
            onBack={(wasExpired) => {
              setBegun(null);
              setExpired(wasExpired);
            }}
          />
        ) : null}
        {begun === null ? (
          <Panel title={words.pairTitle}>
            <div className="stack">
              <p className="muted">{words.pairLead}</p>
              {refusal === null ? null : (
                <Note kind="danger" live>
                  {errorText(refusal)}
                </Note>
              )}
              <Form
                key={carried ? 'carried' : 'empty'}
                schema={Pair}
                defaults={carried ?? { provisionalId: '', provisionalPassword: '' }}
                onSubmit={begin}
              >
                <TextField
                  name="provisionalId"
                  label={words.provisionalId}
                  autoComplete="off"
                  messages={{ required: words.errors.provisionalId }}
                />
                <PasswordField
                  name="provisionalPassword"
                  label={words.provisionalPassword}
                  hint={words.caseHint}
                  autoComplete="off"
                  messages={{ required: words.errors.provisionalPassword }}
                />
                <FormButtons>
                  <SubmitButton block>{words.next}</SubmitButton>
                </FormButtons>
              </Form>
            </div>
          </Panel>
        ) : null}
      </div>
    </PublicFrame>
  );
}

interface ProveSelfProps {
  readonly begun: Begun;
  readonly org: string;
  readonly onDone: (done: { readonly loginEmail: string | null }) => void;
  readonly onBack: (expired: boolean) => void;
}

function ProveSelf({ begun, org, onDone, onBack }: ProveSelfProps) {
  const words = useWords(identityTexts).first;
  const trpc = useTRPC();
  const complete = useMutation(trpc.identity.firstAccessComplete.mutationOptions());
  const submit = async (values: z.output<typeof Self>) => {
    try {
      const { loginEmail, ...grant } = await complete.mutateAsync({ org, firstAccessToken: begun.firstAccessToken, ...values });
      acceptGrant('my', org, grant);
      onDone({ loginEmail });
    } catch (error) {
      const code = domainCodeOf(error);
      if (code === 'TOKEN_INVALID' || code === 'TOKEN_USED' || code === 'TOKEN_EXPIRED') onBack(true);
      else throw error;
    }
  };
  return (
    <Panel title={words.selfTitle}>
      <div className="stack">
        <p className="muted">{words.selfLead}</p>
        <Rows>
          <Row label={words.registeredName}>
            {begun.familyName} {begun.givenName}
          </Row>
          <Row label={begun.awaitsNumber ? words.reception : words.memberNumber}>
            <span className="num">{begun.memberNumber}</span>
          </Row>
          <Row label={words.loginId}>
            <span className="num">{begun.loginId}</span>
          </Row>
        </Rows>
        <Form
          schema={Self}
          defaults={{ familyNameKana: '', givenNameKana: '', email: begun.email, password: '' }}
          onSubmit={submit}
          errorField={{
            EMAIL_TAKEN: 'email',
            ...passwordRefusals('password'),
            IDENTITY_MISMATCH: 'familyNameKana',
          }}
        >
          <fieldset className="fieldset">
            <legend>{words.reading}</legend>
            <p className="hint">{words.kanaHint}</p>
            <div className="pair">
              <KanaField
                name="familyNameKana"
                label={words.familyNameKana}
                autoComplete="off"
                messages={{ required: words.errors.familyNameKana, not_a_reading: words.errors.notAReading }}
              />
              <KanaField
                name="givenNameKana"
                label={words.givenNameKana}
                autoComplete="off"
                messages={{ required: words.errors.givenNameKana, not_a_reading: words.errors.notAReading }}
              />
            </div>
          </fieldset>
          <TextField
            name="email"
            type="email"
            label={words.email}
            hint={words.emailHint}
            autoComplete="email"
            messages={{ required: words.errors.email, not_an_email: words.errors.notAnEmail, EMAIL_TAKEN: words.errors.emailTaken }}
          />
          <NewPasswordField
            name="password"
            label={words.password}
            hint={words.passwordHint}
            messages={{ required: words.errors.password }}
          />
          <FormButtons>
            <Button kind="ghost" size="lg" onPress={() => onBack(false)}>
              {words.back}
            </Button>
            <SubmitButton>{words.submit}</SubmitButton>
          </FormButtons>
        </Form>
      </div>
    </Panel>
  );
}

/** `byIdOnly`: the mailbox opens the account of somebody else in the family. */
function Done({ begun, org, byIdOnly }: { readonly begun: Begun; readonly org: string; readonly byIdOnly: boolean }) {
  const words = useWords(identityTexts).first;
  return (
    <Panel title={words.doneTitle}>
      <div className="stack">
        <p>{byIdOnly ? words.doneById : words.doneText}</p>
        <Rows>
          <Row label={words.doneLogin}>
            <span className="num">{begun.loginId}</span>
          </Row>
        </Rows>
        {byIdOnly ? (
          <Suspense fallback={<ListSkeleton rows={1} />}>
            <MailboxSharing />
          </Suspense>
        ) : null}
        <LinkButton to="/$org/my" params={{ org }} kind="primary" size="pay" block>
          {words.toHome}
        </LinkButton>
      </div>
    </Panel>
  );
}
