import type { ReadKind } from '@tsudoi/shared/contracts/members/member-read.contract';
import type { MemberId, UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';

/** Who was shown something: of the office, by id alone. */
export interface Reader {
  readonly scope: OrgScope;
  readonly userId: UserId;
}

/**
 * Who of the office read whose data (security.md 4.11, docs/decisions/0081). What is told to it is kept in memory and written
 * a moment later, so that nobody waits for it.
 */
export interface ReadLog {
  /** Shown on a page; the same of the same member by the same person within some minutes is one row. */
  seen(reader: Reader, kind: ReadKind, memberIds: readonly MemberId[]): void;
  /** Left the house as a file, `ref`: a row each time. */
  taken(reader: Reader, kind: ReadKind, ref: string, memberIds: readonly (MemberId | null | undefined)[]): void;
  /** Waits while much is not written yet: for work that tells faster than the database takes. */
  room(): Promise<void>;
  /** Writes what is known so far. Never throws: what the database does not take now is tried again. */
  flush(): Promise<void>;
  /** Writes the rest and ends. */
  stop(): Promise<void>;
}

/** What the answers about a resource tell of members; null: ids at most. A test holds this beside the router. */
const kindOfResource: Readonly<Record<string, ReadKind | null>> = {
  member: 'profile',
  custom_field: null,
  membership_type: null,
  member_settings: null,
  joining: null,
  application: 'application',
  account: 'login',
  session: null,
  mail: 'login',
  adjustment: 'dues',
  bill: 'dues',
  billingItem: null,
  billingRun: 'dues',
  dunning: 'dues',
  recurringPlan: 'dues',
  payment: 'money',
  charge: 'money',
  deposit: 'money',
  directDebit: 'money',
  payLink: 'money',
  payout: 'money',
  payoutAccount: null,
  refund: 'money',
  settlement: 'money',
  task: 'money',
  report: 'money',
  receipt: 'document',
  paperSettings: null,
  audit: 'log',
  organization: null,
  org_user: null,
  bank_list: null,
  feeTerms: null,
  postal_code: null,
  providerAccount: null,
  saved_view: null,
  screening: null,
  webhook: null,
};
const lists: ReadonlySet<string> = new Set(['members.list', 'members.hidden']);

/** Undefined for a resource that nobody has put in its place. */
export function readKindOf(path: string, resource: string): ReadKind | null | undefined {
  return lists.has(path) ? 'list' : kindOfResource[resource];
}

const idLength = 30;

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === 0 || value === false || value === '' || (Array.isArray(value) && value.length === 0);
/** A member's id with nothing beside it is what was asked, given back: also of an id that is nobody's here. */
const isEcho = (value: object): boolean =>
  'memberId' in value && Object.entries(value).every(([key, part]) => key === 'memberId' || isNothing(part));

/** Every member of whom an answer tells something, wherever in it. */
export function memberIdsIn(answer: unknown): MemberId[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length === idLength && value.startsWith('mem_')) found.add(value);
    } else if (typeof value === 'object' && value !== null && !isEcho(value)) for (const part of Object.values(value)) walk(part);
  };
  walk(answer);
  return [...found] as MemberId[];
}
