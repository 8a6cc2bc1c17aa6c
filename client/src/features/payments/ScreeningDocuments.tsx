import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ScreeningDocument, type ScreeningView, screeningDocuments } from '@tsudoi/shared/contracts/payments/screening.contract';
import { acceptedFiles } from '@tsudoi/shared/kernel/file-value';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { FileField } from '../../components/FileField.tsx';
import { FileButton } from '../../components/OwnValue.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Select } from '../../components/Select.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { sendForm } from '../../lib/upload.ts';
import { fill, useWords } from '../../lib/words.ts';
import { screeningTexts } from './screening-texts.ts';

/** The documents of an application: each goes up at once, and comes off as long as nothing was decided on it or is under review. */
export function ScreeningDocuments({ view }: { readonly view: ScreeningView }) {
  const words = useWords(screeningTexts);
  const names = useWords(screeningWords);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(trpc.screening.removeFile.mutationOptions());
  const [kind, setKind] = useState<ScreeningDocument>(view.missing.includes('registry') ? 'registry' : 'identity');
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const reload = () => queries.invalidateQueries(trpc.screening.get.pathFilter());
  const send = async (file: File) => {
    setSending(true);
    setRefusal(null);
    try {
      await sendForm(`/uploads/screening/${kind}`, file);
      await reload();
    } catch (error) {
      setRefusal(errorText(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <Panel title={words.documents}>
      <div className="stack">
        {view.files.length === 0 ? (
          <p className="muted">{words.noDocuments}</p>
        ) : (
          <Rows>
            {view.files.map((file) => (
              <Row key={file.fileId} label={names.documents[file.kind]}>
                <span className="row">
                  <FileButton path={`/documents/screening/${file.fileId}`} name={file.name} />
                  {file.removable ? (
                    <Button
                      size="sm"
                      kind="ghost"
                      label={fill(words.removeOf, { name: file.name })}
                      onPress={() =>
                        remove.mutateAsync({ fileId: file.fileId }).then(reload, (error: unknown) => toast({ text: errorText(error) }))
                      }
                    >
                      {words.remove}
                    </Button>
                  ) : null}
                </span>
              </Row>
            ))}
          </Rows>
        )}
        {view.takesDocuments && view.files.some((file) => !file.removable) ? <p className="muted">{words.documentsKept}</p> : null}
        {view.takesDocuments ? (
          <>
            <div>
              <Select
                label={words.documentKind}
                value={kind}
                options={screeningDocuments.map((value) => ({ value, label: names.documents[value] }))}
                onChange={(value) => setKind(value as ScreeningDocument)}
              />
            </div>
            <FileField
              label={isSending ? words.sending : words.add}
              hint={words.documentsHint}
              accept={acceptedFiles}
              error={refusal}
              onFile={(file) => void send(file)}
            />
          </>
        ) : null}
      </div>
    </Panel>
  );
}
