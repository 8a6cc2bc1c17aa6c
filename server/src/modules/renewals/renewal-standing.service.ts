import type { MemberTermsView, MyTermView, RenewalHold, RenewalRefusal } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { MemberActor } from '../../platform/actor.ts';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type BillDocument,
  factsOf,
  findBills,
  isPayable,
  liveBillOfRenewal,
  outstandingYen,
  renewalFee,
} from '../billing/billing.public.ts';
import { type MemberDocument, findMember, mailAddressOf, statusOn } from '../members/members.public.ts';
import { type MembershipTermDocument, termsOfMember } from './membership-term.repository.ts';
import { consentWording, hasAgreed } from './renewal-consent.rules.ts';
import { type RenewalConsentDocument, consentsOfMember } from './renewal-consent.repository.ts';
import { type RenewalSettingsDocument, settingsOfType } from './renewal-settings.repository.ts';
import { type RenewalDocument, renewalOf } from './renewal.repository.ts';
import { chargeOn, heldBy, noticeOf } from './renewal.rules.ts';
import { liveTerms, nextFrom, termState, validThrough } from './term.rules.ts';

/** All that decides over a member's renewal. */
export interface Standing {
  readonly member: MemberDocument;
  readonly settings: RenewalSettingsDocument;
  readonly rows: readonly MembershipTermDocument[];
  readonly through: JstDate | null;
  readonly renewal: RenewalDocument;
  /** The one live bill of that renewal. */
  readonly bill: BillDocument | null;
  readonly consent: RenewalConsentDocument | null;
  readonly isOn: boolean;
}

/** One look after the other: within a transaction none may overtake another. @throws DomainError NOT_FOUND */
export async function standingOf(platform: Platform, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<Standing> {
  const db = platform.databases.server;
  const member = await findMember(scope, memberId, session);
  const settings = await settingsOfType(db, scope, member.membershipTypeId, session);
  const rows = await termsOfMember(db, scope, memberId, session);
  const through = validThrough(rows);
  const renewal = await renewalOf(db, scope, memberId, through, session);
  const bill = await liveBillOfRenewal(db, scope, memberId, renewal._id, session);
  const consent = (await consentsOfMember(db, scope, memberId, session)).at(-1) ?? null;
  const isOn = hasAgreed(consent, member.statusEntries, platform.clock.today());
  return { member, settings, rows, through, renewal, bill, consent, isOn };
}

/** First day of the term that would be paid for today. */
export const comingFrom = ({ through, settings, member }: Standing, today: JstDate): JstDate => {
  const from = nextFrom(through, today, settings.graceDays);
  return from < member.joinedOn ? member.joinedOn : from;
};

type Fee = { readonly amount: Yen; readonly why: null } | { readonly amount: null; readonly why: RenewalRefusal };

/** What the next term costs, or why it cannot be billed. */
export async function feeOf(platform: Platform, scope: OrgScope, standing: Standing, session?: ClientSession): Promise<Fee> {
  const asked = { member: standing.member, from: comingFrom(standing, platform.clock.today()), months: standing.settings.months };
  try {
    return { amount: (await renewalFee(platform, scope, asked, session)).amount, why: null };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'RENEWAL_REFUSED') throw error;
    return { amount: null, why: error.params['why'] as RenewalRefusal };
  }
}

/** Why the next term is not billed now, or null. */
export function tooEarly({ settings, member, through }: Standing, today: JstDate): RenewalRefusal | null {
  if (!settings.hasTerms) return 'no_terms';
  if (statusOn(member.statusEntries, today) !== 'active') return 'not_active';
  return through !== null && today < addDays(through, -settings.noticeDays) ? 'too_early' : null;
}

/**
 * What an open bill of the renewal asks for while no card was tried for it: the office or the member made it by hand, or a
 * correction in the place of one that was being collected. Null where there is none.
 */
export const uncollectedYen = ({ bill }: Pick<Standing, 'bill'>): Yen | null =>
  bill !== null && isPayable(bill.status) && bill.collecting === undefined ? outstandingYen(factsOf(bill)) : null;

/** Whether the notice of a charge reaches them: there is an address, and none came back from it. */
export async function canTell(
  platform: Platform,
  scope: OrgScope,
  { member }: Pick<Standing, 'member'>,
  session?: ClientSession,
): Promise<boolean> {
  const to = mailAddressOf(member);
  return to !== '' && (await bouncingAmong(platform.databases.server, scope, [to], session)).size === 0;
}

