import type { GroupCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { conditionTexts } from './condition-texts.ts';
import { useConditionTexts } from './condition.view.ts';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';
import { rollTexts } from './roll-texts.ts';

/** Conditions of every kind as plain sentences, and in two halves: what they are on, and what is wanted of it. */
export function usePartTexts(types: readonly MembershipTypeView[]) {
  const words = useWords(rollTexts).conditions;
  const more = useWords(conditionTexts);
  const record = useWords(recordTexts);
  const { statuses } = useWords(adminMemberTexts).detail;
  const { rankName } = useRanks();
  const { joinedSaid, customSaid } = useConditionTexts();
  const halves = (part: GroupCondition): { readonly field: string; readonly value: string } => {
    switch (part.by) {
      case 'status':
        return { field: words.status, value: statuses[part.value] };
      case 'type':
        return { field: words.type, value: types.find((type) => type.membershipTypeId === part.value)?.name ?? '…' };
      case 'rank':
        return { field: record.rank, value: rankName(part.value) || '…' };
      case 'tag':
        return { field: record.tags, value: part.value };
      case 'dues':
        return { field: words.dues, value: words.duesOf[part.value] };
      case 'joined':
        return { field: more.joined, value: joinedSaid(part.value) };
      case 'custom':
        return customSaid(part.value);
    }
  };
  return {
    halves,
    sentence(part: GroupCondition): string {
      const { field, value } = halves(part);
      return value === '' ? field : fill(words.choice, { field, value });
    },
  };
}
