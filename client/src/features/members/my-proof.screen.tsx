import { useQuery, useQueryClient } from '@tanstack/react-query';
import { acceptedFiles } from '@tsudoi/shared/kernel/file-value';
import { useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { FileField } from '../../components/FileField.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { sendForm } from '../../lib/upload.ts';
import type { MyProofView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './member-my.css';
import { myProofTexts } from './my-proof-texts.ts';

/** The yearly proof: what is asked, until when, what becomes of it, and the photograph itself. */
export function MyProofScreen() {
  const org = useOrg();
  const words = useWords(myProofTexts);
  const trpc = useTRPC();
  const proof = useQuery(trpc.proofs.mine.queryOptions());
  useLive(['members']);
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my', params: { org } }}>
      <QueryState query={proof} skeleton={<ListSkeleton rows={4} />}>
        {(asked) => (asked === null ? <Empty title={words.nothing} text={words.nothingText} /> : <Asked proof={asked} />)}
      </QueryState>
    </MySubFrame>
  );
}

function Asked({ proof }: { readonly proof: NonNullable<MyProofView> }) {
  const words = useWords(myProofTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const send = async (file: File) => {
    setSending(true);
    setRefusal(null);
    try {
      await sendForm('/uploads/proof', file);
      await queries.invalidateQueries(trpc.proofs.pathFilter());
    } catch (error) {
      setRefusal(errorText(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <Section title={fill(words.of, { type: proof.membershipTypeName })}>
      <div className="stack">
        <div className="profile-box">
          <Rows>
            <Row label={words.state}>{words.states[proof.state]}</Row>
            <Row label={words.due}>{formatDateLong(proof.dueOn)}</Row>
            {proof.fileName === '' ? null : <Row label={words.sent}>{proof.fileName}</Row>}
          </Rows>
        </div>
        {proof.state === 'refused' ? (
          <Note kind="warn" title={words.refused}>
            <p className="as-typed">{proof.reason}</p>
          </Note>
        ) : null}
        {proof.state === 'accepted' ? (
          <Note kind="ok">{proof.seenOn === null ? words.accepted : fill(words.seen, { date: formatDateLong(proof.seenOn) })}</Note>
        ) : (
          <>
            <FileField
              label={proof.state === 'sent' ? words.another : words.file}
              hint={words.fileHint}
              accept={acceptedFiles}
              onFile={(file) => void send(file)}
              error={refusal}
            />
            <p role="status" className="muted">
              {isSending ? words.sending : proof.state === 'sent' ? words.waiting : ''}
            </p>
            <p className="profile-note">{fill(words.rule, { type: proof.fallbackTypeName, date: formatDateLong(proof.dueOn) })}</p>
          </>
        )}
      </div>
    </Section>
  );
}
