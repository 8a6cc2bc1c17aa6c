import type { Clock } from '@tsudoi/shared/service/clock';
import type { Log } from '@tsudoi/shared/service/log';
import type { Metrics } from '@tsudoi/shared/service/metrics';
import type { Databases } from '@tsudoi/shared/service/mongo';
import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { DuesCardState } from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import type { TermLength } from '@tsudoi/shared/contracts/renewals/term-length.contract';
import type { ApplicationId, BillId, MailId, MemberId, MembershipTypeId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Rounding, Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from './actor.ts';
import type { MailRow } from './mail-outbox.ts';
import type { MemberRows } from './member-rows.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ReadLog } from './read-log.ts';
import type { ServerEnv } from './environment.ts';
import type { LiveFeed } from './live.ts';

/** What the account side needs to know of a member, without knowing the member module, which comes later. */
export interface MemberCard {
  readonly memberId: MemberId;
  readonly memberNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
  /** What stands behind that name in a letter (敬称). */
  readonly honorific: string;
  readonly membershipTypeName: string;
  readonly contactEmail: string;
  /** active or suspended: may log in (domain.md 3.5). */
  readonly mayLogIn: boolean;
  /** Left, expelled or dead, and not to be in again on a day to come. */
  readonly gone?: boolean;
  /** Applied and not yet approved. */
  readonly pending: boolean;
  /** Asked to pay before the decision: may log in for that. */
  readonly paysAhead?: boolean;
  /** Admitted but for 入会金. */
  readonly awaitsPayment?: boolean;
  /** A corporate member of an organisation that keeps My Page for persons (MEM-07). */
  readonly myPageClosed?: boolean;
}

/** A member as told apart from others who are like them. */
export interface MemberPerson extends MemberCard {
  readonly birthDate: string;
}

/** 入会金 of somebody who has just been admitted. */
export interface JoiningFeeDue {
  readonly applicationId: ApplicationId;
  readonly member: {
    readonly _id: MemberId;
    readonly memberNumber: string;
    readonly familyName: string;
    readonly givenName: string;
    readonly familyNameKana: string;
    readonly givenNameKana: string;
    readonly membershipTypeId: MembershipTypeId;
  };
  readonly amount: Yen;
  /** From when it can be paid; the fiscal year of the bill is that of this day. */
  readonly payableFrom: JstDate;
  readonly dueOn: JstDate;
}

/** What a record says of how an applicant is called and reached. */
export interface ApplicantContact {
  readonly _id: MemberId;
  readonly contactEmail: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
}

/** A bill for 入会金, as far as the decision needs it. */
export interface JoiningFeeBill {
  readonly billId: BillId;
  readonly amount: Yen;
  readonly outstanding: Yen;
  readonly status: BillStatus;
  readonly dueOn: JstDate;
  /** Some of it is only reported yet (速報) and may be taken back. */
  readonly provisional: boolean;
  /** Until when the number or account that is out for it can be paid, which may be a day longer than the bill; null without one. */
  readonly numberUntil: Date | null;
}

/** A card was chosen for the dues. */
export interface CardWishMade {
  readonly memberId: MemberId;
  readonly by: string;
  /** The day from which they are a member: what they left before is no end of it. */
  readonly from: JstDate;
}

/** A bill that stands for others. */
export interface ReplacingBill {
  readonly _id: BillId;
  readonly memberId: MemberId;
}

/** Calls upward, registered in app/: earlier modules name what they need, later ones provide it. */
export interface Hooks {
  /** What belongs to a member elsewhere and goes along when two records become one; each kind behind those it follows. */
  memberRows(): readonly MemberRows[];
  /** Runs in the transaction that opens an organisation. */
  organizationActivated(scope: OrgScope, session: ClientSession): Promise<void>;
  /** What of these members is billed and not paid yet. */
  openBills(scope: OrgScope, memberIds: readonly MemberId[]): Promise<{ readonly members: number; readonly amount: number }>;
  /** The links of payers whose invoices bear these numbers, replaced ones too. */
  linksOfInvoices(scope: OrgScope, numbers: readonly string[]): Promise<ReadonlyMap<string, PayLinkId>>;
  memberCard(scope: OrgScope, memberId: MemberId): Promise<MemberCard | null>;
  /** Runs in the transaction of the admission. */
  billJoiningFee(scope: OrgScope, actor: AuditActor, due: JoiningFeeDue, session: ClientSession): Promise<JoiningFeeBill>;
  /** Whoever is approved before paying has until that day. Runs in the transaction of the decision. */
  extendJoiningFee(scope: OrgScope, actor: AuditActor, billId: BillId, dueOn: JstDate, session: ClientSession): Promise<void>;
  /** Another type is applied for: the bill of the first one ends, with the new fee in its place where it is due by now. */
  replaceJoiningFee(
    scope: OrgScope,
    actor: AuditActor,
    applicationId: ApplicationId,
    due: JoiningFeeDue | null,
    session: ClientSession,
  ): Promise<JoiningFeeBill | null>;
  /** Somebody who is 申請中 has another address or name now: their open application follows. Runs in that transaction. */
  followContactOfApplicant(scope: OrgScope, member: ApplicantContact, session: ClientSession): Promise<void>;
  /** Somebody who is 申請中 has another type now: their open application follows, with what it asks for. Runs in that transaction. */
  followTypeOfApplicant(scope: OrgScope, actor: AuditActor, member: JoiningFeeDue['member'], session: ClientSession): Promise<void>;
  /**
   * A planned admission was taken back: its application waits for a decision again. Runs in that transaction. `rejoinsOn`: of
   * somebody who had left before, whom an application may or may not bring back on that day.
   */
  reopenApplication(
    scope: OrgScope,
    actor: AuditActor,
    memberId: MemberId,
    rejoinsOn: JstDate | null,
    session: ClientSession,
  ): Promise<void>;
  /** The days for which applications of a member were approved: what they brought into the history is theirs to take out. */
  admissionDays(scope: OrgScope, memberId: MemberId): Promise<ReadonlySet<JstDate>>;
  /** How many applications for a type wait for their applicant, for the office or for money. */
  openApplicationsFor(scope: OrgScope, membershipTypeId: MembershipTypeId): Promise<number>;
  /** What the own fields say in the form with which a member waits for a decision. */
  valuesApplied(scope: OrgScope, memberId: MemberId): Promise<CustomValues>;
  /** Whether a form for joining that is kept under a key, and was not sent yet, has that value in an own field. */
  isInDraft(scope: OrgScope, key: string, fieldId: string, value: string): Promise<boolean>;
  /** The bill that was made for an application, or null. */
  /** `memberId`: whose application it is, where many are looked for. */
  joiningFeeOf(scope: OrgScope, applicationId: ApplicationId, session?: ClientSession, memberId?: MemberId): Promise<JoiningFeeBill | null>;
  /** Nobody joins: what was paid becomes credit with a task, the bill is cancelled. Runs in the transaction of the decision. */
  releaseJoiningFee(scope: OrgScope, actor: AuditActor, applicationId: ApplicationId, session: ClientSession): Promise<void>;
  /** The same for many; who is not of the organisation is left out. */
  memberCards(scope: OrgScope, memberIds: readonly MemberId[]): Promise<MemberCard[]>;
  /** Of these, those whose number only stands in the place of one that they have yet to get. */
  awaitNumbers(scope: OrgScope, cards: readonly MemberCard[]): Promise<Set<MemberCard>>;
  /** Everybody with this contact address: a family, or an office with all its people. */
  membersAt(scope: OrgScope, email: string): Promise<MemberCard[]>;
  /** Everybody with this contact address, some with this reading, and those named by id. */
  membersLike(
    scope: OrgScope,
    told: {
      readonly email: string;
      readonly familyNameKana: string;
      readonly givenNameKana: string;
      readonly memberIds: readonly MemberId[];
    },
  ): Promise<MemberPerson[]>;
  /** Types whose members renew a term of their own, with its length: the yearly run over the dues leaves them out (docs/decisions/0043). */
  typesWithTerms(scope: OrgScope): Promise<ReadonlyMap<MembershipTypeId, TermLength>>;
  /** Whether members can pay by direct debit; null when that could not be asked just now. */
  offersDebit(scope: OrgScope): Promise<boolean | null>;
  /** Whether members can leave a card with the provider; null when that could not be asked just now. */
  offersCard(scope: OrgScope): Promise<boolean | null>;
  /** Somebody is admitted who chose a card for their dues. Runs in the transaction of the admission. */
  wishCard(scope: OrgScope, wish: CardWishMade, session: ClientSession): Promise<void>;
  /** Whoever chose a card is not admitted after all. Runs in the transaction of the decision. */
  dropCardWish(scope: OrgScope, wish: Pick<CardWishMade, 'memberId' | 'by'>, session: ClientSession): Promise<void>;
  /** What became of the card that a member chose for their dues. */
  duesCardOf(scope: OrgScope, memberId: MemberId): Promise<DuesCardState>;
  /** A bill was made anew for others, which a correction or its undo has cancelled: what was said of those is true of it. Runs in that transaction. */
  billReplaced(scope: OrgScope, cancelled: readonly BillId[], by: ReplacingBill, session: ClientSession): Promise<void>;
  /** Of mails that are about to go, those that say what is no longer so. */
  unwantedMails(mails: readonly MailRow[]): Promise<ReadonlySet<MailId>>;
  /** How the organisation rounds the tax in its papers. */
  taxRounding(scope: OrgScope): Promise<Rounding>;
  /** A mail cannot be delivered and is given up. Runs in the transaction that says so. */
  mailGivenUp(mail: MailRow, session: ClientSession): Promise<void>;
  /** A member without an address has given one at the first access. Becomes the contact address where there is none, or where it was the same as the log-in address replaced. */
  memberGaveEmail(
    scope: OrgScope,
    memberId: MemberId,
    email: string,
    replaced: string | null,
    actor: AuditActor,
    session: ClientSession,
  ): Promise<void>;
}

/** What every module is given: no module reaches for a global. */
export interface Platform {
  readonly env: ServerEnv;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly databases: Databases;
  readonly hooks: Hooks;
  readonly limits: RateLimits;
  /** What wakes open pages. */
  readonly live: LiveFeed;
  /** Told of whoever of the office was shown data of members. */
  readonly reads: ReadLog;
  /** True once the process is told to end: long work gives itself back between two steps (security.md 4.14). */
  stopping(): boolean;
  /** Look at the outbox now; called after a commit that wrote to it. */
  nudgeOutbox(): void;
  /** Moves what waits in the outbox to the queue, then resolves. */
  drainOutbox(): Promise<void>;
  /** Look at the mail outbox now. */
  nudgeMail(): void;
  /** A wake-up for a job handler of this server, at once or from a moment in real time on (bodies of work live in our own documents). */
  wakeJob(name: string, data: Readonly<Record<string, string>>, at?: Date): Promise<void>;
}
