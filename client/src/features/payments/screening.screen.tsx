import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  AnswerScreeningInput,
  type ScreeningFacts,
  type ScreeningGap,
  type ScreeningView,
} from '@tsudoi/shared/contracts/payments/screening.contract';
import { useCallback, useRef, useState } from 'react';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextAreaField } from '../../components/TextField.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { useToldFacts } from '../../lib/screening-facts.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ScreeningDocuments } from './ScreeningDocuments.tsx';
import { ScreeningForm } from './ScreeningForm.tsx';
import { type FlushDraft, wishedFor } from './screening-draft.view.ts';
import { screeningTexts } from './screening-texts.ts';

/** 設定 → 決済の申し込み: what is told, what is missing, and how far each method is. */
export function ScreeningScreen() {
  const words = useWords(screeningTexts);
  const trpc = useTRPC();
  const screening = useQuery(trpc.screening.get.queryOptions());
  const { refetch } = screening;
  const [round, setRound] = useState(0);
  const flush = useRef<FlushDraft | null>(null);
  const onDraft = useCallback((now: FlushDraft | null) => {
    flush.current = now;
  }, []);
  const onConflict = useCallback(() => {
    void refetch().then(() => setRound((before) => before + 1));
    toast({ text: words.conflict });
  }, [refetch, words.conflict]);
  return (
    <>
      <PageHead title={words.title} />
      <PageBody>
        <QueryState query={screening} skeleton={<PanelSkeleton rows={8} />}>
          {(view) => (
            <Columns side={<History view={view} />}>
              <p>{words.lead}</p>
              <Note>{words.meanwhile}</Note>
              <Asked view={view} keepDraft={() => flush.current?.() ?? Promise.resolve(true)} />
              <Methods view={view} />
              <Missing view={view} />
              <ScreeningDocuments view={view} />
              {view.editable ? (
                <ScreeningForm key={round} view={view} onConflict={onConflict} onDraft={onDraft} />
              ) : (
                <Told facts={view.facts} />
              )}
            </Columns>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

function Methods({ view }: { readonly view: ScreeningView }) {
  const words = useWords(screeningTexts);
  const names = useWords(screeningWords);
  const shown = view.methods.filter(({ state }) => state !== 'draft');
  if (shown.length === 0) return null;
  return (
    <Panel title={words.methods}>
      <Rows>
        {shown.map(({ method, state, reason }) => (
          <Row key={method} label={names.methods[method]}>
            <Tag>{names.states[state]}</Tag> {reason}
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}

function Missing({ view }: { readonly view: ScreeningView }) {
  const words = useWords(screeningTexts);
  const names = useWords(screeningWords);
  const nameOf = (gap: ScreeningGap) => (gap === 'identity' || gap === 'registry' ? names.documents[gap] : names.fields[gap]);
  // With nothing wished for beside what is decided, nothing is missing.
  const isOpen =
    view.methods.every(({ state }) => state === 'draft') ||
    view.methods.some(({ state }) => state === 'draft' || state === 'docs_requested');
  if (!view.takesDocuments || !isOpen || view.missing.length === 0) return null;
  return (
    <Note kind="warn" title={words.missing}>
      <ul>
        {view.missing.map((gap) => (
          <li key={gap}>{nameOf(gap)}</li>
        ))}
      </ul>
    </Note>
  );
}

const Answer = AnswerScreeningInput.omit({ version: true });

/** What the operator asks for, and the answer to it: what is typed and wished for besides goes along. */
function Asked({ view, keepDraft }: { readonly view: ScreeningView; readonly keepDraft: FlushDraft }) {
  const words = useWords(screeningTexts);
  const names = useWords(screeningWords);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const answer = useMutation(trpc.screening.answer.mutationOptions());
  if (view.request === '') return null;
  const wished = wishedFor(view);
  return (
    <Panel title={words.asked} tone="warn">
      <Form
        schema={Answer}
        defaults={{ note: '' }}
        onSubmit={async ({ note }) => {
          // What is sent is what stands here, or nothing.
          if (!(await keepDraft())) return false;
          const { version } = await queries.fetchQuery({ ...trpc.screening.get.queryOptions(), staleTime: 0 });
          const after = await answer.mutateAsync({ note, version });
          queries.setQueryData(trpc.screening.get.queryKey(), after);
          toast({ text: words.answered });
        }}
      >
        <p className="screening-note">{view.request}</p>
        <TextAreaField name="note" label={words.answerNote} optional />
        {wished.length === 0 ? null : (
          <p className="muted">{fill(words.answerTakes, { methods: wished.map((method) => names.methods[method]).join(names.comma) })}</p>
        )}
        <FormButtons>
          <SubmitButton>{words.answer}</SubmitButton>
        </FormButtons>
      </Form>
    </Panel>
  );
}

function Told({ facts }: { readonly facts: ScreeningFacts }) {
  const words = useWords(screeningTexts);
  const told = useToldFacts(facts);
  return (
    <Panel title={words.facts}>
      <Rows>
        {told.map(({ field, label, text }) => (
          <Row key={field} label={label}>
            {text}
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}

function History({ view }: { readonly view: ScreeningView }) {
  const words = useWords(screeningTexts);
  const names = useWords(screeningWords);
  return (
    <Panel title={words.history}>
      {view.history.length === 0 ? (
        <p className="muted">{words.noHistory}</p>
      ) : (
        <Timeline
          entries={view.history.map((entry, at) => ({
            id: String(at),
            title: fill(names.entry, {
              step: names.steps[entry.step],
              methods: entry.methods.map((method) => names.methods[method]).join(names.comma),
            }),
            sub: [formatMoment(entry.at), entry.by || names.automatic, entry.note].filter((part) => part !== '').join(' · '),
            current: at === view.history.length - 1,
          }))}
        />
      )}
    </Panel>
  );
}
