import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { SavedCardId } from '@tsudoi/shared/kernel/card-ids';
import { type JstDate, addDays, jstDateOf, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import type { CollectionDocument, CollectionTry, TryOutcome } from './collection.repository.ts';

/** Days after the first failure on which the card is tried again (domain.md 3.8). */
const retryDays = [1, 5, 12] as const;

/** The next try after a failure on `today`; null when the last one has been. A day that nobody looked on is made up for once. */
export function nextTryOn(firstFailedOn: JstDate, today: JstDate): JstDate | null {
  return retryDays.map((days) => addDays(firstFailedOn, days)).find((day) => day > today) ?? null;
}

/** Cards are charged from nine in the morning on: a mail about one that fails is not to wake anybody. */
export function hourOfTry(day: JstDate): Date {
  return new Date(startOfJstDate(day).getTime() + 9 * 3_600_000);
}

/** The try that has not ended. */
export const openTryOf = ({ tries }: Pick<CollectionDocument, 'tries'>): CollectionTry | null =>
  tries.find(({ outcome }) => outcome === null) ?? null;

/** As often in a row a try that came to nothing is made again within the hour. */
const soonAgain = 5;

/** Whether what keeps being dropped waits for tomorrow: a key that is not taken for a week is to make no charge an hour for each bill. */
export const restsAfterDrops = (tries: readonly Pick<CollectionTry, 'outcome'>[]): boolean =>
  tries.length - 1 - tries.findLastIndex(({ outcome }) => outcome !== 'dropped') > soonAgain;

/** As long as the days of the series, so that members are asked within a month whatever is wrong with a key of ours. */
const longInVain = 12;

/** Whether nothing but dropped tries was made for so long that it counts as a failure: nobody would ask for the bill otherwise. */
export function isInVain(tries: readonly Pick<CollectionTry, 'outcome' | 'askedAt'>[], today: JstDate): boolean {
  const first = tries[tries.findLastIndex(({ outcome }) => outcome !== null && outcome !== 'dropped') + 1];
  return first !== undefined && addDays(jstDateOf(first.askedAt), longInVain) <= today;
}

/** Whether a card was tried for this bill already: each is tried at once for being new only one time (domain.md 3.8). */
export const wasTried = ({ tries }: Pick<CollectionDocument, 'tries'>, cardId: SavedCardId): boolean =>
  tries.some((one) => one.cardId === cardId);

/** What a series of tries came to: a card that was declined once was tried, whatever came of the other tries. */
export const failingOf = (tries: readonly Pick<CollectionTry, 'outcome'>[]): Exclude<TryOutcome, 'dropped'> =>
  (['declined', 'no_card'] as const).find((which) => tries.some(({ outcome }) => outcome === which)) ?? 'not_offered';

/** What is true of the bill and its member when the job looks. */
export interface CollectionFacts {
  readonly today: JstDate;
  readonly cancelled: boolean;
  /** Confirmed, and not paid whole. */
  readonly payable: boolean;
  readonly outstanding: number;
  /** Left or dead: nothing is charged any more. */
  readonly memberGone: boolean;
  /** Somebody else pays it, money for it is looked into, or the member is paying it in another way. */
  readonly otherwisePaid: boolean;
  /** The organisation takes no money at present. */
  readonly resting: boolean;
  /** What is known of the open try's charge; null for nothing yet. */
  readonly chargeState: ChargeState | null;
  /** Its card had been authorised before. */
  readonly wasAuthorized: boolean;
}

export type CollectionStep =
  | { readonly step: 'end'; readonly state: 'paid' | 'ended' }
  /** Held for so long that the member is told: they expect the card to be charged. */
  | { readonly step: 'end'; readonly state: 'ended'; readonly because: 'untold'; readonly toldOn: JstDate }
  /** A new try is made. */
  | { readonly step: 'try' }
  /** The open try is asked about with its own key: its answer was lost. */
  | { readonly step: 'ask_again' }
  | { readonly step: 'fail' }
  | { readonly step: 'drop' }
  | { readonly step: 'wait' }
  /** Nothing can be done today. */
  | { readonly step: 'rest' };

const over: Partial<Record<ChargeState, 'fail' | 'drop'>> = { failed: 'fail', expired: 'fail', voided: 'drop' };

/** What the end of its charge makes of a try. A hold that was let go is a card that fails (case 55): we let none go, so it is the word of the company or the shop. */
function endOf({ chargeState, wasAuthorized }: CollectionFacts): 'fail' | 'drop' | undefined {
  if (chargeState === 'voided' && wasAuthorized) return 'fail';
  return chargeState === null ? undefined : over[chargeState];
}

/** As long after the day that was told a try still is what was told. */
const toldFor = 14;

/**
 * Whether the day that the member was told, the first or one of the series, has long gone by without any try, as somebody else
 * was to pay or a task was open: then the bill is theirs to pay, since nobody is charged weeks later without a word. What is tried
 * again and again, and dropped, was held by nobody. A plan has its day each month.
 */
function isNoLongerTold({ source, tries, nextTryOn: toldOn }: Present, today: JstDate): boolean {
  if (source.kind === 'plan' || toldOn === null) return false;
  const last = tries.at(-1);
  const triedOn = last === undefined ? toldOn : jstDateOf(last.askedAt);
  return addDays(triedOn > toldOn ? triedOn : toldOn, toldFor) < today;
}

type Present = Pick<CollectionDocument, 'tries' | 'agreed' | 'nextTryOn' | 'source'>;

/**
 * What comes next. While a try is open there is never another one: what is not known is waited for, so that a card is not
 * charged twice for one bill whatever fails, comes late or is asked again.
 */
export function nextStep(collection: Present, facts: CollectionFacts): CollectionStep {
  if (facts.cancelled) return { step: 'end', state: 'ended' };
  if (!facts.payable) return { step: 'end', state: 'paid' };
  if (facts.memberGone) return { step: 'end', state: 'ended' };
  const open = openTryOf(collection);
  if (open) {
    // Asked about again it would be made where it never arrived.
    if (open.chargeId === null) return { step: facts.resting ? 'rest' : 'ask_again' };
    return { step: endOf(facts) ?? 'wait' };
  }
  // More than the member agreed to is never taken without them.
  if (facts.outstanding > collection.agreed) return { step: 'end', state: 'ended' };
  if (facts.otherwisePaid || facts.resting) return { step: 'rest' };
  if (collection.nextTryOn === null || collection.nextTryOn > facts.today) return { step: 'wait' };
  if (isNoLongerTold(collection, facts.today)) return { step: 'end', state: 'ended', because: 'untold', toldOn: collection.nextTryOn };
  return { step: 'try' };
}
