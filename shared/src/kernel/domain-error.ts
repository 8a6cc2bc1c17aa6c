import type { NeededParams } from './domain-error-places.ts';

/**
 * Every refusal the product can give, by code. The client's texts are a Record over these codes, so that a missing
 * translation does not compile (design.md 5). `params` carry what the text names (domain-error-places.ts): dates as they are
 * kept, which the client writes in its language; personal data of others only to whoever of the office may read them.
 */
export const domainErrorCodes = {
  // general
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  UNAUTHENTICATED: 401,
  CONFLICT: 409,
  INVALID_INPUT: 400,
  INVALID_TRANSITION: 409,
  TOO_MANY_REQUESTS: 429,
  IDEMPOTENCY_MISMATCH: 409,
  IN_PROGRESS: 409,
  UNEXPECTED: 500,
  /** The database is away for a moment. */
  UNAVAILABLE: 503,
  // organisations and identity
  SLUG_TAKEN: 409,
  ORGANIZATION_NOT_ACTIVE: 403,
  LOGIN_FAILED: 401,
  LOGIN_DELAYED: 429,
  PENDING_APPROVAL: 403,
  MEMBERSHIP_ENDED: 403,
  MY_PAGE_CLOSED: 403,
  TERM_ENDED: 403,
  PASSWORD_TOO_SHORT: 400,
  PASSWORD_TOO_LONG: 400,
  PASSWORD_TOO_COMMON: 400,
  PASSWORD_CHARACTER: 400,
  PASSWORD_FULL_WIDTH: 400,
  TOKEN_INVALID: 400,
  TOKEN_EXPIRED: 400,
  TOKEN_USED: 409,
  TOKEN_SUPERSEDED: 409,
  EMAIL_TAKEN: 409,
  EMAIL_UNDELIVERABLE: 400,
  IDENTITY_MISMATCH: 403,
  CONTACT_READING_MISSING: 409,
  LAST_OWNER: 409,
  CONTACT_OWNER: 409,
  NOT_ONESELF: 409,
  SECOND_STEP_WRONG: 401,
  SECOND_STEP_EXPIRED: 401,
  SECOND_STEP_REQUIRED: 409,
  PASSKEY_REFUSED: 400,
  TOO_MANY_PASSKEYS: 409,
  INQUIRY_NO_MATCH: 409,
  OWN_LOGIN_NEEDED: 403,
  SECOND_PERSON_NEEDED: 403,
  RECOVERY_OPEN: 409,
  // terms of membership
  /** `why` says which; the client has words for each. */
  RENEWAL_REFUSED: 409,
  // members
  /** `memberId` and `name`: who has it. */
  NUMBER_TAKEN: 409,
  /** Nobody has the number; somebody logs in with what its log-in ID would be. */
  LOGIN_ID_TAKEN: 409,
  MEMBERSHIP_TYPE_IN_USE: 409,
  /** `name` is the type whose yearly proof it is, or that falls back to it. */
  MEMBERSHIP_TYPE_IN_PROOF: 409,
  /** `date` is the last day on which the yearly proof was taken. */
  PROOF_OVER: 409,
  PROOF_DAY_IMPLAUSIBLE: 400,
  MEMBERSHIP_TYPE_APPLIED_FOR: 409,
  MEMBERSHIP_TYPE_ARCHIVED: 409,
  SAVED_VIEW_LIMIT: 409,
  MEMBERSHIP_TYPE_NAME_TAKEN: 409,
  /** `date` and `status` of the entry that has the day; so in those below. */
  STATUS_DATE_TAKEN: 409,
  STATUS_BEFORE_FIRST: 409,
  STATUS_NEXT_IN_WAY: 409,
  STATUS_DATE_TOO_EARLY: 409,
  STATUS_DATE_IMPLAUSIBLE: 400,
  STATUS_NOT_SCHEDULED: 409,
  /** `date` is the day of the entry that could not be without the one in question. */
  STATUS_CARRIES_NEXT: 409,
  STATUS_OF_APPLICATION: 409,
  NOT_UNDOABLE: 409,
  JOB_UNDO_OVER: 409,
  CHANGED_SINCE: 409,
  FILE_GONE: 409,
  MEMBER_MERGED: 409,
  MERGE_PLAN_STALE: 409,
  MERGE_BLOCKED: 409,
  MERGE_UNDO_OVER: 409,
  MERGE_UNDO_BLOCKED: 409,
  NO_LOGIN_WITHOUT_EMAIL: 409,
  NO_RESET_WITHOUT_EMAIL: 409,
  CUSTOM_FIELD_LIMIT: 409,
  CUSTOM_FIELD_NAME_TAKEN: 409,
  BIRTH_DATE_IMPLAUSIBLE: 400,
  JOINED_ON_IMPLAUSIBLE: 400,
  JOINED_ON_AFTER_STATUS: 400,
  CSV_UNREADABLE: 400,
  CSV_NOT_TEXT: 400,
  CSV_EMPTY: 400,
  CSV_TOO_LARGE: 400,
  CSV_TOO_MANY_COLUMNS: 400,
  CSV_BROKEN_LINE: 400,
  CSV_HEADER_MISSING: 400,
  CSV_HEADER_TWICE: 400,
  CSV_HAS_ERRORS: 400,
  IMPORT_ALREADY_RUN: 409,
  IMPORT_PLAN_STALE: 409,
  IMPORT_UNDO_OVER: 409,
  EXPORT_TOO_LARGE: 409,
  EXPORT_IN_BACKGROUND: 409,
  EXPORTS_RUNNING: 409,
  PAPER_TOO_LARGE: 409,
  STATEMENT_TOO_LARGE: 409,
  // files
  FILE_TOO_LARGE: 400,
  FILE_MISSING: 400,
  FILE_TYPE_REFUSED: 400,
  FILE_NOT_AS_NAMED: 400,
  FILE_UNREADABLE: 400,
  FILE_ACTIVE: 400,
  FILE_INFECTED: 400,
  FILES_WAITING: 409,
  SCANNER_UNAVAILABLE: 503,
  // applications
  JOINING_CLOSED: 409,
  JOINING_NOT_READY: 409,
  TERMS_CHANGED: 409,
  TYPE_NOT_OFFERED: 409,
  CODE_WRONG: 400,
  ADDRESS_CHECK_PENDING: 409,
  APPLICATION_OPEN: 409,
  JOINING_FEE_UNPAID: 409,
  JOINED_BEFORE_APPLYING: 400,
  REJOINED_BEFORE_LEAVING: 400,
  // billing
  BILLING_ITEM_NAME_TAKEN: 409,
  DONATION_NOT_ALLOWED: 400,
  RUN_ACTIVE: 409,
  RUN_PLAN_STALE: 409,
  BILL_HAS_PAYMENT: 409,
  BILL_HAS_AUTHORIZED_CHARGE: 409,
  /** It stands in a request for direct debits: the bank draws it, whatever is wished here. */
  BILL_AT_BANK: 409,
  BILL_CANCELLED: 409,
  CANCEL_PLAN_STALE: 409,
  /** Money is on it, so its sum stays as it is. */
  BILL_AMOUNT_FIXED: 409,
  /** The bill or run is not what was seen when it was acted on: `what` names it, and `happened` what a colleague did. */
  BILL_CHANGED_SINCE: 409,
  BILL_NOT_PAYABLE: 409,
  // payments
  METHOD_NOT_AVAILABLE: 409,
  CARD_NEEDS_MAIL: 409,
  AMOUNT_OVER_METHOD_LIMIT: 409,
  CHARGE_IN_PROGRESS: 409,
  PROVIDER_UNAVAILABLE: 503,
  SANDBOX_NOT_AVAILABLE: 403,
  /** Donations may not be collected online. */
  DONATION_PURPOSE: 409,
  INDIVIDUAL_CARD_ONLY: 409,
  SCREENING_INCOMPLETE: 409,
  SCREENING_UNDER_REVIEW: 409,
  SCREENING_FILES_FULL: 409,
  SCREENING_FILE_KEPT: 409,
  /** `why` says it: a CredentialRefusal, worded by the screen that enters accounts. */
  CREDENTIALS_REFUSED: 409,
  ALLOCATION_EXCEEDS_PAYMENT: 409,
  PAYMENT_NOT_REVERSIBLE: 409,
  /** A colleague has taken it back already. */
  PAYMENT_REVERSED: 409,
  SPLIT_MISMATCH: 400,
  /** More of a deposit for one than a payment can be. */
  PAYMENT_TOO_LARGE: 409,
  CREDIT_EXCEEDED: 409,
  ALLOCATION_EXCEEDS_BILL: 409,
  PAYMENT_NOT_CONFIRMED: 409,
  WRITE_OFF_TOO_LARGE: 409,
  REFUND_EXCEEDS_PAYMENT: 409,
  REFUND_WAY_NOT_AVAILABLE: 409,
  REFUND_NEEDS_APPROVAL: 409,
  /** Whoever asked for a refund does not agree to it themself. */
  REFUND_OWN_REQUEST: 403,
  /** A refund of the payment is under way: it is declined first, or the money would go twice. */
  REFUND_PROMISED: 409,
  /** Nothing that went back explains it. */
  REFUND_NOT_SEEN: 409,
  TASK_DONE: 409,
  /** Whoever asked for held money to be booked does not agree to it themself. */
  TASK_OWN_REQUEST: 403,
  /** The operator has not opened direct debit for the organisation (PAY-04). */
  DEBIT_NOT_APPROVED: 409,
  /** Mandates that live name the consignor of the contract as it is. */
  DEBIT_CONSIGNOR_FIXED: 409,
  /** The product takes nobody new; whoever has it goes on. */
  RECURRING_CLOSED: 409,
  /** Bills are still being looked at, or nothing is to be drawn. */
  DEBIT_NOT_READY: 409,
  DEBIT_MONTH_OVER: 409,
  /** `character` cannot be written in a file of a bank. */
  KANA_NOT_ALLOWED: 400,
  KANA_TOO_LONG: 400,
  ACCOUNT_NUMBER_MISSING: 400,
  /** Bills of a link to be made are not what they were in its plan. */
  PAY_LINK_PLAN_STALE: 409,
  /** What the payer saw is not what is open now: the page reads it anew. */
  PAY_LINK_CHANGED: 409,
  /** Withdrawn, over, or nothing of it left to pay. */
  PAY_LINK_CLOSED: 409,
  /** Somebody else's to pay, by a link. */
  BILL_IN_PAY_LINK: 409,
  /** `why` says it: one of the reasons in correction.contract.ts, worded by the screen that corrects. */
  CORRECTION_REFUSED: 409,
  // payouts
  PAYOUT_ACCOUNT_MISSING: 409,
  /** Came back from the bank, and the account is still the one it was sent to. */
  PAYOUT_ACCOUNT_NOT_FIXED: 409,
  /** Who of the operator entered an account does not approve a payout to it. */
  PAYOUT_ACCOUNT_OWN: 403,
  PAYOUT_NOTHING_TO_EXPORT: 409,
  PAYOUT_SENDER_MISSING: 409,
  // documents
  RECEIPT_NOT_AVAILABLE: 409,
  RECEIPT_VOIDED: 409,
  INVOICE_NOT_AVAILABLE: 409,
  /** `payer` pays the bill in the member's place, and the invoice is in their name. */
  INVOICE_BY_PAYER: 409,
  CREDIT_NOTE_TOO_LARGE: 409,
  PAPERS_TOO_MANY: 409,
  /** No account is written down in the settings of papers. */
  BANK_DETAILS_MISSING: 409,
  /** A member without an address, and no other one was given. */
  NO_ADDRESS: 409,
  BOOKS_TOO_MANY: 409,
  BOOKS_EMPTY: 409,
  BOOKS_ACCOUNTS_MISSING: 409,
  // webhooks
  WEBHOOK_LIMIT: 409,
  /** Switched off: nothing is sent there. */
  WEBHOOK_OFF: 409,
} as const satisfies Record<string, number>;

