import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { ConfirmBar } from '../../components/Page.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { domainCodeOf, useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { formatCount } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { useOpenDrafts } from './OpenDrafts.tsx';
import { PausedBar, RunMenu, UndoneBar, WorkingBar } from './RunControls.tsx';
import { runPhase, termsOf } from './run.rules.ts';
import { Says } from './RunSays.tsx';
import { runTexts } from './run-texts.ts';

/** The foot of a run: what happens next and whether it can be undone, and the one button for it. */
export function RunBar({ run }: { run: BillingRunView }) {
  const phase = runPhase(run);
  // Who only reads is told how it ended; the other feet are about what to press.
  if (!useMay()('billing.write') && phase !== 'confirmed') return null;
  switch (phase) {
    case 'planned':
      return <PlannedBar run={run} />;
    case 'made':
      return <MadeBar run={run} />;
    case 'confirmed':
      return <DoneBar run={run} />;
    case 'failed':
    case 'discarded':
      return <EndedBar run={run} />;
    case 'undone':
      return <UndoneBar run={run} />;
    case 'making':
    case 'confirming':
      return <WorkingBar run={run} />;
    case 'paused':
    case 'held':
      return <PausedBar run={run} />;
    case 'cancelling':
      return null;
  }
}

function PlannedBar({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(runTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const [discarding, setDiscarding] = useState(false);
  const nobody = run.included === 0;
  const keep = (saved: BillingRunView) => queries.setQueryData(trpc.billing.run.queryKey({ billingRunId: run.billingRunId }), saved);
  const start = useMutation(trpc.billing.startRun.mutationOptions({ onSuccess: keep }));
  const discard = useMutation(trpc.billing.discardRun.mutationOptions({ onSuccess: keep }));
  const again = useMutation(trpc.billing.planRun.mutationOptions());
  const replan = async () => {
    const next = await again.mutateAsync(termsOf(run)).catch(() => null);
    // Refused (its due date has passed meanwhile): the old plan stays, and the bar says why.
    if (next === null) return;
    // Two plans of one year in the list would only ask to be mixed up.
    await discard.mutateAsync({ billingRunId: run.billingRunId });
    await navigate({ to: '/$org/admin/billing/runs/$billingRunId', params: { org, billingRunId: next.billingRunId }, replace: true });
  };
  const stale = domainCodeOf(start.error) === 'RUN_PLAN_STALE';
  const failure = stale ? null : (start.error ?? again.error ?? discard.error);
  return (
    <>
      {stale ? (
        <div className="run-note">
          <Note
            kind="warn"
            live
            title={words.stale.title}
            action={
              <Button size="sm" isPending={again.isPending || discard.isPending} onPress={() => void replan()}>
                {words.stale.again}
              </Button>
            }
          >
            {words.stale.text}
          </Note>
        </div>
      ) : null}
      {failure === null || failure === undefined ? null : (
        <div className="run-note">
          <Note kind="danger">{errorText(failure)}</Note>
        </div>
      )}
      <ConfirmBar
        text={
          nobody ? (
            <Says title={words.bar.nobody} text={words.bar.nobodyText} />
          ) : (
            <Says title={words.bar.planned} text={fill(words.bar.plannedText, { when: formatMoment(run.plannedAt) })} />
          )
        }
      >
        <Button size="lg" onPress={() => setDiscarding(true)}>
          {words.bar.discard}
        </Button>
        {nobody ? null : (
          <Button kind="primary" size="lg" isPending={start.isPending} onPress={() => start.mutate({ billingRunId: run.billingRunId })}>
            {fill(words.bar.start, { count: run.included })}
          </Button>
        )}
      </ConfirmBar>
      <ConfirmDialog
        isOpen={discarding}
        onClose={() => setDiscarding(false)}
        title={words.bar.discardTitle}
        rows={[
          { label: words.list.name, value: run.billName },
          { label: words.confirm.people, value: formatCount(run.included, 'member') },
        ]}
        confirmLabel={words.bar.discard}
        kind="danger"
        onConfirm={async () => {
          await discard.mutateAsync({ billingRunId: run.billingRunId });
          toast({ text: words.bar.discarded });
        }}
      />
    </>
  );
}

function MadeBar({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(runTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const confirm = useMutation(
    trpc.billing.confirmRun.mutationOptions({
      onSuccess: (saved) => queries.setQueryData(trpc.billing.run.queryKey({ billingRunId: run.billingRunId }), saved),
    }),
  );
  const drafts = useOpenDrafts(run, (asked) => confirm.mutateAsync(asked));
  return (
    <>
      <ConfirmBar text={<Says title={words.bar.made} text={words.bar.madeText} />}>
        <RunMenu run={run} />
        <LinkButton size="lg" to="/$org/admin/bills" params={{ org }} search={{ run: run.billingRunId }}>
          {words.bar.seeDrafts}
        </LinkButton>
        <Button kind="primary" size="lg" isPending={drafts.isPending} onPress={drafts.ask}>
          {fill(words.bar.confirm, { count: drafts.count })}
        </Button>
      </ConfirmBar>
      {drafts.dialog}
    </>
  );
}

function DoneBar({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(runTexts).bar;
  return (
    <ConfirmBar text={<Says title={fill(words.done, { count: run.confirmation.total })} text={words.doneText} />}>
      <RunMenu run={run} />
      <LinkButton kind="primary" size="lg" to="/$org/admin/bills" params={{ org }} search={{ run: run.billingRunId }}>
        {words.seeBills}
      </LinkButton>
    </ConfirmBar>
  );
}

function EndedBar({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(runTexts).ended;
  const failed = run.state === 'failed';
  return (
    <ConfirmBar
      text={<Says title={failed ? words.failedTitle : words.discardedTitle} text={failed ? words.failedText : words.discardedText} />}
    >
      <LinkButton kind="primary" size="lg" to="/$org/admin/billing/runs/new" params={{ org }}>
        {words.again}
      </LinkButton>
    </ConfirmBar>
  );
}
