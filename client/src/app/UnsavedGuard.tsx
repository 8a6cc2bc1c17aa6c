import { type ComponentType, Suspense, lazy, useEffect, useState } from 'react';
import { keepPage } from '../lib/unsaved.ts';
import type { LeaveQuestionProps, SessionEndedProps } from './UnsavedDialogs.tsx';

const load = () => import('./UnsavedDialogs.tsx');
// Where the question cannot be fetched nobody is held by it.
const LeaveQuestion = lazy<ComponentType<LeaveQuestionProps>>(() =>
  load().then(
    (module) => ({ default: module.LeaveQuestion }),
    () => ({ default: Unasked }),
  ),
);
const SessionEnded = lazy<ComponentType<SessionEndedProps>>(() =>
  load().then(
    (module) => ({ default: module.SessionEnded }),
    () => ({ default: () => null }),
  ),
);

function Unasked({ onAnswer }: LeaveQuestionProps): null {
  useEffect(() => onAnswer(true), [onAnswer]);
  return null;
}

/** While there is a form behind a door: asks before a page is left with what was typed on it, and keeps it when the session ends. */
export function UnsavedGuard() {
  const [answer, setAnswer] = useState<{ readonly give: (leaves: boolean) => void } | null>(null);
  const [loginPath, setLoginPath] = useState<string | null>(null);
  useEffect(() => {
    let waiting: ((leaves: boolean) => void) | null = null;
    return keepPage({
      ask: () =>
        new Promise((resolve) => {
          // Who goes another way meanwhile has not gone the first.
          waiting?.(false);
          waiting = resolve;
          setAnswer({ give: resolve });
        }),
      sessionEnded: setLoginPath,
    });
  }, []);
  useEffect(() => {
    // Fetched while there is still a session, and a line.
    const near = () => void load().catch(() => undefined);
    document.addEventListener('input', near, { once: true });
    return () => document.removeEventListener('input', near);
  }, []);
  return (
    <Suspense fallback={null}>
      {loginPath === null ? null : <SessionEnded loginPath={loginPath} onClose={() => setLoginPath(null)} />}
      {answer === null ? null : (
        <LeaveQuestion
          onAnswer={(leaves) => {
            setAnswer(null);
            answer.give(leaves);
          }}
        />
      )}
    </Suspense>
  );
}
