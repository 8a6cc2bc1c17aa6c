import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApplicationFields, PayBy } from '@tsudoi/shared/contracts/applications/application.contract';
import type { Signature } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { customStart } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { Suspense, lazy, useMemo, useState } from 'react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { NewPasswordField } from '../../components/NewPasswordField.tsx';
import { Note } from '../../components/Note.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextField } from '../../components/TextField.tsx';
import { formatTime } from '../../lib/dates.ts';
import { domainCodeOf, passwordRefusals } from '../../lib/errors.ts';
import { FileWayContext } from '../../lib/file-way.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { JoinFormView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ApplicantFields, Group } from './ApplicantFields.tsx';
import { useDraftSaving } from './draft.view.ts';
import { JoinCode } from './JoinCode.tsx';
import { JoinFrame } from './JoinFrame.tsx';
import { asksWay, firstWay, joinSchema } from './join-schema.view.ts';
import { dropJoinToken, keepJoinToken, takeJoinToken } from './join-token.view.ts';
import { joinTexts } from './join-texts.ts';
import { PayWayField } from './PayWayField.tsx';

// Asked for by few organisations.
const SignatureField = lazy(() => import('../../components/SignatureField.tsx').then((module) => ({ default: module.SignatureField })));

type Values = ApplicationFields & { password?: string; payBy?: PayBy; signature?: Signature; typedSignature?: string };
type Outcome = 'submitted' | 'approved' | 'to_pay';

