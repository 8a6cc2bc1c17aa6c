import type { ChargeDocument } from './charge.repository.ts';
import { takesMoney } from './charge.rules.ts';
import { isUnanswered, pageLifeMs } from './charge-slip.rules.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** An answer was lost, or a number is to be voided: T28. After the last look the charge stays as it is for people. */
const afterSilence: readonly number[] = [minute, 5 * minute, 30 * minute, hour, 6 * hour, day, day, day];
/** The payer may pay at any time, and the notice of it may be lost: soon at first, then a few times a day (domain.md 3.8). */
const whilePayable: readonly number[] = [10 * minute, hour, 3 * hour];
const later = 6 * hour;
/** A kiosk slip may be paid half an hour after its deadline, and the provider tells within three hours. */
const graceMs = 3 * hour;
/** Slips may be reported a business day late, over a weekend. After that a number that is unpaid was never paid. */
const lateMs = 4 * day;
/** GMO-PG ends its numbers step by step from 03:00 of the next day. Of the last three looks one has to be answered. */
const afterDeadline: readonly number[] = [graceMs, 15 * hour, lateMs, 5 * day, 7 * day];
/** No provider's number lives longer (providers.md 1.4, 2, 3.1): the deadline of one that came without. */
const numberLifeMs = 60 * day;
/** The final word about a report may come more than a week after the scan, and may be lost like any other. */
const reportLifeMs = 30 * day;
/** A hold of a card that its provider lets go after weeks, and may let go unheard: once a week, and never longer than any number lives. */
const whileHeld = 7 * day;

/** For so long what somebody wants to know at once is asked again about, once a minute, where its provider does not answer. */
const wantedMs = 8 * minute;

/** When a look that somebody wants is taken again if nothing is heard now. Null: nobody wants one, or it was tried for long enough. */
export const wantedAgainAt = ({ wantedAt }: Pick<ChargeDocument, 'wantedAt'>, now: Date): Date | null =>
  wantedAt && now.getTime() - wantedAt.getTime() < wantedMs ? new Date(now.getTime() + minute) : null;

/** How often a provider has to say that it knows of no such thing before it counts as never made: the first try may still be under way. */
export const leastDenials = 3;

/** Nobody has heard what became of its opening. */
export const isUnheard = (charge: ChargeDocument): boolean => charge.state === 'unknown' || isUnanswered(charge);

/** A saved card is charged again by itself: for so long its provider may still come upon the first time. */
const cardSilenceMs = 3 * day;

/**
 * A provider that denies a charge three times has never opened it, so that the payer may begin anew. Of a saved card the
 * denial has to come after three days as well, which is at the last look; the next try has a key of its own.
 */
export const isNeverOpened = (charge: ChargeDocument, denials: number, now: Date): boolean =>
  isUnheard(charge) && denials >= leastDenials && (!charge.cardId || charge.createdAt.getTime() + cardSilenceMs <= now.getTime());

/** Whether the answer of a last look may still be the word that was missing: a look later it is not. */
export const mayStillTell = (charge: Pick<ChargeDocument, 'voidWanted' | 'inquiries'>, outcome: 'found' | 'none' | 'unknown'): boolean =>
  outcome === 'found' && !charge.voidWanted && charge.inquiries < afterSilence.length;

const deadlineOf = ({ expiresAt, createdAt }: Pick<ChargeDocument, 'expiresAt' | 'createdAt'>): number =>
  expiresAt ? expiresAt.getTime() : createdAt.getTime() + numberLifeMs;

type Deadlined = Pick<ChargeDocument, 'state' | 'expiresAt' | 'createdAt'>;

/** A number that no till takes any more, nor a kiosk's slip of it; what was paid in time may still be on its way to us. */
export const isPastPaying = (charge: Deadlined, now: Date): boolean =>
  charge.state === 'awaiting' && deadlineOf(charge) + graceMs <= now.getTime();

/** So long past its deadline that the provider's word that it is unpaid ends it (domain.md 3.8). */
export const isOver = (charge: Deadlined, now: Date): boolean =>
  charge.state === 'awaiting' && deadlineOf(charge) + lateMs <= now.getTime();

/** A try failed on the provider's page, where the payer may make another as long as it is open (providers.md 1.2). */
const mayTryAgain = ({ state, redirectUrl, createdAt }: Pick<ChargeDocument, 'state' | 'redirectUrl' | 'createdAt'>, now: Date): boolean =>
  state === 'failed' && redirectUrl !== null && createdAt.getTime() + pageLifeMs > now.getTime();

/** Money may come of it: as it stands, or by another try on its page. */
export const mayBePaid = (charge: Pick<ChargeDocument, 'state' | 'redirectUrl' | 'createdAt'>, now: Date): boolean =>
  takesMoney(charge) || mayTryAgain(charge, now);

/** A number that is out, or a report or a hold of which the final word is missing: it has an end to be asked about. */
export const isOut = ({ state, voidWanted }: Pick<ChargeDocument, 'state' | 'voidWanted'>): boolean =>
  !voidWanted && (state === 'awaiting' || state === 'provisional' || state === 'authorized');

/** Nobody asks about it by itself any more: whoever asks for another way to pay has it looked at once more. */
export const isLeft = (charge: ChargeDocument): boolean =>
  charge.nextInquiryAt === null && (isUnheard(charge) || charge.state === 'authorized');

type Facts = Pick<
  ChargeDocument,
  'state' | 'account' | 'method' | 'inquiries' | 'createdAt' | 'expiresAt' | 'voidWanted' | 'redirectUrl' | 'instructions'
>;

/**
 * When the provider is asked next about a charge, after `inquiries` looks since it came into its state. Null: never
 * again. The only place that says so; business time, the same for the same facts.
 */
export function nextInquiryAt(charge: Facts, now: Date): Date | null {
  // A bank is asked nothing: its result file says what became of a debit.
  if (!mayBePaid(charge, now) || charge.method === 'direct_debit') return null;
  const known =
    charge.state !== 'unknown' && (charge.redirectUrl !== null || charge.instructions !== null || charge.state === 'authorized');
  if (charge.voidWanted || !known) {
    const wait = afterSilence[charge.inquiries];
    return wait === undefined ? null : new Date(now.getTime() + wait);
  }
  const [firstOfLast, ...others] = lastLooks(charge);
  const upcoming = [firstOfLast, ...others].find((at) => at > now.getTime());
  // A report that is withdrawn after its number's end is asked about once more: it has no other look before it.
  if (upcoming === undefined)
    return charge.state === 'awaiting' && charge.inquiries === 0 ? new Date(now.getTime() + whilePayable[0]!) : null;
  if (charge.state === 'authorized' && now.getTime() >= charge.createdAt.getTime() + pageLifeMs)
    return new Date(Math.min(now.getTime() + whileHeld, upcoming));
  const next = now.getTime() + (whilePayable[charge.inquiries] ?? later);
  return new Date(next <= firstOfLast - graceMs ? next : upcoming);
}

function lastLooks({ state, expiresAt, createdAt, instructions }: Facts): readonly [number, ...number[]] {
  if (state === 'provisional') return [(expiresAt ?? createdAt).getTime() + reportLifeMs];
  if (state === 'authorized') return [createdAt.getTime() + numberLifeMs];
  if (!expiresAt && !instructions) return [createdAt.getTime() + pageLifeMs];
  const [first, ...others] = afterDeadline.map((wait) => deadlineOf({ expiresAt, createdAt }) + wait);
  return [first!, ...others];
}
