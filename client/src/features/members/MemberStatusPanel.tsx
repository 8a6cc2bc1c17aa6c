import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { formatDateLong, formatMoment } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { useIsAdmin, useMayChange } from './record.view.ts';
import { StatusRemovalDialog } from './StatusRemovalDialog.tsx';
import { removalOf } from './status-removal.rules.ts';
import { statusTexts } from './status-texts.ts';
import { isUndecided } from './undecided.rules.ts';
import { useUndoToast } from './undo-toast.view.ts';

const StatusChangeDialog = lazy(async () => ({ default: (await import('./StatusChangeDialog.tsx')).StatusChangeDialog }));
type Entry = MemberDetail['statusHistory'][number];

/** The dated history of a member's status; what is to come stands dashed above and can be taken back, what was a mistake taken out. */
export function MemberStatusPanel({ member }: { readonly member: MemberDetail }) {
  const words = useWords(adminMemberTexts).detail;
  const status = useWords(statusTexts);
  const org = useOrg();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const [leaving, setLeaving] = useState<Entry | null>(null);
  const [removing, setRemoving] = useState<Entry | null>(null);
  const cancel = useMutation(trpc.members.cancelStatus.mutationOptions());
  const say = useUndoToast(member.memberId);
  const mayChange = useMayChange(member);
  const isAdmin = useIsAdmin();
  const current = member.statusHistory.find((entry) => !entry.scheduled);
  const named = (entry: Entry) => ({ date: formatDateLong(entry.effectiveOn), status: words.statuses[entry.status] });
  return (
    <Panel
      title={words.status}
      action={
        isUndecided(member) ? (
          <TextLink to="/$org/admin/members/applications" params={{ org }} search={{ q: member.familyName }}>
            {words.decideApplication}
          </TextLink>
        ) : !mayChange ? undefined : (
          <Button size="sm" onPress={() => setChanging(true)}>
            {words.changeStatus}
          </Button>
        )
      }
    >
      <Timeline
        entries={member.statusHistory.map((entry) => ({
          id: entry.entryId,
          title: (
            <span className="row">
              <b>{words.statuses[entry.status]}</b>
              <time dateTime={entry.effectiveOn}>{fill(words.statusFrom, { date: formatDateLong(entry.effectiveOn) })}</time>
              {entry.scheduled ? <Tag>{words.scheduled}</Tag> : null}
            </span>
          ),
          sub: (
            <>
              {entry.reason === '' ? null : <span>{entry.reason} </span>}
              {fill(words.recorded, { actor: entry.actor, when: formatMoment(entry.recordedAt) })}
              {entry.nextSteps.length === 0 ? null : (
                <>
                  <br />
                  {status.nextSteps}: {entry.nextSteps.map((step) => status.steps[step]).join(status.stepJoin)}
                </>
              )}
              {entry.scheduled && mayChange ? (
                <span className="entry-acts">
                  <button type="button" className="btn btn--sm" onClick={() => setLeaving(entry)}>
                    {status.cancelPlan}
                    <span className="sr-only">{fill(status.cancelPlanOf, named(entry))}</span>
                  </button>
                </span>
              ) : null}
              {mayChange && removalOf(member, entry, { isAdmin }) ? (
                <span className="entry-acts">
                  <button type="button" className="btn btn--sm" onClick={() => setRemoving(entry)}>
                    {status.remove}
                    <span className="sr-only">{fill(status.removeOf, named(entry))}</span>
                  </button>
                </span>
              ) : null}
            </>
          ),
          future: entry.scheduled,
          current: entry === current,
        }))}
      />
      {isChanging ? (
        <Suspense>
          <StatusChangeDialog memberIds={[member.memberId]} present={member.status} onClose={() => setChanging(false)} />
        </Suspense>
      ) : null}
      {removing ? <StatusRemovalDialog member={member} entry={removing} onClose={() => setRemoving(null)} /> : null}
      {leaving ? (
        <ConfirmDialog
          isOpen
          onClose={() => setLeaving(null)}
          title={fill(status.cancelPlanTitle, named(leaving))}
          confirmLabel={status.cancelPlan}
          cancelLabel={status.keepPlan}
          onConfirm={async () => {
            await cancel.mutateAsync({ memberId: member.memberId, entryId: leaving.entryId });
            await queries.invalidateQueries(trpc.members.pathFilter());
            await say(status.cancelPlanDone);
          }}
        >
          <p>
            {leaving.status !== 'active' || member.status === 'suspended'
              ? status.cancelPlanText
              : member.status === 'applied'
                ? status.cancelAdmissionText
                : status.cancelReturnText}
          </p>
        </ConfirmDialog>
      ) : null}
    </Panel>
  );
}
