import { useMutation } from '@tanstack/react-query';
import { PasswordText, ShortText } from '@tsudoi/shared/contracts/text.contract';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { QrCode } from '../../components/QrCode.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { PasskeyView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { makePasskey } from './passkey.view.ts';
import { secondStepTexts } from './second-step-texts.ts';
import './identity.css';

export type Task =
  | { readonly kind: 'app' | 'removeApp' | 'renew' | 'passkey' }
  | { readonly kind: 'removePasskey'; readonly passkeyId: PasskeyView['passkeyId']; readonly name: string };

type Stage =
  | { readonly at: 'password' }
  | { readonly at: 'scan'; readonly secret: string; readonly uri: string }
  | { readonly at: 'codes'; readonly codes: readonly string[] };

const Password = z.object({ password: PasswordText });
const Named = z.object({ password: PasswordText, name: ShortText });
const Typed = z.object({ code: z.string().trim().min(1, 'required').max(40, 'too_long') });

/** One change of one's own ways to log in, from the password to the codes that are shown once. */
export function SecondStepDialog({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const words = useWords(secondStepTexts);
  const [stage, setStage] = useState<Stage>({ at: 'password' });
  const title = {
    app: words.appAdd,
    removeApp: words.appRemove,
    renew: words.codesRenew,
    passkey: words.passkeyAdd,
    removePasskey: task.kind === 'removePasskey' ? fill(words.passkeyRemoveFor, { name: task.name }) : '',
  }[task.kind];
  return (
    <Dialog
      isOpen
      // Codes that are shown once must not vanish by a press beside them.
      onClose={stage.at === 'codes' ? () => undefined : onClose}
      title={stage.at === 'codes' ? words.savedTitle : stage.at === 'scan' ? words.scanTitle : title}
    >
      {stage.at === 'password' ? <AskPassword task={task} onStage={setStage} onClose={onClose} /> : null}
      {stage.at === 'scan' ? <Scan secret={stage.secret} uri={stage.uri} onStage={setStage} onClose={onClose} /> : null}
      {stage.at === 'codes' ? <Codes codes={stage.codes} onClose={onClose} /> : null}
    </Dialog>
  );
}

interface StageProps {
  readonly onStage: (stage: Stage) => void;
  readonly onClose: () => void;
}

function AskPassword({ task, onStage, onClose }: StageProps & { readonly task: Task }) {
  const words = useWords(secondStepTexts);
  const act = useTask(task, onStage, onClose);
  const text =
    task.kind === 'removeApp'
      ? words.appRemoveText
      : task.kind === 'renew'
        ? words.codesRenewText
        : task.kind === 'removePasskey'
          ? fill(words.passkeyRemoveText, { name: task.name })
          : null;
  return (
    <Form
      asks={false}
      schema={task.kind === 'passkey' ? Named : Password}
      defaults={{ password: '', ...(task.kind === 'passkey' ? { name: '' } : {}) }}
      errorField={{ IDENTITY_MISMATCH: 'password' }}
      onSubmit={(values) => act({ name: '', ...values })}
    >
      {text === null ? null : <p>{text}</p>}
      {task.kind === 'passkey' ? <TextField name="name" label={words.passkeyName} hint={words.passkeyNameHint} /> : null}
      <OwnPasswordField />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.next}</SubmitButton>
      </FormButtons>
    </Form>
  );
}

/** What follows the password. */
function useTask(task: Task, onStage: (stage: Stage) => void, onClose: () => void) {
  const words = useWords(secondStepTexts);
  const trpc = useTRPC();
  const startTotp = useMutation(trpc.identity.startTotp.mutationOptions());
  const removeTotp = useMutation(trpc.identity.removeTotp.mutationOptions());
  const renew = useMutation(trpc.identity.renewRecoveryCodes.mutationOptions());
  const offer = useMutation(trpc.identity.offerPasskey.mutationOptions());
  const add = useMutation(trpc.identity.addPasskey.mutationOptions());
  const remove = useMutation(trpc.identity.removePasskey.mutationOptions());
  const finish = (text: string) => {
    toast({ text });
    onClose();
  };
  return async ({ password, name }: { readonly password: string; readonly name: string }) => {
    if (task.kind === 'app') return onStage({ at: 'scan', ...(await startTotp.mutateAsync({ password })) });
    if (task.kind === 'renew') return onStage({ at: 'codes', codes: (await renew.mutateAsync({ password })).recoveryCodes });
    if (task.kind === 'removeApp') {
      await removeTotp.mutateAsync({ password });
      return finish(words.removed);
    }
    if (task.kind === 'removePasskey') {
      await remove.mutateAsync({ password, passkeyId: task.passkeyId });
      return finish(words.removed);
    }
    const asked = await offer.mutateAsync({ password });
    const { recoveryCodes } = await add.mutateAsync({ challengeId: asked.challengeId, name, response: await makePasskey(asked) });
    if (recoveryCodes.length > 0) return onStage({ at: 'codes', codes: recoveryCodes });
    return finish(words.added);
  };
}

function Scan({ secret, uri, onStage, onClose }: StageProps & { readonly secret: string; readonly uri: string }) {
  const words = useWords(secondStepTexts);
  const trpc = useTRPC();
  const confirm = useMutation(trpc.identity.confirmTotp.mutationOptions());
  return (
    <Form
      asks={false}
      schema={Typed}
      defaults={{ code: '' }}
      errorField={{ SECOND_STEP_WRONG: 'code' }}
      onSubmit={async ({ code }) => {
        const { recoveryCodes } = await confirm.mutateAsync({ code });
        if (recoveryCodes.length > 0) return onStage({ at: 'codes', codes: recoveryCodes });
        toast({ text: words.set });
        return onClose();
      }}
    >
      <p>{words.scan}</p>
      <QrCode className="second-step__qr" value={uri} label={words.qr} />
      <p className="muted">
        {words.secret}
        <br />
        <code className="second-step__secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <TextField name="code" label={words.code} autoComplete="one-time-code" inputMode="numeric" width="w7" />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.confirm}</SubmitButton>
      </FormButtons>
    </Form>
  );
}

function Codes({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const words = useWords(secondStepTexts);
  return (
    <div className="stack print-sheet">
      <Note kind="warn">{words.saved}</Note>
      <ul className="second-step__codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="no-print">
        <DialogActions>
          <CopyButton size="md" text={codes.join('\n')} />
          <Button icon={<Printer size={18} strokeWidth={1.75} aria-hidden />} onPress={() => window.print()}>
            {words.print}
          </Button>
          <Button kind="primary" onPress={onClose}>
            {words.done}
          </Button>
        </DialogActions>
      </div>
    </div>
  );
}
