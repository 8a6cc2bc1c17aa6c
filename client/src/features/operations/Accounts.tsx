import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CredentialField, CredentialRefusal, EnteredAccount } from '@tsudoi/shared/contracts/payments/account.contract';
import { rotationDaysMost } from '@tsudoi/shared/contracts/payments/account.contract';
import { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { ScreeningMethod } from '@tsudoi/shared/contracts/payments/screening.contract';
import { useMemo, useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { ChoicesField } from '../../components/Choices.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Select } from '../../components/Select.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { factsOf } from '../../lib/errors.ts';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { useLanguage } from '../../lib/language.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OperatorScreening } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { deskTexts } from './desk-texts.ts';

/** What notices are verified with, what calls are made with, or what is no secret. */
type Renewed = 'rotates' | 'replaces' | 'corrects';
type Task =
  | { readonly kind: 'enter' }
  | { readonly kind: 'choose'; readonly account: EnteredAccount }
  | { readonly kind: Renewed; readonly account: EnteredAccount };

/** The accounts of an organisation at providers, entered by hand; their secrets go in and never come out. */
export function Accounts({ view }: { readonly view: OperatorScreening }) {
  const providerName = useProviderName();
  const words = useWords(deskTexts);
  const names = useWords(screeningWords);
  const [task, setTask] = useState<Task | null>(null);
  const { accounts, providers } = view;
  if (accounts === null) return <Note kind="warn">{words.away}</Note>;
  const titleOf = ({ kind }: Task) => (kind === 'enter' || kind === 'choose' ? words[kind] : words.renewals[kind].open);
  const renewable = (account: EnteredAccount) =>
    renewals.filter((kind) => providers.find(({ provider }) => provider === account.provider)?.fields.some((field) => field[kind]));
  return (
    <Panel
      title={words.accounts}
      action={
        <Button size="sm" onPress={() => setTask({ kind: 'enter' })}>
          {words.enter}
        </Button>
      }
    >
      <div className="stack">
        {accounts.length === 0 ? <p className="muted">{words.noAccounts}</p> : null}
        {accounts.map((account) => (
          <div key={account.accountId} className="stack">
            <Rows>
              <Row label={words.provider}>{providerName(account.provider)}</Row>
              <Row label={words.mode}>{words.modes[account.mode]}</Row>
              <Row label={words.takes}>
                {account.methods.length === 0
                  ? words.takesNone
                  : account.methods.map((method) => names.methods[method as ScreeningMethod]).join(names.comma)}
              </Row>
              <Row label={words.connectedAt}>{formatMoment(account.connectedAt)}</Row>
              <Row label={words.callback}>
                <code className="ops-code">{account.callbackUrl}</code> <CopyButton text={account.callbackUrl} />
              </Row>
              {account.oldSecretUntil === null ? null : <Row label={words.oldUntil}>{formatMoment(account.oldSecretUntil)}</Row>}
            </Rows>
            <div className="row row--wrap">
              <Button size="sm" onPress={() => setTask({ kind: 'choose', account })}>
                {words.choose}
              </Button>
              {renewable(account).map((kind) => (
                <Button key={kind} size="sm" onPress={() => setTask({ kind, account })}>
                  {words.renewals[kind].open}
                </Button>
              ))}
            </div>
          </div>
        ))}
        {accounts.length === 0 ? null : <p className="muted">{words.callbackHint}</p>}
      </div>
      {task === null ? null : (
        <Dialog isOpen onClose={() => setTask(null)} title={titleOf(task)}>
          {task.kind === 'enter' ? (
            <EnterForm view={view} onClose={() => setTask(null)} />
          ) : task.kind === 'choose' ? (
            <MethodsForm view={view} account={task.account} onClose={() => setTask(null)} />
          ) : (
            <RenewForm view={view} kind={task.kind} account={task.account} onClose={() => setTask(null)} />
          )}
        </Dialog>
      )}
    </Panel>
  );
}

const renewals = ['rotates', 'replaces', 'corrects'] as const satisfies readonly Renewed[];

const value = z.string().trim().max(4000, 'too_long');
/** What is put right may be left empty, where it stays as it is. */
const schemaOf = (fields: readonly CredentialField[], isRequired = true) =>
  z.object({
    values: z.object(Object.fromEntries(fields.map(({ name }) => [name, isRequired ? value.min(1, 'required') : value]))),
    days: z.coerce.number().int().min(0).max(rotationDaysMost),
  });

function Fields({ fields, isRequired = true }: { readonly fields: readonly CredentialField[]; readonly isRequired?: boolean }) {
  const words = useWords(deskTexts);
  const language = useLanguage();
  const messages = { field: words.wrongValue, mode_mismatch: words.wrongMode, in_use: words.refusals.in_use };
  return fields.map(({ name, label, secret }) => {
    const asked = isRequired ? { required: true } : { optional: true };
    const props = { name: `values.${name}`, label: label[language], autoComplete: 'off', ...asked, messages } as const;
    return secret ? <PasswordField key={name} {...props} /> : <TextField key={name} {...props} />;
  });
}

interface FormProps {
  readonly view: OperatorScreening;
  readonly onClose: () => void;
}

/** What goes well is shown at once; what is refused as a whole is said above the buttons, a wrong value at its field. */
function useSending(view: OperatorScreening, done: string, onClose: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [why, setWhy] = useState<CredentialRefusal | null>(null);
  const send = async (work: Promise<OperatorScreening>) => {
    setWhy(null);
    try {
      queries.setQueryData(trpc.operations.screening.queryKey({ screeningId: view.screeningId }), await work);
      toast({ text: done });
      onClose();
    } catch (error) {
      const { domainCode, params, issues } = factsOf(error);
      if (domainCode !== 'CREDENTIALS_REFUSED' || issues.length > 0) throw error;
      setWhy(params['why'] as CredentialRefusal);
    }
  };
  return { why, send };
}

/** Where a form of these ends: why it was refused as a whole, and the two ways out. */
function SendingEnd({ why, onClose }: { readonly why: CredentialRefusal | null; readonly onClose: () => void }) {
  const words = useWords(deskTexts);
  return (
    <>
      {why === null ? null : <Note kind="danger">{words.refusals[why]}</Note>}
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.send}</SubmitButton>
      </FormButtons>
    </>
  );
}

const methodsSchema = z.object({ methods: z.array(ChargeMethod) });

function EnterForm({ view, onClose }: FormProps) {
  const providerName = useProviderName();
  const words = useWords(deskTexts);
  const trpc = useTRPC();
  const enter = useMutation(trpc.operations.enterAccount.mutationOptions());
  const [provider, setProvider] = useState(view.providers[0]?.provider ?? '');
  const [mode, setMode] = useState<'test' | 'live'>('live');
  const { why, send } = useSending(view, words.entered, onClose);
  const fields = useMemo(() => view.providers.find((one) => one.provider === provider)?.fields ?? [], [view.providers, provider]);
  const schema = useMemo(() => schemaOf(fields), [fields]);
  return (
    <Form
      key={provider}
      schema={schema}
      defaults={{ values: Object.fromEntries(fields.map(({ name }) => [name, ''])), days: '0' }}
      onSubmit={({ values }) =>
        send(enter.mutateAsync({ screeningId: view.screeningId, provider, mode, values: values as Record<string, string> }))
      }
    >
      <p className="muted">{words.enterHint}</p>
      <div className="row">
        <Select
          label={words.provider}
          value={provider}
          options={view.providers.map((one) => ({ value: one.provider, label: providerName(one.provider) }))}
          onChange={setProvider}
        />
        <Select
          label={words.mode}
          value={mode}
          options={(['live', 'test'] as const).map((value) => ({ value, label: words.modes[value] }))}
          onChange={(value) => setMode(value as 'test' | 'live')}
        />
      </div>
      <Fields fields={fields} />
      <SendingEnd why={why} onClose={onClose} />
    </Form>
  );
}

function MethodsForm({ view, account, onClose }: FormProps & { readonly account: EnteredAccount }) {
  const words = useWords(deskTexts);
  const names = useWords(screeningWords);
  const trpc = useTRPC();
  const choose = useMutation(trpc.operations.chooseMethods.mutationOptions());
  const { why, send } = useSending(view, words.chosen, onClose);
  const methods = view.providers.find(({ provider }) => provider === account.provider)?.methods ?? [];
  return (
    <Form
      schema={methodsSchema}
      defaults={{ methods: account.methods as ChargeMethod[] }}
      onSubmit={({ methods: chosen }) =>
        send(choose.mutateAsync({ screeningId: view.screeningId, accountId: account.accountId, methods: chosen }))
      }
    >
      <p className="muted">{words.chooseText}</p>
      <ChoicesField
        name="methods"
        label={words.takes}
        options={methods.map((method) => ({ value: method, label: names.methods[method as ScreeningMethod] }))}
      />
      {account.methods.includes('card') ? <p className="muted">{words.chooseCards}</p> : null}
      <SendingEnd why={why} onClose={onClose} />
    </Form>
  );
}

const filled = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).filter(([, text]) => text !== ''));

