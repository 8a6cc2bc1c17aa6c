import { useQuery } from '@tanstack/react-query';
import type { DunningJobId, MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { ChosenPlan, ToReminders } from './ChosenPlan.tsx';
import { dunningTexts } from './dunning-texts.ts';
import { DunningRound } from './DunningRound.tsx';

interface ChosenRemindersProps {
  readonly memberIds: readonly MemberId[];
  readonly onClose: () => void;
}

/** Reminds whoever was chosen elsewhere, as in the roll: says to whom it writes now and to whom not, does it, and follows it (ARR-03). */
export function ChosenReminders({ memberIds, onClose }: ChosenRemindersProps) {
  const words = useWords(dunningTexts);
  const [jobId, setJobId] = useState<DunningJobId | null>(null);
  if (jobId !== null) return <RoundSent jobId={jobId} onClose={onClose} />;
  return (
    <Dialog isOpen wide onClose={onClose} title={words.chosen.title}>
      <ChosenPlan memberIds={memberIds} onClose={onClose} onSent={setJobId} />
    </Dialog>
  );
}

/** A dialog of its own, so that the focus comes along and what is now is read out. */
function RoundSent({ jobId, onClose }: { jobId: DunningJobId; onClose: () => void }) {
  const words = useWords(dunningTexts);
  const job = useQuery(useTRPC().dunning.job.queryOptions({ dunningJobId: jobId }));
  return (
    <Dialog isOpen onClose={onClose} title={words.chosen.title}>
      <DunningRound jobId={jobId} />
      {job.data?.state === 'running' ? <p className="muted">{words.chosen.goesOn}</p> : null}
      <ToReminders />
      <DialogActions>
        <Button size="lg" kind="primary" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