/** What ended because somebody stopped it has not failed. */
const hasFailed = ({ renewal, bill, isOn }: Standing): boolean =>
  (renewal.outcome === 'past_due' || (renewal.outcome === 'ended' && isOn)) && bill !== null && isPayable(bill.status);

/** When the card is charged next, and what keeps it from being charged: both null where nothing is charged by itself. */
async function plannedOf(platform: Platform, scope: OrgScope, standing: Standing, fee: Fee | null) {
  const { settings, member, through, renewal, bill, isOn } = standing;
  const none = { chargeOn: null, held: null };
  if (!isOn || !settings.hasTerms || !settings.autoRenewal || through === null) return none;
  if (statusOn(member.statusEntries, platform.clock.today()) !== 'active') return none;
  const amount = bill === null ? (fee?.amount ?? null) : uncollectedYen(standing);
  // One that the office has cancelled is not made again by itself.
  if (bill === null ? renewal.billed !== null : amount === null) return none;
  const held: RenewalHold | null = heldBy({ isOn, amount, canTell: await canTell(platform, scope, standing) });
  if (held !== null) return { ...none, held };
  const [today, planned] = [platform.clock.today(), addDays(through, -settings.noticeDays)];
  const notice = noticeOf(renewal, amount) ?? { on: planned < today ? today : planned };
  return { ...none, chargeOn: chargeOn(through, settings.chargeDays, notice) };
}

async function viewOf(platform: Platform, scope: OrgScope, standing: Standing, fee: Fee | null) {
  const { settings, through, bill, consent, isOn } = standing;
  const isOpen = bill !== null && isPayable(bill.status);
  return {
    hasTerms: settings.hasTerms,
    through,
    state: termState(through, settings, platform.clock.today()),
    bill: isOpen
      ? {
          billId: bill._id,
          billNumber: bill.billNumber,
          billName: bill.billName,
          amount: outstandingYen(factsOf(bill)),
          status: bill.status,
        }
      : null,
    autoRenewal: {
      offered: settings.hasTerms && settings.autoRenewal,
      isOn,
      since: isOn ? jstDateOf(consent!.at) : null,
      ...(await plannedOf(platform, scope, standing, fee)),
      failed: hasFailed(standing),
    },
  };
}

/** Of a renewal that is not billed. */
const nextFee = (platform: Platform, scope: OrgScope, standing: Standing): Promise<Fee | null> =>
  standing.bill === null && standing.settings.hasTerms ? feeOf(platform, scope, standing) : Promise.resolve(null);

/** 有効期間 of a member in the console, with every row there ever was. @throws DomainError NOT_FOUND */
export async function memberTerms(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<MemberTermsView> {
  const standing = await standingOf(platform, scope, memberId);
  const live = new Set(liveTerms(standing.rows).map(({ _id }) => _id));
  const billIds = standing.rows.flatMap(({ billId }) => (billId === null ? [] : [billId]));
  const bills = new Map((await findBills(platform.databases.server, scope, [...new Set(billIds)])).map((bill) => [bill._id, bill]));
  const terms = standing.rows.toReversed().map((row) => {
    const bill = row.billId === null ? undefined : bills.get(row.billId);
    return {
      termId: row._id,
      kind: row.kind,
      from: row.from,
      through: row.through,
      isLive: live.has(row._id),
      on: jstDateOf(row.at),
      by: row.kind === 'entered' || row.billId === null ? row.by : '',
      reason: row.reason,
      bill: bill ? { billId: bill._id, billNumber: bill.billNumber } : null,
    };
  });
  return { memberId, ...(await viewOf(platform, scope, standing, await nextFee(platform, scope, standing))), terms };
}

/** The same on My Page. */
export async function myTerm(platform: Platform, { scope, memberId }: MemberActor): Promise<MyTermView> {
  const standing = await standingOf(platform, scope, memberId);
  const next = await nextFee(platform, scope, standing);
  const view = await viewOf(platform, scope, standing, next);
  const early = tooEarly(standing, platform.clock.today());
  const fee = early === null ? (next ?? { amount: view.bill?.amount ?? null, why: null }) : { amount: null, why: early };
  const present = liveTerms(standing.rows).find(({ through }) => through === standing.through);
  return { ...view, from: present?.from ?? null, canRenew: fee.amount !== null, ...fee, wording: consentWording };
}
