import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { onOperatorChange, operatorRole } from '../../lib/operator.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RecoveryView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { operationTexts } from './texts.ts';

/** One recovery: who, on what evidence, how far it is, and what may be done about it. */
export function RecoveryItem({ recovery }: { readonly recovery: RecoveryView }) {
  const words = useWords(operationTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'approve' | 'stop' | null>(null);
  const approve = useMutation(trpc.operations.approveRecovery.mutationOptions());
  const stop = useMutation(trpc.operations.stopRecovery.mutationOptions());
  const { recoveryId, version, state, isOwn } = recovery;
  const name = `${recovery.familyName} ${recovery.givenName}`;
  const decides = useSyncExternalStore(onOperatorChange, operatorRole) !== 'support';
  const isOpen = state === 'proposed' || state === 'waiting';
  const act =
    asked &&
    {
      approve: { text: words.approveText, done: words.approved, run: approve.mutateAsync },
      stop: { text: words.stopText, done: words.stopped, run: stop.mutateAsync },
    }[asked];
  return (
    <Panel title={recovery.orgName} action={<Tag>{words.states[state]}</Tag>}>
      <div className="stack">
        <Rows>
          <Row label={words.slug}>
            <span className="num">{recovery.orgSlug}</span>
          </Row>
          <Row label={words.newOwner}>
            {name} {recovery.email}
          </Row>
          <Row label={words.evidence}>{recovery.evidence}</Row>
          <Row label={words.proposedBy}>
            {recovery.proposedBy} {formatMoment(recovery.proposedAt)}
          </Row>
          {recovery.approvedBy === '' ? null : <Row label={words.approvedBy}>{recovery.approvedBy}</Row>}
          {recovery.stoppedBy === '' ? null : <Row label={words.stoppedBy}>{recovery.stoppedBy}</Row>}
          {isOpen ? <Row label={words.until[state]}>{formatMoment(recovery.until)}</Row> : null}
        </Rows>
        {isOpen ? (
          <div className="row">
            {state === 'proposed' && !isOwn && decides ? (
              <Button kind="primary" onPress={() => setAsked('approve')}>
                {words.approve}
              </Button>
            ) : null}
            <Button onPress={() => setAsked('stop')}>{words.stop}</Button>
            {state === 'proposed' && isOwn ? <span className="muted">{words.own}</span> : null}
          </div>
        ) : null}
      </div>
      {asked && act ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(null)}
          title={words[asked]}
          confirmLabel={words[asked]}
          kind={asked === 'stop' ? 'danger' : 'primary'}
          onConfirm={async () => {
            await act.run({ recoveryId, version });
            await queries.invalidateQueries(trpc.operations.pathFilter());
            toast({ text: act.done });
          }}
        >
          <p>{fill(act.text, { name })}</p>
        </ConfirmDialog>
      ) : null}
    </Panel>
  );
}
