import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { SecondStepView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { passkeysWork } from './passkey.view.ts';
import { SecondStepDialog, type Task } from './SecondStepDialog.tsx';
import { secondStepTexts } from './second-step-texts.ts';
import './identity.css';

/** One's own ways to log in beside the password: an app, passkeys, and the codes for the day a device is lost. */
export function SecondStep() {
  const words = useWords(secondStepTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [task, setTask] = useState<Task | null>(null);
  const mine = useQuery(trpc.identity.mySecondStep.queryOptions());
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const isDue = viewer.data?.audience === 'admin' && viewer.data.secondStepDue;
  const close = () => {
    setTask(null);
    void queries.invalidateQueries(trpc.identity.pathFilter());
  };
  return (
    <Panel title={words.title}>
      <div className="stack">
        {isDue ? <Note kind="warn">{words.due}</Note> : <p className="muted">{words.lead}</p>}
        <QueryState query={mine} skeleton={<PanelSkeleton rows={3} />}>
          {(view) => <Ways view={view} onTask={setTask} />}
        </QueryState>
      </div>
      {task ? <SecondStepDialog task={task} onClose={close} /> : null}
    </Panel>
  );
}

function Ways({ view, onTask }: { readonly view: SecondStepView; readonly onTask: (task: Task) => void }) {
  const words = useWords(secondStepTexts);
  const hasAny = view.totp || view.passkeys.length > 0;
  return (
    <>
      <Rows>
        <Row label={words.app}>
          <span className="second-step__row">
            {view.totp ? <Tag>{words.appOn}</Tag> : <span className="muted">{words.appOff}</span>}
            <span className="second-step__row">
              <Button size="sm" onPress={() => onTask({ kind: 'app' })}>
                {view.totp ? words.appChange : words.appAdd}
              </Button>
              {view.totp ? (
                <Button size="sm" onPress={() => onTask({ kind: 'removeApp' })}>
                  {words.appRemove}
                </Button>
              ) : null}
            </span>
          </span>
        </Row>
        {hasAny ? (
          <Row label={words.codes}>
            <span className="second-step__row">
              {fill(words.codesLeft, { count: view.recoveryCodesLeft })}
              <Button size="sm" onPress={() => onTask({ kind: 'renew' })}>
                {words.codesRenew}
              </Button>
            </span>
          </Row>
        ) : null}
      </Rows>
      <h3>{words.passkeys}</h3>
      <p className="muted">{words.passkeysLead}</p>
      {view.passkeys.length === 0 ? (
        passkeysWork() ? (
          <p className="muted">{words.passkeysNone}</p>
        ) : null
      ) : (
        <ul className="list">
          {view.passkeys.map((passkey) => (
            <li key={passkey.passkeyId} className="item">
              <span className="grow">
                <b>{passkey.name}</b>
                <br />
                <small className="muted">
                  {passkey.lastUsedAt ? fill(words.passkeyUsed, { when: formatMoment(passkey.lastUsedAt) }) : words.passkeyNever}
                </small>
              </span>
              <Button
                size="sm"
                label={fill(words.passkeyRemoveFor, { name: passkey.name })}
                onPress={() => onTask({ kind: 'removePasskey', passkeyId: passkey.passkeyId, name: passkey.name })}
              >
                {words.passkeyRemove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {passkeysWork() ? (
        <Button onPress={() => onTask({ kind: 'passkey' })}>{words.passkeyAdd}</Button>
      ) : (
        <p className="muted">{words.passkeyUnavailable}</p>
      )}
    </>
  );
}
