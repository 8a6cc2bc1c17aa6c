import type { MemberMergePlan, MergeChoices } from '@tsudoi/shared/contracts/members/member-merge.contract';

/** By field, by own field and for tags, history and log-in: whose it shall be. */
export type Picked = Readonly<Record<string, string>>;

const isIn = ({ status }: MemberMergePlan['kept']): boolean => status === 'active' || status === 'suspended';

/**
 * What is most likely meant: the record that stays, but what is only known of the other one; everything of both where both
 * can be, or else the history by which somebody is in; and the log-in that somebody uses.
 */
export function suggested({ kept, merged, fields, custom, historiesJoin }: MemberMergePlan): Picked {
  const onlyThere = ({ kept: own, merged: other }: { readonly kept: string; readonly merged: string }) =>
    own === '' && other !== '' ? 'merged' : 'kept';
  return {
    ...Object.fromEntries(fields.map((one) => [one.field, onlyThere(one)])),
    ...Object.fromEntries(custom.map((one) => [one.fieldId, onlyThere(one)])),
    tags: 'both',
    history: historiesJoin ? 'both' : !isIn(kept) && isIn(merged) ? 'merged' : 'kept',
    account: merged.login === 'verified' && kept.login !== 'verified' ? 'merged' : 'kept',
  };
}

/**
 * The two roles in the order in which the records themselves are shown: whichever of them stays, what is of the one stands where
 * the one stands.
 */
export const inShownOrder = (shown: readonly string[], keptId: string): readonly ('kept' | 'merged')[] =>
  shown[0] === keptId ? ['kept', 'merged'] : ['merged', 'kept'];

const orBoth = (value: string | undefined) => (value === 'merged' || value === 'both' ? value : 'kept');

export function choicesOf({ fields, custom }: MemberMergePlan, picked: Picked): MergeChoices {
  return {
    fromMerged: fields.flatMap(({ field }) => (picked[field] === 'merged' ? [field] : [])),
    customFromMerged: custom.flatMap(({ fieldId }) => (picked[fieldId] === 'merged' ? [fieldId] : [])),
    tags: orBoth(picked['tags']),
    history: orBoth(picked['history']),
    account: picked['account'] === 'merged' ? 'merged' : 'kept',
  };
}

type Movement = Readonly<Record<'merged' | 'both', string>>;
export interface ChargedWords {
  readonly card: Movement;
  readonly mandate: Movement;
  readonly unknown: string;
}

/** What becomes of a card and a mandate, where there is anything to say of them. */
export function chargedSentences(charged: MemberMergePlan['charged'], words: ChargedWords): string[] {
  if (charged === null) return [words.unknown];
  return (['card', 'mandate'] as const).flatMap((what) => {
    const holder = charged[what];
    return holder === 'nobody' || holder === 'kept' ? [] : [words[what][holder]];
  });
}
