import { Select } from '../../components/Select.tsx';
import { Chip } from '../../components/Tag.tsx';
import { fill, useWords } from '../../lib/words.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { otherStatuses } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

export interface Conditions {
  readonly q: string;
  readonly status: string;
  readonly type: string;
}

function patchOf(chosen: string): Partial<Conditions> {
  const [field, value = ''] = chosen.split(':');
  return field === 'type' ? { type: value } : field === 'status' ? { status: value } : {};
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
  const count = [conditions.q !== '', conditions.type !== '', hasOwnStatus].filter(Boolean).length;
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
      {hasOwnStatus ? (
        <Chip field={words.status} onRemove={() => onChange({ status: 'active' })}>
          {statuses[conditions.status]}
        </Chip>
      ) : null}
      <Select
        label={words.add}
        value=""
        onChange={(chosen) => onChange(chosen === 'clear' ? { q: '', type: '', status: 'active' } : patchOf(chosen))}
        options={[
          { value: '', label: words.add },
          ...types
            .filter((type) => type.membershipTypeId !== conditions.type && (!type.archived || type.memberCount > 0))
            .map((type) => ({
              value: `type:${type.membershipTypeId}`,
              label: fill(words.choice, { field: words.type, value: type.name }),
            })),
          ...otherStatuses
            .filter((status) => status !== conditions.status)
            .map((status) => ({
              value: `status:${status}`,
              label: fill(words.choice, { field: words.status, value: statuses[status] ?? '' }),
            })),
          ...(count > 1 ? [{ value: 'clear', label: words.clear }] : []),
        ]}
      />
    </>
  );
}