/** The link of the mail. Opening it uses nothing up; what is typed is kept under it until it is sent. */
export function JoinFormScreen() {
  const org = useOrg();
  const trpc = useTRPC();
  const [token, setToken] = useState(() => takeJoinToken(org));
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const form = useQuery({
    ...trpc.applications.joinForm.queryOptions({ token }),
    enabled: token !== '' && outcome === null,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const open = (next: string) => {
    keepJoinToken(org, next);
    setRefused(null);
    setToken(next);
  };
  const close = (done: Outcome) => {
    dropJoinToken(org);
    setOutcome(done);
  };
  if (outcome) return <Done outcome={outcome} />;
  const error = refused ?? form.error;
  if (token === '' || error) {
    const code = token === '' ? 'NONE' : domainCodeOf(error);
    return (
      <JoinFrame step={code === 'TOKEN_USED' ? 3 : 1}>
        {code === 'NONE' || code?.startsWith('TOKEN_') || code === 'INVALID_INPUT' ? (
          <Dead code={code} onOpened={open} />
        ) : (
          <LoadFailed error={error} onRetry={() => void form.refetch()} />
        )}
      </JoinFrame>
    );
  }
  if (!form.data) {
    return (
      <JoinFrame step={2}>
        <PanelSkeleton rows={8} />
      </JoinFrame>
    );
  }
  return <Filling view={form.data} token={token} onDone={close} onRefused={setRefused} />;
}

/** A link that opens nothing says why, and what is left to do. */
function Dead({ code, onOpened }: { readonly code: string; readonly onOpened: (token: string) => void }) {
  const org = useOrg();
  const words = useWords(joinTexts).dead;
  const restart = (
    <LinkButton to="/$org/join" params={{ org }}>
      {words.restart}
    </LinkButton>
  );
  if (code === 'TOKEN_EXPIRED') return <Empty title={words.expired} text={words.expiredText} action={restart} />;
  if (code === 'TOKEN_SUPERSEDED') return <Empty title={words.superseded} text={words.supersededText} action={restart} />;
  if (code === 'TOKEN_USED') return <Empty title={words.used} text={words.usedText} />;
  return (
    <div className="stack">
      {code === 'NONE' ? null : (
        <Note kind="warn" title={words.invalid}>
          <p>{words.invalidText}</p>
        </Note>
      )}
      <JoinCode onOpened={onOpened} />
      <p>{restart}</p>
    </div>
  );
}

interface FillingProps {
  readonly view: JoinFormView;
  readonly token: string;
  readonly onDone: (outcome: Outcome) => void;
  readonly onRefused: (error: unknown) => void;
}

function Filling({ view, token, onDone, onRefused }: FillingProps) {
  const texts = useWords(joinTexts);
  const words = texts.form;
  const trpc = useTRPC();
  const send = useMutation(trpc.applications.submit.mutationOptions());
  const draft = useDraftSaving(token, view);
  const schema = useMemo(() => joinSchema(view), [view]);
  const fileWay = useMemo(() => ({ path: '/uploads/join-files', headers: { 'x-join-token': token } }), [token]);
  const only = view.types.length === 1 ? view.types[0]!.membershipTypeId : '';
  const submit = async ({ password, payBy, signature = [], typedSignature = '', ...fields }: Values) => {
    try {
      const chosen = { ...(password ? { password } : {}), ...(payBy ? { payBy } : {}) };
      const { outcome } = await send.mutateAsync({ token, fields, sentType: view.sentType, signature, typedSignature, ...chosen });
      draft.stop();
      onDone(outcome);
    } catch (error) {
      if (!(domainCodeOf(error) ?? '').startsWith('TOKEN_')) throw error;
      draft.stop();
      onRefused(error);
    }
  };
  const saved = draft.savedAt
    ? `${draft.savedAt === view.draftSavedAt ? words.resumed : fill(words.saved, { time: formatTime(draft.savedAt) })}${words.kept}`
    : words.unsaved;
  return (
    <JoinFrame step={2} saved={saved}>
      {view.types.length === 0 ? <Note kind="warn">{words.noTypes}</Note> : null}
      <Form
        className="join-form"
        schema={schema}
        defaults={{
          ...view.values,
          custom: { ...customStart(view.customFields, {}), ...view.values.custom },
          membershipTypeId: view.values.membershipTypeId || only,
          ...(asksWay(view) ? { payBy: firstWay(view, view.payBy) } : {}),
          ...(view.asksPassword ? { password: '' } : {}),
          ...(view.asksSignature ? { signature: [], typedSignature: '' } : {}),
        }}
        onValues={draft.onValues}
        onSubmit={submit}
        errorField={{
          TYPE_NOT_OFFERED: 'membershipTypeId',
          METHOD_NOT_AVAILABLE: 'payBy',
          ...passwordRefusals('password'),
        }}
      >
        {view.note === '' ? null : (
          <Note kind="warn" title={words.returned}>
            <p className="as-typed">{view.note}</p>
          </Note>
        )}
        {view.kind === 'rejoin' ? <Note>{words.rejoin}</Note> : null}
        <FileWayContext value={fileWay}>
          <ApplicantFields
            types={view.types}
            customFields={view.customFields}
            present={view.sent}
            own
            email={
              <div className="field">
                <span className="label">{words.email}</span>
                <span className="join-address">
                  {view.email}
                  <Tag>{words.emailProven}</Tag>
                </span>
              </div>
            }
          />
        </FileWayContext>
        {asksWay(view) ? (
          <Group title={words.payTitle}>
            <PayWayField ways={view} own />
          </Group>
        ) : null}
        {view.asksPassword ? (
          <Group title={words.login}>
            <NewPasswordField name="password" label={words.password} hint={words.passwordHint} required />
          </Group>
        ) : null}
        {view.asksSignature ? (
          <Group title={words.signatureTitle}>
            <Suspense>
              <SignatureField
                name="signature"
                label={words.signature}
                hint={words.signatureHint}
                clear={words.signatureClear}
                messages={{
                  required: words.signatureMissing,
                  not_signed: words.signatureShort,
                  too_big: words.signatureTooBig,
                }}
                required
              />
            </Suspense>
            <TextField
              name="typedSignature"
              label={words.typedSignature}
              hint={words.typedSignatureHint}
              messages={{ name_differs: words.typedSignatureDiffers }}
              autoComplete="off"
              optional
            />
          </Group>
        ) : null}
        <FormButtons>
          <SubmitButton block>{view.purpose === 'correct' ? words.submitAgain : words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </JoinFrame>
  );
}

function Done({ outcome }: { readonly outcome: Outcome }) {
  const org = useOrg();
  const words = useWords(joinTexts);
  const { title, text } = {
    approved: { title: words.done.approved, text: words.done.approvedText },
    submitted: { title: words.done.submitted, text: words.done.submittedText },
    to_pay: { title: words.done.toPay, text: words.done.toPayText },
  }[outcome];
  return (
    <JoinFrame step={3}>
      <div role="status">
        <Empty
          title={title}
          text={text}
          action={
            outcome !== 'submitted' ? (
              <LinkButton to="/$org/my/login" params={{ org }} kind="primary" size="lg">
                {words.done.toLogin}
              </LinkButton>
            ) : (
              <LinkButton to="/$org" params={{ org }}>
                {words.toTop}
              </LinkButton>
            )
          }
        />
      </div>
    </JoinFrame>
  );
}
