import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CreditNoteTerms, type CreditNotesInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import { useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { DateField, MoneyField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { downloadFile } from '../../lib/files.ts';
import { formatYen } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { creditNoteTexts } from './credit-note-texts.ts';

interface CreditNoteProps {
  /** A receipt, or a bill that never had one. */
  readonly of: z.input<typeof CreditNotesInput>;
  readonly number: string;
  readonly name: string;
  onClose(): void;
}

/** 返還請求書 for money given back. One dialog is one note, however often it is pressed. */
export function CreditNoteDialog({ of, number, name, onClose }: CreditNoteProps) {
  const words = useWords(creditNoteTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const notes = useQuery(trpc.documents.creditNotes.queryOptions(of));
  const issue = useMutation(trpc.documents.issueCreditNote.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="muted">{fill(words.about, { number, name })}</p>
      {notes.data === undefined ? (
        <Skeleton width="100%" height={120} />
      ) : (
        <>
          {notes.data.required ? <Note kind="warn">{words.required}</Note> : null}
          <Rows>
            {notes.data.notes.map((note) => (
              <Row key={note.creditNoteId} label={note.number}>
                {formatYen(note.amount)}
              </Row>
            ))}
            {notes.data.payer === undefined ? null : <Row label={words.payer}>{notes.data.payer}</Row>}
            <Row label={words.due}>{formatYen(notes.data.due)}</Row>
            <Row label={words.most}>{formatYen(notes.data.left)}</Row>
          </Rows>
          {notes.data.left === 0 ? null : (
            <Form
              schema={CreditNoteTerms}
              // Whether money that was only moved was a return none but the office knows: it types the sum itself.
              defaults={{ amount: notes.data.due > 0 ? notes.data.due : null, returnedOn: today(), reason: '' }}
              onSubmit={async (values) => {
                const note = await issue.mutateAsync({ ...values, ...of, idempotencyKey });
                await downloadFile(note.downloadPath, `${note.number}.pdf`).catch(() => undefined);
                await queries.invalidateQueries(trpc.documents.pathFilter());
                toast({ text: words.done });
                onClose();
              }}
            >
              <MoneyField name="amount" label={words.amount} required />
              <DateField name="returnedOn" label={words.returnedOn} required />
              <TextField name="reason" label={words.reason} hint={words.reasonHint} required />
              <FormButtons>
                <Button size="lg" onPress={onClose}>
                  {words.cancel}
                </Button>
                <SubmitButton>{words.submit}</SubmitButton>
              </FormButtons>
            </Form>
          )}
        </>
      )}
    </Dialog>
  );
}