export type DomainErrorCode = keyof typeof domainErrorCodes;
export type DomainErrorParams = Readonly<Record<string, string | number>>;
/** What is wrong with one part of an input, where only the organisation's own settings tell: the same as a schema's issue. */
export interface DomainIssue {
  readonly path: readonly (string | number)[];
  readonly code: string;
}

/** Codes whose texts name nothing. */
export type PlainErrorCode = { [C in DomainErrorCode]: [NeededParams<C>] extends [never] ? C : never }[DomainErrorCode];

/** What comes with a code: nothing has to, unless its text names something. */
type Details<C extends DomainErrorCode> = [NeededParams<C>] extends [never]
  ? [params?: DomainErrorParams, issues?: readonly DomainIssue[]]
  : [params: DomainErrorParams & Readonly<Record<NeededParams<C>, string | number>>, issues?: readonly DomainIssue[]];

/** An expected refusal. Thrown by rules and services, mapped once at the edge; its message never reaches a client. */
export class DomainError<C extends DomainErrorCode = DomainErrorCode> extends Error {
  readonly code: DomainErrorCode;
  readonly params: DomainErrorParams;
  readonly issues: readonly DomainIssue[];

  constructor(code: C, ...details: Details<C>) {
    super(code);
    const [params = {}, issues = []] = details as readonly [params?: DomainErrorParams, issues?: readonly DomainIssue[]];
    this.name = 'DomainError';
    this.code = code;
    this.params = params;
    this.issues = issues;
  }

  /** As another service has told it, with all that came along. */
  static told(code: DomainErrorCode, params: DomainErrorParams, issues: readonly DomainIssue[]): DomainError {
    return new DomainError(code as 'UNEXPECTED', params, issues);
  }

  get httpStatus(): number {
    return domainErrorCodes[this.code];
  }
}

export function isDomainErrorCode(value: unknown): value is DomainErrorCode {
  return typeof value === 'string' && Object.hasOwn(domainErrorCodes, value);
}
