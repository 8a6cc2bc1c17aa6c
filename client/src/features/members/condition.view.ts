import { useQuery } from '@tanstack/react-query';
import type { CustomCondition, JoinedCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { useKit } from '../../lib/i18n/kit.ts';
import { formatDateShort } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { conditionTexts } from './condition-texts.ts';

type Ends = { readonly from: number | string | null; readonly to: number | string | null };

/** Conditions as plain sentences, and the own fields they may be on. */
export function useConditionTexts() {
  const words = useWords(conditionTexts);
  const kit = useKit();
  const trpc = useTRPC();
  const own = useQuery(trpc.customFields.list.queryOptions());
  const fields: readonly CustomField[] = own.data?.fields ?? [];
  const endsSaid = ({ from, to }: Ends, said: (end: number | string) => string): string => {
    if (from === to && from !== null) return said(from);
    const name = from === null ? 'to' : to === null ? 'from' : 'between';
    return fill(words[name], { from: from === null ? '' : said(from), to: to === null ? '' : said(to) });
  };
  const daySaid = (day: number | string) => formatDateShort(String(day));
  const valueSaid = (condition: CustomCondition, field: CustomField): string => {
    if ('text' in condition) return fill(words[condition.is], { text: condition.text });
    if (condition.is === 'options')
      return field.options
        .filter(({ optionId }) => condition.optionIds.includes(optionId))
        .map(({ label }) => label)
        .join(kit.listSeparator);
    return endsSaid(condition, condition.is === 'days' ? daySaid : (end) => figure(Number(end)));
  };
  return {
    /** Those that a list can be narrowed by. */
    fields: fields.filter(({ archived, kind }) => !archived && kind !== 'file'),
    joinedSaid: (joined: JoinedCondition): string => ('fiscalYear' in joined ? words.years[joined.fiscalYear] : endsSaid(joined, daySaid)),
    /** A field that was deleted since has no name, and nobody fits it. */
    customSaid(condition: CustomCondition): { readonly field: string; readonly value: string } {
      const field = fields.find(({ fieldId }) => fieldId === condition.fieldId);
      return field ? { field: field.label, value: valueSaid(condition, field) } : { field: own.data ? words.gone : '…', value: '' };
    },
  };
}
