import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ScreeningDecision, ScreeningMethod } from '@tsudoi/shared/contracts/payments/screening.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { FileButton } from '../../components/OwnValue.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextAreaField } from '../../components/TextField.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OperatorScreening } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { Accounts } from './Accounts.tsx';
import { OperatorFrame } from './OperatorFrame.tsx';
import { SentFacts } from './SentFacts.tsx';
import { deskTexts } from './desk-texts.ts';
import './operations.css';

/** One application: what is told, what was sent along, what may be decided, and the accounts that come of it. */
export function ScreeningDeskScreen() {
  const words = useWords(deskTexts);
  return (
    <OperatorFrame title={words.list}>
      <Desk />
    </OperatorFrame>
  );
}

function Desk() {
  const screeningId = useRouteId('screeningId');
  const trpc = useTRPC();
  const screening = useQuery(trpc.operations.screening.queryOptions({ screeningId }));
  return (
    <QueryState query={screening} skeleton={<PanelSkeleton rows={8} />}>
      {(view) => (
        <>
          <h2>{view.orgName}</h2>
          <Decisions view={view} />
          <Accounts view={view} />
          <SentFacts view={view} />
          <Documents view={view} />
          <History view={view} />
        </>
      )}
    </QueryState>
  );
}

type Asked = { readonly step: 'approved' | 'rejected' | 'revoked'; readonly method: ScreeningMethod } | { readonly step: 'docs_requested' };
const Reason = z.object({ note: z.string().trim().min(1, 'required').max(2000, 'too_long') });

function Decisions({ view }: { readonly view: OperatorScreening }) {
  const words = useWords(deskTexts);
  const names = useWords(screeningWords);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const decide = useMutation(trpc.operations.decideScreening.mutationOptions());
  const { screeningId, version, methods } = view;
  const send = async (decision: ScreeningDecision) => {
    const after = await decide.mutateAsync({ screeningId, version, decision });
    queries.setQueryData(trpc.operations.screening.queryKey({ screeningId }), after);
    await queries.invalidateQueries(trpc.operations.screenings.pathFilter());
    toast({ text: words.done });
    setAsked(null);
  };
  const has = (state: string) => methods.some((row) => row.state === state);
  const titleOf = (one: Asked) =>
    one.step === 'docs_requested'
      ? words.ask
      : fill({ approved: words.approveOf, rejected: words.rejectOf, revoked: words.revokeOf }[one.step], {
          method: names.methods[one.method],
        });
  return (
    <Panel title={words.methods}>
      <div className="stack">
        <Rows>
          {methods.map(({ method, state, reason }) => (
            <Row key={method} label={names.methods[method]}>
              <span className="ops-bar">
                <Tag>{names.states[state]}</Tag>
                {reason}
                {state === 'reviewing' ? (
                  <>
                    <Button
                      size="sm"
                      kind="primary"
                      label={fill(words.approveOf, { method: names.methods[method] })}
                      onPress={() => setAsked({ step: 'approved', method })}
                    >
                      {words.approve}
                    </Button>
                    <Button
                      size="sm"
                      label={fill(words.rejectOf, { method: names.methods[method] })}
                      onPress={() => setAsked({ step: 'rejected', method })}
                    >
                      {words.reject}
                    </Button>
                  </>
                ) : null}
                {state === 'approved' || state === 'live' ? (
                  <Button
                    size="sm"
                    label={fill(words.revokeOf, { method: names.methods[method] })}
                    onPress={() => setAsked({ step: 'revoked', method })}
                  >
                    {words.revoke}
                  </Button>
                ) : null}
              </span>
            </Row>
          ))}
        </Rows>
        {has('submitted') || has('reviewing') ? (
          <div className="ops-bar">
            {has('submitted') ? (
              <Button kind="primary" isPending={decide.isPending} onPress={() => send({ step: 'reviewing' })}>
                {words.begin}
              </Button>
            ) : null}
            {has('reviewing') ? <Button onPress={() => setAsked({ step: 'docs_requested' })}>{words.ask}</Button> : null}
          </div>
        ) : null}
      </div>
      {asked?.step === 'approved' ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(null)}
          title={titleOf(asked)}
          confirmLabel={words.approve}
          onConfirm={() => send({ step: 'approved', method: asked.method })}
        >
          <p>{words.approveText}</p>
        </ConfirmDialog>
      ) : null}
      {asked && asked.step !== 'approved' ? (
        <Dialog isOpen onClose={() => setAsked(null)} title={titleOf(asked)}>
          <Form schema={Reason} defaults={{ note: '' }} onSubmit={({ note }) => send({ ...asked, note } as ScreeningDecision)}>
            <TextAreaField
              name="note"
              label={asked.step === 'docs_requested' ? words.ask : words.reason}
              hint={asked.step === 'docs_requested' ? words.askText : words.reasonHint}
              required
            />
            <FormButtons>
              <Button size="lg" onPress={() => setAsked(null)}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.send}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}

function Documents({ view }: { readonly view: OperatorScreening }) {
  const words = useWords(deskTexts);
  const names = useWords(screeningWords);
  return (
    <Panel title={words.documents}>
      {view.files.length === 0 ? (
        <p className="muted">{words.noDocuments}</p>
      ) : (
        <Rows>
          {view.files.map((file) => (
            <Row key={file.fileId} label={names.documents[file.kind]}>
              <FileButton path={`/documents/ops/screening/${file.fileId}`} name={file.name} />
            </Row>
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function History({ view }: { readonly view: OperatorScreening }) {
  const words = useWords(deskTexts);
  const names = useWords(screeningWords);
  return (
    <Panel title={words.history}>
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
    </Panel>
  );
}
