import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { identityTexts } from './texts.ts';

/** The devices signed in, each to be signed out from here. */
export function SessionList() {
  const words = useWords(identityTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const sessions = useQuery(trpc.identity.sessions.queryOptions());
  const refresh = () => queries.invalidateQueries(trpc.identity.sessions.pathFilter());
  const told = useTold();
  const endOne = useMutation(trpc.identity.endSession.mutationOptions({ ...told, onSuccess: refresh }));
  const endOthers = useMutation(trpc.identity.endOtherSessions.mutationOptions({ ...told, onSuccess: refresh }));
  return (
    <QueryState query={sessions} skeleton={<ListSkeleton rows={2} />}>
      {(list) => (
        <div className="stack-8">
          <ul className="list">
            {list.map((session) => (
              <li key={session.sessionId} className="item">
                <span className="grow">
                  {session.device || words.unknownDevice} {session.current ? <Tag>{words.thisDevice}</Tag> : null}
                  <br />
                  <small className="muted">{fill(words.lastUsed, { when: formatMoment(session.lastUsedAt) })}</small>
                </span>
                {session.current ? null : (
                  <OwnLoginOnly quiet>
                    <Button
                      size="sm"
                      label={fill(words.endOneFor, { device: session.device || words.unknownDevice })}
                      onPress={() => endOne.mutate({ sessionId: session.sessionId }, { onSuccess: () => toast({ text: words.endedOne }) })}
                    >
                      {words.endOne}
                    </Button>
                  </OwnLoginOnly>
                )}
              </li>
            ))}
          </ul>
          {list.length > 1 ? (
            <OwnLoginOnly>
              <Button
                isPending={endOthers.isPending}
                onPress={() => endOthers.mutate(undefined, { onSuccess: () => toast({ text: words.endedOthers }) })}
              >
                {words.endOthers}
              </Button>
            </OwnLoginOnly>
          ) : (
            <p className="muted">{words.onlyThis}</p>
          )}
        </div>
      )}
    </QueryState>
  );
}
