import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { operationTexts } from './texts.ts';

/** The link of the warning: somebody of the organisation looks at who is about to become an owner, and stops it. */
export function RecoveryScreen() {
  const words = useWords(operationTexts).notice;
  const both = useWords(operationTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  const notice = useQuery(
    trpc.operations.recoveryByLink.queryOptions({ token }, { retry: false, enabled: token !== '', staleTime: Infinity }),
  );
  const stop = useMutation(trpc.operations.stopRecoveryByLink.mutationOptions());
  const facts = notice.data;
  return (
    <PublicFrame title={words.title} {...(facts ? { name: facts.orgName } : {})}>
      <div className="stack">
        <h1>{words.title}</h1>
        {stop.isSuccess ? (
          <Empty title={words.done} text={words.doneText} />
        ) : notice.isError || token === '' ? (
          <Empty title={words.dead} text={notice.isError ? errorText(notice.error) : words.deadHint} />
        ) : facts === undefined ? (
          <PanelSkeleton />
        ) : (
          <Panel>
            <div className="stack">
              <p>{fill(words.lead, { org: facts.orgName })}</p>
              <Rows>
                <Row label={both.newOwner}>{facts.name}</Row>
                <Row label={both.email}>{facts.email}</Row>
                <Row label={words.until}>{formatMoment(facts.until)}</Row>
              </Rows>
              <p>{words.ask}</p>
              {stop.isError ? <Note kind="danger">{errorText(stop.error)}</Note> : null}
              <div>
                <Button kind="danger" size="lg" isPending={stop.isPending} onPress={() => stop.mutate({ token })}>
                  {words.stop}
                </Button>
              </div>
            </div>
          </Panel>
        )}
      </div>
    </PublicFrame>
  );
}
