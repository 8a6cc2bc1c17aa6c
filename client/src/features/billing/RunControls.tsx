import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { ConfirmBar } from '../../components/Page.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';
import { asksForWord, isNothingToCancel } from './cancel-plan.rules.ts';
import { CancelWhat } from './CancelWhat.tsx';
import { cancelledRunTexts } from './cancelled-run-texts.ts';
import { HaltBar } from './HaltBar.tsx';
import { useOpenDrafts } from './OpenDrafts.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import { runPhase, termsOf } from './run.rules.ts';
import { Failed, Says } from './RunSays.tsx';
import { runTexts } from './run-texts.ts';
import { ReasonForm } from './ReasonForm.tsx';

/** Keeps what the server says of the run now, and has its history read anew. */
function useKeepRun() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return (saved: BillingRunView) => {
    queries.setQueryData(trpc.billing.run.queryKey({ billingRunId: saved.billingRunId }), saved);
    void queries.invalidateQueries(trpc.billing.runHistory.pathFilter());
    void queries.invalidateQueries(trpc.billing.runs.pathFilter());
  };
}

/** A run at work can be halted at any moment. */
export function WorkingBar({ run }: { run: BillingRunView }) {
  const trpc = useTRPC();
  const pause = useMutation(trpc.billing.pauseRun.mutationOptions({ onSuccess: useKeepRun() }));
  return (
    <HaltBar
      isHalted={false}
      isPending={pause.isPending}
      error={pause.error}
      onPress={() => pause.mutate({ billingRunId: run.billingRunId })}
    />
  );
}

/** A halted run goes on from where it stood, or is taken back. */
export function PausedBar({ run }: { run: BillingRunView }) {
  const words = useWords(runTexts).control;
  const trpc = useTRPC();
  const resume = useMutation(trpc.billing.resumeRun.mutationOptions({ onSuccess: useKeepRun() }));
  const [cancelling, setCancelling] = useState(false);
  const drafts = useOpenDrafts(run, (asked) => resume.mutateAsync(asked));
  // What is still to be opened may have had its due day meanwhile.
  const asks = runPhase(run) === 'held' && drafts.isOver;
  const carryOn = asks ? drafts.ask : () => resume.mutate({ billingRunId: run.billingRunId });
  return (
    <>
      <HaltBar isHalted isPending={resume.isPending} error={asks ? null : resume.error} onPress={carryOn}>
        <Button size="lg" onPress={() => setCancelling(true)}>
          {words.cancel}
        </Button>
      </HaltBar>
      {cancelling ? <CancelRun run={run} onClose={() => setCancelling(false)} /> : null}
      {asks ? drafts.dialog : null}
    </>
  );
}

/** What else can be done with a run that was made. */
export function RunMenu({ run }: { run: BillingRunView }) {
  const words = useWords(runTexts).control;
  const [open, setOpen] = useState<'rename' | 'cancel' | null>(null);
  const close = () => setOpen(null);
  if (!useMay()('billing.write')) return null;
  return (
    <>
      <Menu
        label={words.menu}
        items={[
          { id: 'rename', label: words.rename, onAction: () => setOpen('rename') },
          { id: 'cancel', label: words.cancel, onAction: () => setOpen('cancel'), tone: 'danger' },
        ]}
      />
      {open === 'rename' ? <RenameRun run={run} onClose={close} /> : null}
      {open === 'cancel' ? <CancelRun run={run} onClose={close} /> : null}
    </>
  );
}

function RenameRun({ run, onClose }: { run: BillingRunView; onClose(): void }) {
  const words = useWords(runTexts).control;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const rename = useMutation(trpc.billing.renameRun.mutationOptions({ onSuccess: useKeepRun() }));
  // What comes live since the dialog was opened does not change what is pressed.
  const [seen, setSeen] = useState(run.billName);
  return (
    <RenameDialog
      title={words.renameTitle}
      text={words.renameText}
      done={words.renamed}
      billName={run.billName}
      onRename={(billName) =>
        rename.mutateAsync({ billingRunId: run.billingRunId, billName, expected: { billName: seen } }).catch(async (error: unknown) => {
          const now = queries.fetchQuery({ ...trpc.billing.run.queryOptions({ billingRunId: run.billingRunId }), staleTime: 0 });
          await now.then(
            ({ billName: present }) => setSeen(present),
            () => undefined,
          );
          throw error;
        })
      }
      onClose={onClose}
    />
  );
}

function CancelRun({ run, onClose }: { run: BillingRunView; onClose(): void }) {
  const words = useWords(runTexts).control;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.cancelTitle, { name: run.billName })}>
      <CancelRunQuestion run={run} onClose={onClose} />
    </Dialog>
  );
}

/** What of a run would go and what stays, the reason, and a word where members may have seen it (BIL-08; interface.md 5.1). */
export function CancelRunQuestion({ run, onClose }: { run: BillingRunView; onClose(): void }) {
  const words = useWords(runTexts).control;
  const { word } = useWords(cancelJobTexts);
  const trpc = useTRPC();
  const asked = trpc.billing.planRunCancel.queryOptions({ billingRunId: run.billingRunId });
  // Nothing changes under the eyes; what is paid meanwhile stays, as the text says.
  const plan = useQuery({ ...asked, staleTime: 'static', gcTime: 0 });
  const cancel = useMutation(trpc.billing.cancelRun.mutationOptions({ onSuccess: useKeepRun() }));
  return (
    <QueryState query={plan}>
      {(seen) => (
        <CancelWhat plan={seen} isNothing={isNothingToCancel(run, seen)} onClose={onClose}>
          <ReasonForm
            text={words.cancelText}
            label={words.reason}
            hint={words.reasonHint}
            back={words.back}
            submit={words.cancelSubmit}
            kind="danger"
            {...(asksForWord(run, seen) ? { typedWord: word } : {})}
            onBack={onClose}
            onSubmit={async (reason) => {
              await cancel.mutateAsync({ billingRunId: run.billingRunId, reason });
              onClose();
            }}
          />
        </CancelWhat>
      )}
    </QueryState>
  );
}

/** A run that was taken back: the same conditions again are one press away. */
export function UndoneBar({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(runTexts).control;
  const { seeCancelled } = useWords(cancelledRunTexts);
  const trpc = useTRPC();
  const navigate = useNavigate();
  const again = useMutation(
    trpc.billing.planRun.mutationOptions({
      onSuccess: (next) => navigate({ to: '/$org/admin/billing/runs/$billingRunId', params: { org, billingRunId: next.billingRunId } }),
    }),
  );
  return (
    <>
      <Failed error={again.error} />
      <ConfirmBar text={<Says title={words.undone} text={words.undoneText} />}>
        <LinkButton size="lg" to="/$org/admin/bills" params={{ org }} search={{ run: run.billingRunId, status: 'cancelled' }}>
          {seeCancelled}
        </LinkButton>
        <Button kind="primary" size="lg" isPending={again.isPending} onPress={() => again.mutate(termsOf(run))}>
          {words.again}
        </Button>
      </ConfirmBar>
    </>
  );
}
