import { mostCustomConditions } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { duesFilters } from '@tsudoi/shared/contracts/members/member.contract';
import { Suspense, lazy, useState } from 'react';
import { Select } from '../../components/Select.tsx';
import { Chip } from '../../components/Tag.tsx';
import { fill, useWords } from '../../lib/words.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { conditionTexts } from './condition-texts.ts';
import { useConditionTexts } from './condition.view.ts';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';
import { joinedText, readCustom, readJoined, withCustom } from './roll-address.rules.ts';
import { type Conditions, noConditions, otherStatuses } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

const JoinedDialog = lazy(() => import('./ConditionDialog.tsx').then((module) => ({ default: module.JoinedDialog })));
const OwnConditionDialog = lazy(() => import('./ConditionDialog.tsx').then((module) => ({ default: module.OwnConditionDialog })));
const TagDialog = lazy(() => import('./TagDialog.tsx').then((module) => ({ default: module.TagDialog })));

function patchOf(chosen: string): Partial<Conditions> {
  const [field, value = ''] = chosen.split(':');
  return field === 'type' || field === 'status' || field === 'rank' || field === 'dues' ? { [field]: value } : {};
}

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
  const texts = useWords(adminMemberTexts);
  const statuses: Readonly<Record<string, string>> = texts.detail.statuses;
  const hasOwnStatus = otherStatuses.some((status) => status === conditions.status);
  const typeName = types.find((type) => type.membershipTypeId === conditions.type)?.name;
  const record = useWords(recordTexts);
  const { ranks, rankName } = useRanks();
  const [asking, setAsking] = useState('');
  const close = () => setAsking('');
  const more = useWords(conditionTexts);
  const { fields, joinedSaid, customSaid } = useConditionTexts();
  const [joined, custom] = [readJoined(conditions.joined), readCustom(conditions.own)];
  const askedField = fields.find(({ fieldId }) => fieldId === asking);
  const { q, type, rank, tag } = conditions;
  const dues = duesFilters.find((one) => one === conditions.dues);
  const usual = [q !== '', type !== '', rank !== '', tag !== '', dues !== undefined, hasOwnStatus, joined !== null];
  const count = usual.filter(Boolean).length + custom.length;
  return (
    <>
      {conditions.q === '' ? null : (
        <Chip field={words.search} onRemove={() => onChange({ q: '' })}>
          {conditions.q}
        </Chip>
      )}
      {conditions.type === '' ? null : (
        <Chip field={words.type} onRemove={() => onChange({ type: '' })}>
          {typeName ?? '…'}
        </Chip>
      )}
      {rank === '' ? null : (
        <Chip field={record.rank} onRemove={() => onChange({ rank: '' })}>
          {rankName(rank) || '…'}
        </Chip>
      )}
      {tag === '' ? null : (
        <Chip field={record.tags} onRemove={() => onChange({ tag: '' })}>
          {tag}
        </Chip>
      )}
      {dues === undefined ? null : (
        <Chip field={words.dues} onRemove={() => onChange({ dues: '' })}>
          {words.duesOf[dues]}
        </Chip>
      )}
      {joined === null ? null : (
        <Chip field={more.joined} onRemove={() => onChange({ joined: '' })}>
          {joinedSaid(joined)}
        </Chip>
      )}
      {custom.map((condition) => {
        const { field, value } = customSaid(condition);
        return (
          <Chip key={condition.fieldId} field={field} onRemove={() => onChange({ own: withCustom(custom, condition.fieldId, null) })}>
            {value}
          </Chip>
        );
      })}
      {hasOwnStatus ? (
        <Chip field={words.status} onRemove={() => onChange({ status: 'active' })}>
          {statuses[conditions.status]}
        </Chip>
      ) : null}
      <Select
        label={words.add}
        value=""
        onChange={(chosen) => {
          if (chosen === 'tag' || chosen === 'joined' || chosen.startsWith('cfd_')) setAsking(chosen);
          else onChange(chosen === 'clear' ? noConditions : patchOf(chosen));
        }}
        options={[
          { value: '', label: words.add },
          ...types
            .filter((type) => type.membershipTypeId !== conditions.type && (!type.archived || type.memberCount > 0))
            .map((type) => ({
              value: `type:${type.membershipTypeId}`,
              label: fill(words.choice, { field: words.type, value: type.name }),
            })),
          ...duesFilters
            .filter((one) => one !== dues)
            .map((one) => ({ value: `dues:${one}`, label: fill(words.choice, { field: words.dues, value: words.duesOf[one] }) })),
          ...otherStatuses
            .filter((status) => status !== conditions.status)
            .map((status) => ({
              value: `status:${status}`,
              label: fill(words.choice, { field: words.status, value: statuses[status] ?? '' }),
            })),
          ...ranks
            .filter(({ rankId }) => rankId !== rank)
            .map(({ rankId, name }) => ({ value: `rank:${rankId}`, label: fill(words.choice, { field: record.rank, value: name }) })),
          { value: 'tag', label: record.tagCondition },
          { value: 'joined', label: fill(more.open, { field: more.joined }) },
          ...fields
            .filter(({ fieldId }) => custom.length < mostCustomConditions || custom.some((one) => one.fieldId === fieldId))
            .map(({ fieldId, label }) => ({ value: fieldId, label: fill(more.open, { field: label }) })),
          ...(count > 1 ? [{ value: 'clear', label: words.clear }] : []),
        ]}
      />
      <Suspense fallback={null}>
        {asking === 'tag' ? (
          <TagDialog
            onClose={close}
            onChoose={(next) => {
              close();
              onChange({ tag: next });
            }}
          />
        ) : null}
        {asking === 'joined' ? (
          <JoinedDialog
            present={joined}
            onClose={close}
            onChoose={(next) => {
              close();
              onChange({ joined: joinedText(next) });
            }}
          />
        ) : null}
        {askedField ? (
          <OwnConditionDialog
            field={askedField}
            present={custom.find(({ fieldId }) => fieldId === asking) ?? null}
            onClose={close}
            onChoose={(next) => {
              close();
              onChange({ own: withCustom(custom, next.fieldId, next) });
            }}
          />
        ) : null}
      </Suspense>
    </>
  );
}
