import { useEffect } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { FileField } from '../../components/FileField.tsx';
import { Note } from '../../components/Note.tsx';
import { Progress } from '../../components/Progress.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { packed } from '../../lib/packed-file.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { sendForm } from '../../lib/upload.ts';
import type { ReadBankFileOutput } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { depositTexts } from './deposit-texts.ts';

type BankFile = Extract<ReadBankFileOutput, { outcome: 'read' }>['file'];

const send = async (file: File) => (await sendForm('/uploads/bank-files', await packed(file))) as ReadBankFileOutput;

/** A bank's file to drop, and what was read of it in figures that can be held against the bank's own. */
export function DepositUpload() {
  const words = useWords(depositTexts).upload;
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  // A long file is read to its end behind the scenes.
  const isReading = (all: readonly { readonly left: number }[] | undefined) => all?.some(({ left }) => left > 0) ?? false;
  const files = useQuery({
    ...trpc.deposits.files.queryOptions(),
    refetchInterval: (query) => (isReading(query.state.data?.files) ? 2000 : false),
  });
  const goesOn = isReading(files.data?.files);
  useEffect(() => {
    // What came in meanwhile is on the desk.
    if (goesOn) return () => void queries.invalidateQueries(trpc.deposits.pathFilter());
    return undefined;
  }, [goesOn, queries, trpc]);
  const read = useMutation({ mutationFn: send, onSuccess: () => void queries.invalidateQueries(trpc.deposits.pathFilter()) });
  const sample = useMutation({ mutationFn: () => downloadFile('/uploads/bank-files/sample', words.sampleName) });
  return (
    <div className="stack">
      <FileField label={words.label} hint={words.hint} accept=".txt,.dat,.zen,.200,text/plain" onFile={(file) => read.mutate(file)} />
      {files.data?.sample ? (
        <p>
          <Button kind="ghost" isPending={sample.isPending} onPress={() => sample.mutate()}>
            {words.sample}
          </Button>
        </p>
      ) : null}
      {sample.isError ? <Note kind="danger">{text(sample.error)}</Note> : null}
      {read.isPending ? <p role="status">{words.working}</p> : null}
      {read.isError ? <Note kind="danger">{text(read.error)}</Note> : null}
      {read.data && !read.isPending ? <Outcome outcome={asItStands(read.data, files.data?.files ?? [])} /> : null}
      {files.data && files.data.files.length > 0 ? (
        <section className="stack-8">
          <h3>{words.recent}</h3>
          <ul className="deposit-files">
            {files.data.files.slice(0, 5).map((file) => (
              <li key={file.bankFileId}>
                <b>{file.fileName}</b>
                <span className="muted">
                  {fill(words.recentRow, { when: formatMoment(file.readAt), count: file.count, total: file.total, by: file.readBy })}
                </span>
                {file.left > 0 ? (
                  <Progress
                    done={file.count - file.left}
                    total={file.count}
                    label={fill(words.progress, { name: file.fileName })}
                    striped
                  />
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

/** What was read of a long file since it was answered, and that it came to its end. */
function asItStands(answer: ReadBankFileOutput, files: readonly BankFile[]): ReadBankFileOutput {
  if (answer.outcome !== 'reading') return answer;
  const file = files.find(({ bankFileId }) => bankFileId === answer.file.bankFileId) ?? answer.file;
  return { outcome: file.left > 0 ? 'reading' : 'read', file };
}

function Outcome({ outcome }: { outcome: ReadBankFileOutput }) {
  const words = useWords(depositTexts).upload;
  if (outcome.outcome === 'refused')
    return (
      <Note kind="danger" title={words.unchanged}>
        {outcome.line > 0 ? fill(words.line, { line: outcome.line }) : ''}
        {words.faults[outcome.fault]}
      </Note>
    );
  const { file } = outcome;
  if (outcome.outcome === 'known')
    return (
      <Note kind="warn" live>
        {fill(words.known, { when: formatMoment(file.readAt) })}
      </Note>
    );
  if (outcome.outcome === 'reading')
    return (
      <Note kind="info" live title={fill(words.reading, { name: file.fileName })}>
        {fill(words.readingText, { count: file.count, done: file.count - file.left })}
      </Note>
    );
  return (
    <Note kind="ok" live title={fill(words.done, { name: file.fileName })}>
      <p>{fill(words.figures, { count: file.count, total: file.total, added: file.added })}</p>
      {file.known > 0 ? <p>{fill(words.knownLines, { known: file.known })}</p> : null}
      {file.cancels > 0 ? <p>{fill(words.cancels, { cancels: file.cancels })}</p> : null}
      <p>{fill(words.found, { byNumber: file.byNumber, byName: file.byName, unknown: file.unknown })}</p>
    </Note>
  );
}
