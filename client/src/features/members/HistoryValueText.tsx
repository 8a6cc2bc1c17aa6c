import type { HistoryRow, HistoryValue } from '@tsudoi/shared/contracts/members/member-history.contract';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { formatDateLong } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { formatPhone } from '../../lib/phone.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { historyTexts } from './history-texts.ts';
import { mergeTexts } from './merge-texts.ts';
import { recordTexts } from './record-texts.ts';

type Field = HistoryRow['fields'][number];

/** The words for a field of a member. */
export function useFieldName(): (field: string) => string {
  const texts = useWords(adminMemberTexts).fields as Readonly<Record<string, string>>;
  const words = useWords(historyTexts);
  return (field) => (words.fieldNames as Readonly<Record<string, string>>)[field] ?? texts[field] ?? words.other;
}

/** The same, with those that only a merge knows. */
export function useMergeFieldName(): (field: string) => string {
  const words = useWords(mergeTexts).fieldNames as Readonly<Record<string, string>>;
  const nameOf = useFieldName();
  return (field) => words[field] ?? nameOf(field);
}

/** A value of a history row in words. */
export function useValueText(): (field: Field | string, value: HistoryValue) => string {
  const words = useWords(historyTexts);
  const statuses = useWords(adminMemberTexts).detail.statuses;
  const { roles } = useWords(recordTexts).corporate;
  return (field, value) => {
    if (value === null || value === '') return words.none;
    if (typeof value === 'string') {
      if (field === 'phone') return formatPhone(value);
      if (field === 'postalCode') return shownPostalCode(value);
      return field === 'birthDate' || field === 'joinedOn' ? formatDateLong(value) : value;
    }
    if (value.kind === 'gone') return words.gone;
    if (value.kind === 'people')
      return value.people.map(({ role, parts }) => fill(words.person, { role: roles[role], parts: parts.join(' / ') })).join('\n');
    if (value.kind === 'adjustment')
      return fill(words.adjustment, {
        kind: words.adjustmentKinds[value.adjustment],
        amount: figure(value.amount),
        reason: value.reason,
      });
    const status = statuses[value.status];
    return value.effectiveOn === null ? status : fill(words.statusFrom, { status, date: formatDateLong(value.effectiveOn) });
  };
}
