import { useMutation } from '@tanstack/react-query';
import { DecideProofInput } from '@tsudoi/shared/contracts/members/proof.contract';
import { useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { FileButton } from '../../components/OwnValue.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { domainCodeOf, useErrorText } from '../../lib/errors.ts';
import { blobOf } from '../../lib/files.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProofRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { proofTexts } from './proof-texts.ts';
import './proofs.css';

interface CheckProps {
  readonly row: ProofRow;
  readonly mayDecide: boolean;
  readonly onDone: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** A proof is looked at here, so that no card is left on a disk, and decided on with the picture in sight. */
export function ProofCheckDialog({ row, mayDecide, onDone, onClose }: CheckProps) {
  const words = useWords(proofTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const decide = useMutation(trpc.proofs.decide.mutationOptions());
  const [isRefusing, setRefusing] = useState(false);
  const { memberId, dueOn, fileId, name, standing } = row;
  const accept = async () => {
    try {
      await decide.mutateAsync({ memberId, dueOn, fileId, accept: true, reason: '' });
      toast({ text: fill(words.accepted, { name }) });
    } catch (error) {
      toast({ text: domainCodeOf(error) === 'CONFLICT' ? words.sentAnew : errorText(error) });
    }
    await onDone();
    onClose();
  };
  return (
    <Dialog isOpen wide onClose={onClose} title={fill(words.checking, { name })}>
      <div className="stack">
        <Rows>
          <Row label={words.type}>{row.membershipTypeName}</Row>
          <Row label={words.sentAt}>{formatMoment(row.sentAt)}</Row>
          <Row label={words.due}>{formatDate(row.lastDay)}</Row>
        </Rows>
        <Sent row={row} />
        {mayDecide ? <p className="muted">{isRefusing ? words.refuseText[standing] : words.erases}</p> : null}
      </div>
      {isRefusing ? (
        <Form
          schema={DecideProofInput}
          defaults={{ memberId, dueOn, fileId, accept: false, reason: '' }}
          onSubmit={async (values) => {
            await decide.mutateAsync(values);
            await onDone();
            toast({ text: fill(words.refused, { name }) });
            onClose();
          }}
        >
          <TextField
            name="reason"
            label={words.reason}
            {...(standing === 'asked' ? { hint: words.reasonHint } : {})}
            required
            autoComplete="off"
            autoFocus
          />
          <FormButtons>
            <Button size="lg" onPress={() => setRefusing(false)}>
              {words.cancel}
            </Button>
            <SubmitButton>{words.refuse}</SubmitButton>
          </FormButtons>
        </Form>
      ) : (
        <DialogActions>
          <Button size="lg" onPress={onClose}>
            {words.close}
          </Button>
          {mayDecide ? (
            <>
              <Button size="lg" onPress={() => setRefusing(true)}>
                {words.refuse}
              </Button>
              <Button size="lg" kind="primary" isPending={decide.isPending} onPress={() => void accept()}>
                {words.accept}
              </Button>
            </>
          ) : null}
        </DialogActions>
      )}
    </Dialog>
  );
}

interface Shown {
  readonly url: string;
  readonly isPicture: boolean;
}

/** The picture itself. What is none is for a program of its own: our pages show nothing that could act in them. */
function Sent({ row }: { readonly row: ProofRow }) {
  const words = useWords(proofTexts);
  const errorText = useErrorText();
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const path = `/files/${row.fileId}`;
  useEffect(() => {
    let url: string | null = null;
    let isGone = false;
    blobOf(path).then(
      (blob) => {
        if (isGone) return;
        url = URL.createObjectURL(blob);
        setShown({ url, isPicture: blob.type.startsWith('image/') });
      },
      (error: unknown) => isGone || setFailure(error),
    );
    return () => {
      isGone = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [path]);
  if (failure !== null) return <Note kind="danger">{errorText(failure)}</Note>;
  if (shown === null) return <p role="status">{words.loading}</p>;
  if (shown.isPicture) return <img className="proof-picture" src={shown.url} alt={fill(words.picture, { name: row.name })} />;
  return (
    <Note>
      <p>{words.pdf}</p>
      <FileButton path={path} name={row.fileName} />
    </Note>
  );
}
