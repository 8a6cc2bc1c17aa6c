import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyPasskeysView, PasskeyView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import type { Task } from './PasskeyTask.tsx';
import { passkeyTexts } from './passkey-texts.ts';
import { passkeysWork } from './passkey.view.ts';

const PasskeyTask = lazy(() => import('./PasskeyTask.tsx').then((module) => ({ default: module.PasskeyTask })));

/** A member's own passkeys: what they are called, when they were made and last used, and a new one. */
export function MyPasskeys() {
  const trpc = useTRPC();
  const mine = useQuery(trpc.identity.myPasskeys.queryOptions());
  return (
    <QueryState query={mine} skeleton={<ListSkeleton rows={1} />}>
      {(view) => <Listed view={view} />}
    </QueryState>
  );
}

function Listed({ view }: { readonly view: MyPasskeysView }) {
  const words = useWords(passkeyTexts).mine;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [task, setTask] = useState<Task | null>(null);
  const close = () => {
    setTask(null);
    for (const path of [trpc.identity.myPasskeys, trpc.identity.sessions]) void queries.invalidateQueries(path.pathFilter());
  };
  const form = task ? (
    <div className="panel panel__body panel__body--bare">
      <Suspense fallback={<ListSkeleton rows={2} />}>
        <PasskeyTask task={task} hasPassword={view.hasPassword} onClose={close} />
      </Suspense>
    </div>
  ) : null;
  const isFor = (passkey: PasskeyView) => task !== null && task.kind !== 'add' && task.passkey.passkeyId === passkey.passkeyId;
  return (
    <div className="stack-8">
      <p className="muted">{words.lead}</p>
      {view.passkeys.length === 0 ? (
        <p className="muted">{words.none}</p>
      ) : (
        <ul className="list">
          {view.passkeys.map((passkey) => (
            <li key={passkey.passkeyId} className="item">
              {isFor(passkey) ? <div className="grow">{form}</div> : <Line passkey={passkey} onTask={setTask} />}
            </li>
          ))}
        </ul>
      )}
      {task?.kind === 'add' ? (
        form
      ) : passkeysWork() ? (
        <Button size="lg" block onPress={() => setTask({ kind: 'add' })}>
          {words.add}
        </Button>
      ) : (
        <p className="muted">{words.unavailable}</p>
      )}
    </div>
  );
}

function Line({ passkey, onTask }: { readonly passkey: PasskeyView; readonly onTask: (task: Task) => void }) {
  const words = useWords(passkeyTexts).mine;
  const { name, createdAt, lastUsedAt } = passkey;
  return (
    <>
      <span className="grow">
        <b>{name}</b>
        <br />
        <small className="muted">
          {fill(words.made, { when: formatMoment(createdAt) })}
          <br />
          {lastUsedAt ? fill(words.used, { when: formatMoment(lastUsedAt) }) : words.never}
        </small>
      </span>
      <span className="stack-8">
        <Button size="sm" label={fill(words.renameFor, { name })} onPress={() => onTask({ kind: 'rename', passkey })}>
          {words.rename}
        </Button>
        <Button size="sm" label={fill(words.removeFor, { name })} onPress={() => onTask({ kind: 'remove', passkey })}>
          {words.remove}
        </Button>
      </span>
    </>
  );
}
