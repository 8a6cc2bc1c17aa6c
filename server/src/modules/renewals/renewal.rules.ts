import type { RenewalHold, TermSettings } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';

/** The notice before a charge: when it went, the sum, and the day of the charge that it named; of old ones that is not known. */
interface Notice {
  readonly on: JstDate;
  readonly amount: number;
  readonly chargeOn?: JstDate;
}

/** What has been said and done for the renewal of one term. */
export interface RenewalMarks {
  readonly noticed: Notice | null;
  readonly remindedOn: JstDate | null;
  /** When member and office were told that the present type renews nothing by itself. */
  readonly toldOn: JstDate | null;
  /** What keeps it, and since when the office knows; absent where nothing ever did. */
  readonly held?: { readonly why: RenewalHold; readonly on: JstDate } | null;
}

export interface RenewalFacts {
  readonly today: JstDate;
  readonly through: JstDate;
  /** Of the member's present type; null where it has no terms. */
  readonly settings: TermSettings | null;
  readonly status: MemberStatus;
  /** The member opted in, and neither left since nor was it stopped. */
  readonly isOn: boolean;
  readonly marks: RenewalMarks;
  /** The renewal is billed already, whoever asked for it. */
  readonly isBilled: boolean;
  /** Its bill is open and no card was tried for it: whoever made it, what was promised to be charged is charged. */
  readonly isUncollected: boolean;
  /** Whether mails reach them: nobody is charged untold. */
  readonly canTell: boolean;
  /** What it would cost now, or what its open bill asks for; null where it cannot be billed. */
  readonly amount: number | null;
}

export type RenewalStep =
  | 'nothing'
  /** By hand: how to renew. */
  | 'remind'
  /** By itself: what will be charged, and when. */
  | 'notice'
  | 'charge'
  /** The member counts on it, and the present type has no automatic renewal: never silently. */
  | 'tell'
  /** It does not go on, and the office is told. */
  | 'hold'
  /** What kept it is over. */
  | 'release';

/** When somebody is told whose present type has no terms at all. */
export const noticeDaysWithoutTerms = 30;

export const noMarks: RenewalMarks = { noticed: null, remindedOn: null, toldOn: null };

/**
 * When the card is charged: some days before the end, never on the day of the notice, and never before the day that it named,
 * since the member may stop it until then, whatever the settings or the type have become.
 */
export function chargeOn(through: JstDate, chargeDays: number, notice: Pick<Notice, 'on' | 'chargeOn'>): JstDate {
  const [planned, earliest] = [addDays(through, -chargeDays), notice.chargeOn ?? addDays(notice.on, 1)];
  return planned > earliest ? planned : earliest;
}

/** The notice of this sum, or null: of another sum nobody was told. */
export const noticeOf = ({ noticed }: Pick<RenewalMarks, 'noticed'>, amount: number | null): Notice | null =>
  noticed?.amount === amount ? noticed : null;

/** What keeps a renewal that is due from going on. By hand only a price is needed: whoever presses the button knows of it. */
export function heldBy({ isOn, canTell, amount }: Pick<RenewalFacts, 'isOn' | 'canTell' | 'amount'>): RenewalHold | null {
  if (amount === null) return 'cannot_bill';
  return isOn && !canTell ? 'cannot_tell' : null;
}

function stepDue(facts: RenewalFacts): RenewalStep {
  const { today, through, settings, status, isOn, marks, isBilled, isUncollected, amount } = facts;
  // Who has left is not renewed, who rests is left alone.
  if (status !== 'active' || (isBilled && !isUncollected)) return 'nothing';
  const hasTerms = settings !== null && settings.hasTerms;
  const { noticeDays, graceDays, chargeDays } = hasTerms ? settings : { noticeDays: noticeDaysWithoutTerms, graceDays: 0, chargeDays: 0 };
  if (today < addDays(through, -noticeDays) || today > addDays(through, graceDays)) return 'nothing';
  if (!isOn && (!hasTerms || isBilled || marks.remindedOn !== null)) return 'nothing';
  if (isOn && (!hasTerms || !settings.autoRenewal)) return marks.toldOn === null ? 'tell' : 'nothing';
  if (heldBy(facts) !== null) return 'hold';
  if (!isOn) return 'remind';
  const notice = noticeOf(marks, amount);
  if (notice === null) return 'notice';
  return today >= chargeOn(through, chargeDays, notice) ? 'charge' : 'nothing';
}

/**
 * What is done today for the renewal of one member's term (BIL-15). A sum other than the one that was told is told again
 * before it is charged, so that no change of type or price takes effect silently.
 */
export function nextStep(facts: RenewalFacts): RenewalStep {
  const step = stepDue(facts);
  return step === 'nothing' && facts.marks.held ? 'release' : step;
}
