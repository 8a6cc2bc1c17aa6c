import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DuplicateSide } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { type MergeChoices, type MemberMergePlan, mergeUndoDays } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { useMergeFieldName, useValueText } from './HistoryValueText.tsx';
import { MergeObstacles } from './MergeReasons.tsx';
import { figure } from '../../lib/money.ts';
import { type Picked, chargedSentences, choicesOf, inShownOrder, suggested } from './merge-choice.rules.ts';
import { mergeTexts } from './merge-texts.ts';

/** Which record stays, which value of what differs, and everything that moves: then the act, which does exactly that. */
export function MergeDialog({
  sides,
  onClose,
}: {
  readonly sides: readonly [DuplicateSide, DuplicateSide];
  readonly onClose: (merged: boolean) => void;
}) {
  const words = useWords(mergeTexts);
  const trpc = useTRPC();
  const [keptId, setKept] = useState<string>(sides[0].memberId);
  const kept = sides.find((side) => side.memberId === keptId) ?? sides[0];
  const other = sides.find((side) => side.memberId !== keptId) ?? sides[1];
  const plan = useQuery({
    ...trpc.duplicates.planMerge.queryOptions({ keptId: kept.memberId, mergedId: other.memberId }),
    // What is shown here is what is agreed to: never an answer from before.
    gcTime: 0,
    staleTime: 0,
  });
  return (
    <Dialog isOpen onClose={() => onClose(false)} title={words.title} wide>
      <section className="stack-8">
        <h3>{words.stays}</h3>
        <ChoiceCards
          label={words.stays}
          value={keptId}
          options={sides.map((side) => ({
            value: side.memberId,
            label: fill(words.side, { name: `${side.familyName} ${side.givenName}`, number: side.memberNumber }),
          }))}
          onChange={setKept}
        />
        <p className="muted">{words.staysHint}</p>
      </section>
      <QueryState query={plan} skeleton={<PanelSkeleton rows={6} />}>
        {(data) => (
          <MergeAct
            key={data.fingerprint}
            plan={data}
            sides={sides.map(({ memberId }) => memberId)}
            onStale={() => void plan.refetch()}
            onClose={onClose}
          />
        )}
      </QueryState>
    </Dialog>
  );
}

function MergeAct({
  plan,
  sides,
  onStale,
  onClose,
}: {
  readonly plan: MemberMergePlan;
  /** The two records as they stand above. */
  readonly sides: readonly string[];
  readonly onStale: () => void;
  readonly onClose: (merged: boolean) => void;
}) {
  const words = useWords(mergeTexts);
  const { statuses } = useWords(adminMemberTexts).detail;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const fieldName = useMergeFieldName();
  const valueText = useValueText();
  const [picked, setPicked] = useState<Picked>(() => suggested(plan));
  const merge = useMutation(trpc.duplicates.merge.mutationOptions());
  const pick = (key: string, value: string) => setPicked({ ...picked, [key]: value });
  const shown = (field: string, text: string) => (text === '' ? words.empty : valueText(field, text));
  const act = async () => {
    const choices: MergeChoices = choicesOf(plan, picked);
    try {
      await merge.mutateAsync({ keptId: plan.kept.memberId, mergedId: plan.merged.memberId, fingerprint: plan.fingerprint, choices });
    } catch (error) {
      toast({ text: errorText(error) });
      // What is true now is read again.
      return onStale();
    }
    await queries.invalidateQueries();
    toast({ text: fill(words.done, { name: plan.kept.name }) });
    return onClose(true);
  };
  const cards = (key: string, label: string, kept: string, merged: string, both: boolean) => {
    const ofRole = { kept: { label: kept, text: words.ofKept }, merged: { label: merged, text: words.ofMerged } };
    return (
      <div key={key}>
        <h4>{label}</h4>
        <ChoiceCards
          label={label}
          value={picked[key] ?? 'kept'}
          options={[
            ...inShownOrder(sides, plan.kept.memberId).map((role) => ({ value: role, ...ofRole[role] })),
            ...(both ? [{ value: 'both', label: words.both }] : []),
          ]}
          onChange={(value) => pick(key, value)}
        />
      </div>
    );
  };
  const tagsDiffer = [...plan.kept.tags].sort().join() !== [...plan.merged.tags].sort().join();
  const historyOf = ({ status, statusEntries }: MemberMergePlan['kept']) =>
    fill(words.historyCount, { status: statuses[status], count: statusEntries });
  const moving = plan.moves.filter((move) => move.count > 0);
  const told = chargedSentences(plan.charged, words.charged);
  return (
    <>
      <MergeObstacles obstacles={plan.obstacles} />
      <section className="stack-8">
        <h3>{words.movesTitle}</h3>
        {moving.length === 0 && told.length === 0 ? <p>{words.movesNothing}</p> : null}
        <Rows>
          {moving.map((move) => (
            <Row key={move.kind} label={words.kinds[move.kind]}>
              {fill(move.amount === 0 ? words.count : words.countYen, { count: move.count, amount: figure(move.amount) })}
            </Row>
          ))}
        </Rows>
        {told.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="muted">{words.movesText}</p>
      </section>
      <section className="stack merge-choices">
        <h3>{words.choose}</h3>
        {plan.fields.map(({ field, kept, merged }) => cards(field, fieldName(field), shown(field, kept), shown(field, merged), false))}
        {plan.custom.map(({ fieldId, label, kept, merged }) => cards(fieldId, label, kept || words.empty, merged || words.empty, false))}
        {tagsDiffer
          ? cards('tags', words.tags, plan.kept.tags.join('、') || words.empty, plan.merged.tags.join('、') || words.empty, true)
          : null}
        {cards('history', words.history, historyOf(plan.kept), historyOf(plan.merged), plan.historiesJoin)}
        {plan.historiesJoin ? null : <p className="muted">{words.historiesApart}</p>}
        {cards('account', words.login, words.loginStates[plan.kept.login], words.loginStates[plan.merged.login], false)}
        <p className="muted">{words.loginHint}</p>
      </section>
      <p>{fill(words.undoText, { days: mergeUndoDays })}</p>
      <DialogActions>
        <Button size="lg" onPress={() => onClose(false)}>
          {words.cancel}
        </Button>
        {plan.obstacles.length > 0 ? null : (
          <Button size="lg" kind="primary" isPending={merge.isPending} onPress={() => void act()}>
            {words.confirm}
          </Button>
        )}
      </DialogActions>
    </>
  );
}
