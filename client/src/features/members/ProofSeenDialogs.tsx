import { useMutation } from '@tanstack/react-query';
import { ConfirmProofInput, TakeBackProofInput } from '@tsudoi/shared/contracts/members/proof.contract';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProofPassRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { proofPassTexts } from './proof-pass-texts.ts';

interface DialogProps {
  readonly row: ProofPassRow;
  readonly onDone: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Whoever else was quicker: the list is read anew, and nothing is left to fill in. */
async function unlessChanged(act: () => Promise<unknown>, { onDone, onClose }: DialogProps, changed: string): Promise<boolean> {
  try {
    await act();
  } catch (error) {
    if (domainCodeOf(error) !== 'CONFLICT') throw error;
    toast({ text: changed });
    await onDone();
    onClose();
    return false;
  }
  await onDone();
  onClose();
  return true;
}

/** 窓口で確認した: the card itself was shown. */
export function ProofSeenDialog(props: DialogProps) {
  const words = useWords(proofPassTexts);
  const trpc = useTRPC();
  const confirm = useMutation(trpc.proofs.confirm.mutationOptions());
  const takeBack = useMutation(trpc.proofs.takeBack.mutationOptions());
  const { memberId, name, dueOn } = props.row;
  const putBack = () => takeBack.mutateAsync({ memberId, dueOn, reason: '' }).then(props.onDone);
  return (
    <Dialog isOpen onClose={props.onClose} title={fill(words.confirmOf, { name })}>
      <Form
        schema={ConfirmProofInput}
        defaults={{ memberId, seenOn: today(), memo: '' }}
        errorField={{ PROOF_DAY_IMPLAUSIBLE: 'seenOn' }}
        onSubmit={async (values) => {
          const isDone = await unlessChanged(() => confirm.mutateAsync(values), props, words.changed);
          if (isDone) toast({ text: fill(words.confirmed, { name }), undo: putBack });
        }}
      >
        <p className="muted">{words.confirmText}</p>
        <DateField name="seenOn" label={words.seenOn} required />
        <TextField name="memo" label={words.memo} hint={words.memoHint} autoComplete="off" />
        <FormButtons>
          <Button size="lg" onPress={props.onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

const WithReason = TakeBackProofInput.refine(({ reason }) => reason !== '', { path: ['reason'], error: 'required' });

/** What was accepted is refused after all. */
export function ProofTakeBackDialog(props: DialogProps) {
  const words = useWords(proofPassTexts);
  const trpc = useTRPC();
  const takeBack = useMutation(trpc.proofs.takeBack.mutationOptions());
  const { memberId, name, dueOn } = props.row;
  return (
    <Dialog isOpen onClose={props.onClose} title={fill(words.takeBackOf, { name })}>
      <Form
        schema={WithReason}
        defaults={{ memberId, dueOn, reason: '' }}
        onSubmit={async (values) => {
          const isDone = await unlessChanged(() => takeBack.mutateAsync(values), props, words.changed);
          if (isDone) toast({ text: fill(words.takenBack, { name }) });
        }}
      >
        <p className="muted">{words.takeBackText}</p>
        <TextField name="reason" label={words.reason} hint={words.reasonHint} required autoComplete="off" />
        <FormButtons>
          <Button size="lg" onPress={props.onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.takeBack}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
