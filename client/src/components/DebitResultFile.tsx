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
  const upload = useMutation({ mutationFn: async (file: File) => (await sendForm(path, await packed(file))) as UploadDebitResultOutput });
  const [answer, setAnswer] = useState<UploadDebitResultOutput | null>(null);
  const take = async (file: File) => {
    setAnswer(null);
    setAnswer(await upload.mutateAsync(file));
    await onTaken();
  };
  return (
    <DebitResult
      answer={answer}
      isReading={upload.isPending}
      error={upload.isError ? upload.error : null}
      onFile={(file) => void take(file).catch(() => undefined)}
    />
  );
}

export interface DebitResultProps {
  /** Null before a file was read, and while another one is. */
  readonly answer: UploadDebitResultOutput | null;
  readonly isReading: boolean;
  /** Why nothing could be read; null where nothing went wrong. */
  readonly error: unknown;
  readonly onFile: (file: File) => void;
}

/** How it looks, whoever reads the file. */
export function DebitResult({ answer, isReading, error, onFile }: DebitResultProps) {
  const words = useWords(debitResultWords);
  const errorText = useErrorText();
  return (
    <>
      <FileField
        label={words.title}
        hint={words.hint}
        onFile={onFile}
        error={answer?.outcome === 'refused' ? fill(words.problems[answer.problem], { line: answer.line }) : null}
      />
      {isReading ? <p className="muted">{words.reading}</p> : null}
      {error === null ? null : <Note kind="danger">{errorText(error)}</Note>}
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
