import {
  type GroupCondition,
  duesFilters,
  mostCustomConditions,
  mostInGroup,
} from '@tsudoi/shared/contracts/members/member-condition.contract';
import { memberStatuses } from '@tsudoi/shared/contracts/members/member.contract';
import { Suspense, lazy, useState } from 'react';
import { Select } from '../../components/Select.tsx';
import { Chip } from '../../components/Tag.tsx';
import { useMayNot } from '../../lib/may.ts';
import { fill, useWords } from '../../lib/words.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { conditionTexts } from './condition-texts.ts';
import { useConditionTexts } from './condition.view.ts';
import { GroupChips } from './GroupChips.tsx';
import type { Where } from './GroupDialog.tsx';
import { usePartTexts } from './group.view.ts';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';
import { readCustom, readJoined } from './roll-address.rules.ts';
import { asAll, asAny, partText, partsOfAll, readGroup, readPart, withoutAll, withoutPart } from './roll-group.rules.ts';
import { type Conditions, noConditions, otherStatuses } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

const GroupDialog = lazy(() => import('./GroupDialog.tsx').then((module) => ({ default: module.GroupDialog })));
const JoinedDialog = lazy(() => import('./ConditionDialog.tsx').then((module) => ({ default: module.JoinedDialog })));
const OwnConditionDialog = lazy(() => import('./ConditionDialog.tsx').then((module) => ({ default: module.OwnConditionDialog })));
const TagDialog = lazy(() => import('./TagDialog.tsx').then((module) => ({ default: module.TagDialog })));

/** Statuses with a tab of their own are chosen and seen there. */
const hasTab = (part: GroupCondition): boolean => part.by === 'status' && !otherStatuses.some((status) => status === part.value);
const isIn = (parts: readonly GroupCondition[], part: GroupCondition): boolean => parts.some((one) => partText(one) === partText(part));

/** What the list is narrowed by, as sentences that can be taken away one by one. */
export function RollConditions({
  conditions,
  types,
  onChange,
}: {
  readonly conditions: Conditions;
  readonly types: readonly MembershipTypeView[];
  readonly onChange: (patch: Partial<Conditions>) => void;
}) {
  const words = useWords(rollTexts).conditions;
  const more = useWords(conditionTexts);
  const record = useWords(recordTexts);
  const { ranks } = useRanks();
  const hidesDues = useMayNot()('billing.read');
  const { fields } = useConditionTexts();
  const { halves, sentence } = usePartTexts(types);
  const [asking, setAsking] = useState('');
  const [where, setWhere] = useState<Where>('all');
  const close = () => {
    setAsking('');
    setWhere('all');
  };
  const all = partsOfAll(conditions).filter((part) => !hasTab(part));
  const group = readGroup(conditions.any);
  const custom = readCustom(conditions.own);
  const askedField = fields.find(({ fieldId }) => fieldId === asking);
  const add = (part: GroupCondition) => {
    close();
    onChange(where === 'any' ? asAny(part, conditions) : asAll(part, conditions));
  };
  /** A condition that is whole already, or a kind that is asked for. */
  const choose = (chosen: string) => {
    const part = readPart(chosen);
    if (part) add(part);
    else setAsking(chosen);
  };
  const known: readonly GroupCondition[] = [
    ...types
      .filter((type) => !type.archived || type.memberCount + type.formerCount > 0)
      .map(({ membershipTypeId }) => ({ by: 'type' as const, value: membershipTypeId })),
    ...(hidesDues ? [] : duesFilters.map((value) => ({ by: 'dues' as const, value }))),
    ...memberStatuses.map((value) => ({ by: 'status' as const, value })),
    ...ranks.filter(({ offered }) => offered).map(({ rankId }) => ({ by: 'rank' as const, value: rankId })),
  ];
  const optionOf = (part: GroupCondition) => ({ value: partText(part), label: sentence(part) });
  const asked = [
    { value: 'tag', label: record.tagCondition },
    { value: 'joined', label: fill(more.open, { field: more.joined }) },
    ...fields
      .filter(({ fieldId }) => custom.length < mostCustomConditions || custom.some((one) => one.fieldId === fieldId))
      .map(({ fieldId, label }) => ({ value: fieldId as string, label: fill(more.open, { field: label }) })),
  ];
  const isFull = group.length >= mostInGroup;
  const dialog = { where, onWhere: setWhere, isFull, onClose: close };
  const count = (conditions.q === '' ? 0 : 1) + all.length + group.length;
  return (
    <>
      {conditions.q === '' ? null : (
        <Chip field={words.search} onRemove={() => onChange({ q: '' })}>
          {conditions.q}
        </Chip>
      )}
      {all.map((part) => (
        <Chip key={partText(part)} field={halves(part).field} onRemove={() => onChange(withoutAll(part, conditions))}>
          {halves(part).value}
        </Chip>
      ))}
      <GroupChips group={group} types={types} onRemove={(part) => onChange(withoutPart(group, part))} />
      <Select
        label={words.add}
        value=""
        onChange={(chosen) => {
          if (chosen === 'group') setWhere('any');
          if (chosen === 'clear') onChange(noConditions);
          else choose(chosen);
        }}
        options={[
          { value: '', label: words.add },
          ...known.filter((part) => !hasTab(part) && !isIn(all, part)).map(optionOf),
          ...asked,
          ...(isFull ? [] : [{ value: 'group', label: more.openAny }]),
          ...(count > 1 ? [{ value: 'clear', label: words.clear }] : []),
        ]}
      />
      <Suspense fallback={null}>
        {asking === 'group' ? (
          <GroupDialog
            options={[...known.filter((part) => !isIn(group, part)).map(optionOf), ...asked]}
            onChoose={choose}
            onClose={close}
          />
        ) : null}
        {asking === 'tag' ? <TagDialog {...dialog} onChoose={(tag) => add({ by: 'tag', value: tag })} /> : null}
        {asking === 'joined' ? (
          <JoinedDialog {...dialog} present={readJoined(conditions.joined)} onChoose={(joined) => add({ by: 'joined', value: joined })} />
        ) : null}
        {askedField ? (
          <OwnConditionDialog
            {...dialog}
            field={askedField}
            present={custom.find(({ fieldId }) => fieldId === asking) ?? null}
            onChoose={(one) => add({ by: 'custom', value: one })}
          />
        ) : null}
      </Suspense>
    </>
  );
}
