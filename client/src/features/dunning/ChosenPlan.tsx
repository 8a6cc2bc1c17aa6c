import { useQuery } from '@tanstack/react-query';
import { mostChosen } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { DunningJobId, MemberId } from '@tsudoi/shared/kernel/ids';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { Refusal } from '../../components/Refusal.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningChosen, DunningPlanRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './dunning.css';
import { dunningTexts } from './dunning-texts.ts';
import { planRowId, splitChosen } from './plan-row.rules.ts';
import { LeftOutWhy, PlanBills } from './PlanRow.tsx';
import { useSendRound } from './send-round.view.ts';
import { FirstText } from './SendDialog.tsx';
import { stageName } from './stage-name.rules.ts';

interface ChosenPlanProps {
  readonly memberIds: readonly MemberId[];
  readonly onClose: () => void;
  readonly onSent: (jobId: DunningJobId) => void;
}

/** What a round would do with whoever was chosen, before it is sent; or that they are too many for one. */
export function ChosenPlan(props: ChosenPlanProps) {
  const words = useWords(dunningTexts);
  if (props.memberIds.length <= mostChosen) return <Planned {...props} />;
  return (
    <>
      <Note kind="warn">{fill(words.chosen.tooMany, { most: mostChosen })}</Note>
      <Close onClose={props.onClose} />
    </>
  );
}

function Close({ onClose }: Pick<ChosenPlanProps, 'onClose'>) {
  const words = useWords(dunningTexts);
  return (
    <DialogActions>
      <Button size="lg" onPress={onClose}>
        {words.close}
      </Button>
    </DialogActions>
  );
}

function Planned({ memberIds, onClose, onSent }: ChosenPlanProps) {
  const trpc = useTRPC();
  // Asked anew each time: what was due a moment ago may have been sent or paid.
  const plan = useQuery({ ...trpc.dunning.planOf.queryOptions({ memberIds: [...memberIds] }), gcTime: 0 });
  return (
    <>
      <QueryState query={plan} skeleton={<ListSkeleton rows={4} />}>
        {({ members }) => <Ask members={members} onClose={onClose} onSent={onSent} />}
      </QueryState>
      {plan.data === undefined ? <Close onClose={onClose} /> : null}
    </>
  );
}

function Ask({ members, onClose, onSent }: Omit<ChosenPlanProps, 'memberIds'> & { readonly members: readonly DunningChosen[] }) {
  const words = useWords(dunningTexts);
  const { due, kept } = splitChosen(members);
  const { facts, send, isPending, error } = useSendRound(due);
  const count = due.length;
  return (
    <>
      {count === 0 ? (
        <Note kind="warn" title={words.chosen.nobody}>
          {words.chosen.nobodyText}
        </Note>
      ) : (
        <section className="stack" aria-label={fill(words.chosen.now, { count })}>
          <h3 className="dunning-group">{fill(words.chosen.now, { count })}</h3>
          <Rows>
            {facts.map(({ label, value }) => (
              <Row key={label} label={label}>
                {value}
              </Row>
            ))}
          </Rows>
          <p>{words.sendText}</p>
        </section>
      )}
      <KeptBack members={kept} />
      <FirstText rows={due} />
      {count === 0 ? <ToReminders /> : null}
      {error === null ? null : (
        <Note kind="danger">
          <Refusal error={error} />
        </Note>
      )}
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {count === 0 ? words.close : words.hold.cancel}
        </Button>
        {count === 0 ? null : (
          <Button size="lg" kind="primary" isPending={isPending} onPress={() => void send(onSent).catch(() => undefined)}>
            {fill(words.send, { count })}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

/** Who of them gets nothing now, each with the reason: all of them, in a box that scrolls. */
function KeptBack({ members }: { members: readonly DunningChosen[] }) {
  const org = useOrg();
  const words = useWords(dunningTexts);
  if (members.length === 0) return null;
  const title = fill(words.chosen.kept, { count: members.length });
  return (
    <section className="scroll-box dunning-kept" aria-label={title} tabIndex={0}>
      <h3 className="dunning-group">{title}</h3>
      <ul>
        {members.map(({ memberId, memberNumber, memberName, rows }) => (
          <li key={memberId}>
            <TextLink to="/$org/admin/payments/$memberId" params={{ org, memberId }}>
              {memberName}
            </TextLink>{' '}
            <span className="num muted">{memberNumber}</span>
            {rows.length === 0 ? <p>{words.chosen.clear}</p> : null}
            {rows.map((row) => (
              <div key={planRowId(row)}>
                {rows.length > 1 ? <PlanBills row={row} /> : null}
                <Why row={row} />
              </div>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Why({ row }: { row: DunningPlanRow }) {
  const words = useWords(dunningTexts);
  return (
    <p>
      {row.stage === null ? (
        <LeftOutWhy row={row} />
      ) : (
        fill(words.panel.next, { date: formatDate(row.stage.on), stage: stageName(words.stageName, row.stage.days) })
      )}
    </p>
  );
}

/** Where all that is planned stands, and a round can be stopped after its dialog was closed. */
export function ToReminders() {
  const org = useOrg();
  const words = useWords(dunningTexts);
  return (
    <p>
      <TextLink to="/$org/admin/reminders" params={{ org }}>
        {words.chosen.toReminders}
      </TextLink>
    </p>
  );
}