function RenewForm({ view, kind, account, onClose }: FormProps & { readonly kind: Renewed; readonly account: EnteredAccount }) {
  const words = useWords(deskTexts);
  const trpc = useTRPC();
  const rotate = useMutation(trpc.operations.rotateSecret.mutationOptions());
  const { why, send } = useSending(view, words.renewals[kind].done, onClose);
  const fields = useMemo(
    () => (view.providers.find((one) => one.provider === account.provider)?.fields ?? []).filter((field) => field[kind]),
    [view.providers, account.provider, kind],
  );
  const isRequired = kind !== 'corrects';
  const schema = useMemo(() => schemaOf(fields, isRequired), [fields, isRequired]);
  return (
    <Form
      schema={schema}
      defaults={{ values: Object.fromEntries(fields.map(({ name }) => [name, ''])), days: '7' }}
      onSubmit={async ({ values: typed, days }) => {
        const values = filled(typed as Record<string, string>);
        if (Object.keys(values).length === 0) return onClose();
        await send(rotate.mutateAsync({ screeningId: view.screeningId, accountId: account.accountId, values, days }));
      }}
    >
      <p className="muted">{words.renewals[kind].text}</p>
      <Fields fields={fields} isRequired={isRequired} />
      {kind === 'rotates' ? <TextField name="days" label={words.days} inputMode="numeric" required /> : null}
      <SendingEnd why={why} onClose={onClose} />
    </Form>
  );
}
