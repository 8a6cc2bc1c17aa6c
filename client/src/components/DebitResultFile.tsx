import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useErrorText } from '../lib/errors.ts';
import { debitResultWords } from '../lib/i18n/debit-result-words.ts';
import { packed } from '../lib/packed-file.ts';
import { sendForm } from '../lib/upload.ts';
import type { UploadDebitResultOutput } from '../lib/views.ts';
import { fill, useWords } from '../lib/words.ts';
import { FileField } from './FileField.tsx';
import { Note } from './Note.tsx';

/** A bank's result of direct debits to choose, and what came of it in figures. */
export function DebitResultFile({ path, onTaken }: { readonly path: string; readonly onTaken: () => Promise<void> }) {
  const words = useWords(debitResultWords);
  const errorText = useErrorText();
  const upload = useMutation({ mutationFn: async (file: File) => (await sendForm(path, await packed(file))) as UploadDebitResultOutput });
  const [answer, setAnswer] = useState<UploadDebitResultOutput | null>(null);
  const take = async (file: File) => {
    setAnswer(null);
    setAnswer(await upload.mutateAsync(file));
    await onTaken();
  };
  return (
    <>
      <FileField
        label={words.title}
        hint={words.hint}
        onFile={(file) => void take(file).catch(() => undefined)}
        error={answer?.outcome === 'refused' ? fill(words.problems[answer.problem], { line: answer.line }) : null}
      />
      {upload.isPending ? <p className="muted">{words.reading}</p> : null}
      {upload.isError ? <Note kind="danger">{errorText(upload.error)}</Note> : null}
      {answer?.outcome === 'taken' ? (
        <Note kind={answer.unknown > 0 ? 'warn' : 'info'} live>
          {fill(words.done, { rows: answer.rows, done: answer.done, failed: answer.failed })}
          {answer.unknown > 0 ? ` ${fill(words.unknown, { count: answer.unknown })}` : ''}
          {answer.applied ? '' : ` ${words.goesOn}`}
        </Note>
      ) : null}
    </>
  );
}
