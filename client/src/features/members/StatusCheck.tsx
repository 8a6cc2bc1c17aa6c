import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MemberId, StatusJobId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { Refusal } from '../../components/Refusal.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { StatusChange, StatusPlan } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LeftOut } from './LeftOut.tsx';
import { statusTexts } from './status-texts.ts';
import { useStatusWhy } from './status-why.view.ts';
import { useUndoToast } from './undo-toast.view.ts';

/** What the change will do to number, dues and log-in, before it is done. */
export function StatusCheck({
  memberIds,
  change,
  plan,
  onBack,
  onClose,
  onJob,
}: {
  readonly memberIds: readonly MemberId[];
  readonly change: StatusChange;
  readonly plan: StatusPlan;
  readonly onBack: () => void;
  readonly onClose: () => void;
  readonly onJob: (jobId: StatusJobId) => void;
}) {
  const words = useWords(statusTexts);
  const statuses = useWords(adminMemberTexts).detail.statuses;
  const trpc = useTRPC();
  const queries = useQueryClient();
  // One key for this page of the dialog: pressed twice, it is one change.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const one = useMutation(trpc.members.changeStatus.mutationOptions());
  const many = useMutation(trpc.members.changeStatuses.mutationOptions());
  const failure = one.error ?? many.error;
  const status = statuses[change.status];
  const date = formatDateLong(change.effectiveOn);
  const [first] = memberIds;
  const isMany = memberIds.length > 1;
  const say = useUndoToast(first ?? null);
  const why = useStatusWhy();

  const apply = async () => {
    try {
      if (isMany) {
        const job = await many.mutateAsync({ ...change, memberIds: [...memberIds], idempotencyKey });
        onJob(job.statusJobId);
      } else if (first) {
        await one.mutateAsync({ ...change, memberId: first });
        onClose();
        await say(plan.scheduled ? fill(words.planned, { date, status }) : fill(words.saved, { status }));
      }
      await queries.invalidateQueries(trpc.members.pathFilter());
    } catch {
      // Shown below by the mutation that failed.
    }
  };
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.checkTitle, { status })} holdsInput>
      {plan.changing === 0 ? (
        <Note kind="warn">{words.nobody}</Note>
      ) : (
        <>
          <Rows>
            {isMany ? <Row label={words.who}>{fill(words.people, { count: plan.changing })}</Row> : null}
            <Row label={words.when}>{fill(plan.scheduled ? words.whenLater : words.whenNow, { date })}</Row>
            <Row label={words.number}>{words.numberKept}</Row>
            <Row label={words.dues}>{words.duesOf[change.status]}</Row>
            <Row label={words.owed}>
              {plan.openBills.amount === 0
                ? words.noOpenBills
                : fill(words.openBills, { members: plan.openBills.members, amount: figure(plan.openBills.amount) })}
            </Row>
            <Row label={words.login}>
              {change.status === 'active' || change.status === 'suspended'
                ? words.loginOf[change.status]
                : fill(words.loginOf.leaves, { count: plan.losingLogin })}
            </Row>
          </Rows>
          <p className="muted">{words.keeps}</p>
        </>
      )}
      {isMany ? <LeftOut title={fill(words.leftOut, { count: plan.refused.length })} refused={plan.refused} why={why} /> : null}
      {failure ? (
        <Note kind="danger">
          <Refusal error={failure} />
        </Note>
      ) : null}
      <DialogActions>
        <Button size="lg" onPress={onBack}>
          {words.back}
        </Button>
        {plan.changing === 0 ? null : (
          <Button size="lg" kind="primary" isPending={one.isPending || many.isPending} onPress={() => void apply()}>
            {isMany ? fill(words.applyMany, { count: plan.changing, status }) : fill(words.apply, { status })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
