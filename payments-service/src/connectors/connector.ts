import type {
  ChargeInstructions,
  ChargeMethod,
  KonbiniStore,
  OpenChargeInput,
  moneyEventKinds,
} from '@tsudoi/shared/contracts/payments/charge.contract';
import type { CredentialField } from '@tsudoi/shared/contracts/payments/account.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { ContractWord } from './contract-word.ts';
import type { ListedSettlement, SettlementResult } from './settlement-report.ts';

export type MoneyEventKind = (typeof moneyEventKinds)[number];

/** One provider event, normalised. Amounts are whole yen; NaN-like input never gets this far. */
export interface MoneyEvent {
  readonly kind: MoneyEventKind;
  /** The provider's own clock: decides the order of events of one charge. */
  readonly occurredAt: Date;
  /** Our payment number as the provider repeats it, or null. */
  readonly orderNumber: string | null;
  readonly providerPaymentId: string | null;
  readonly providerSessionId: string | null;
  /** The sum billed to the payer, provider's fees taken out; null when the event tells none in whole yen. */
  readonly amount: Yen | null;
  readonly currency: string | null;
  /** Sum refunded in all so far. */
  readonly refunded: Yen | null;
  readonly instructions: ChargeInstructions | null;
  readonly expiresAt: Date | null;
  /** Running total of what has come into the charge's own account; only where the payer chooses the sum. */
  readonly deposited?: Yen | null;
  /** The very refund that is told of, where the provider tells of each by itself: sums are made of these (case 28). */
  readonly refund?: { readonly id: string; readonly amount: Yen };
  /** The very dispute that is told of, where the provider names it. */
  readonly dispute?: string;
  /** Whether it is about real money, where the provider says so. An account of the other kind does not book it (case 40). */
  readonly mode?: 'test' | 'live';
  /** The provider's own name for why a try failed, as people have to quote it. */
  readonly code?: string;
}

/** What a notice means once it is read. */
export type Reading =
  | { readonly outcome: 'event'; readonly event: MoneyEvent }
  /** The contract by which a kept card was charged has ended at the provider (case 31). */
  | { readonly outcome: 'card_ended'; readonly token: string }
  /** The provider has made a settlement: its lines are to be fetched. */
  | { readonly outcome: 'settlement'; readonly settlementId: string }
  /** Known and without meaning for a charge (a ping, a customer event), or a type we do not know. */
  | { readonly outcome: 'nothing' }
  /** Signed, yet not readable: kept and shown to people. */
  | { readonly outcome: 'unreadable' };

export interface Notice {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface AccountCredentials {
  readonly mode: 'test' | 'live';
  /** What the provider knows the organisation by: one key, or as text whatever the connector needs (a shop's id and password). */
  readonly apiKey: string;
}

export interface ChargeRequest {
  readonly method: ChargeMethod;
  readonly paymentNumber: string;
  /** All that the payer pays: the member's part of the fee is in it. */
  readonly amount: Yen;
  readonly payer: OpenChargeInput['payer'];
  readonly store: OpenChargeInput['store'];
  readonly description: string;
  /** Days for which a number may be paid, today not counted; 0: today only. Where the provider knows none of less, `aDayAtLeast`. */
  readonly expiryDays: number;
  readonly returnUrl: string;
  readonly locale: 'ja' | 'en';
}

/** What came of asking the provider. `unknown` is never guessed at: only an inquiry or a verified notice resolves it. */
export type OpenResult =
  | {
      readonly outcome: 'opened';
      readonly providerIds: Readonly<Record<string, string>>;
      readonly redirectUrl: string | null;
      readonly instructions: ChargeInstructions | null;
      readonly expiresAt: Date | null;
    }
  | { readonly outcome: 'refused'; readonly code: string }
  | { readonly outcome: 'unknown' };

export type VoidResult = { readonly outcome: 'voided' } | { readonly outcome: 'not_voidable' } | { readonly outcome: 'unknown' };

/** One thing that the provider says of a charge, ready for the inbox. */
export interface InquiryAnswer {
  readonly eventId: string;
  readonly body: Buffer;
}

/**
 * The provider's present word on a charge, in the form of its own notices. More than one where a state has another
 * before it: money that was given back had come, and we may have heard of neither.
 */
export type InquiryResult =
  | { readonly outcome: 'found'; readonly answers: readonly [InquiryAnswer, ...InquiryAnswer[]] }
  | { readonly outcome: 'none' }
  | { readonly outcome: 'unknown' };

export interface ChargeReference {
  readonly paymentNumber: string;
  readonly method: ChargeMethod;
  readonly providerIds: Readonly<Record<string, string>>;
  /** Of a charge with an account of its own: what is booked of it. */
  readonly account?: { readonly received: Yen };
}

export interface RefundRequest {
  readonly amount: Yen;
  /** The same for every try of one refund, and never of two; at most 60 ASCII characters. */
  readonly idempotencyKey: string;
}

/** What came of asking for a refund. `unknown` is asked about by `find`, never sent anew without its word. */
export type RefundResult =
  | {
      /** Taken on. The money is back only when an answer or a notice says so. */
      readonly outcome: 'accepted';
      /** The provider's own id of this refund, where it has one. */
      readonly refundId: string | null;
      /** Its last word where it gave that at once, ready for the inbox. */
      readonly answers: readonly InquiryAnswer[];
    }
  | { readonly outcome: 'refused'; readonly code: string }
  | { readonly outcome: 'unknown' };

/** How a provider gives money back. Methods that are not named go back by bank transfer, from the office's own account. */
export interface ConnectorRefunds {
  /** `full`: only all of it in one go. */
  readonly methods: Readonly<Partial<Record<ChargeMethod, 'any' | 'full'>>>;
  refund(credentials: AccountCredentials, charge: ChargeReference, request: RefundRequest): Promise<RefundResult>;
  /** What became of a refund whose answer was lost; `none`: the provider knows of no such refund. */
  find(
    credentials: AccountCredentials,
    charge: ChargeReference,
    request: RefundRequest,
  ): Promise<RefundResult | { readonly outcome: 'none' }>;
}

export interface CardSetupRequest {
  /** Ours, ASCII: the same for every try of one setup. */
  readonly setupId: string;
  readonly payer: { readonly name: string; readonly kana: string; readonly email: string };
  readonly returnUrl: string;
  readonly locale: 'ja' | 'en';
}

export type CardSetupResult =
  | { readonly outcome: 'opened'; readonly providerSetupId: string; readonly redirectUrl: string }
  | { readonly outcome: 'refused'; readonly code: string }
  | { readonly outcome: 'unknown' };

/** What the provider says of a setup. The token charges the card later and is worth as much: it is kept sealed. */
export type CardSetupWord =
  | {
      readonly outcome: 'done';
      readonly token: string;
      readonly brand: string;
      readonly lastFour: string;
      /** YYYY-MM, or null where it does not tell. */
      readonly expires: string | null;
    }
  | { readonly outcome: 'pending' | 'failed' | 'unknown' };

export type CardChargeResult =
  | { readonly outcome: 'charged'; readonly providerIds: Readonly<Record<string, string>>; readonly answers: readonly InquiryAnswer[] }
  /** `usable`: it may go through another time. */
  | { readonly outcome: 'declined'; readonly code: string; readonly usable: boolean }
  /** Not the card's fault: it does not take our key, or there are too many calls. Nothing happened. */
  | { readonly outcome: 'refused'; readonly why: 'key' | 'busy'; readonly code: string }
  | { readonly outcome: 'unknown' };

/** How a provider keeps a card that a payer left on its own page, and charges it with nobody at a page. */
export interface ConnectorCards {
  setUp(credentials: AccountCredentials, request: CardSetupRequest): Promise<CardSetupResult>;
  askSetup(credentials: AccountCredentials, providerSetupId: string): Promise<CardSetupWord>;
  charge(credentials: AccountCredentials, request: ChargeRequest, token: string): Promise<CardChargeResult>;
  /** False: not heard of. Nobody is charged by us any more, whatever the answer. */
  remove(credentials: AccountCredentials, token: string): Promise<boolean>;
}

/**
 * How a provider tells what it transfers and for which payments (providers.md 10, case 46). The notice of it only names it;
 * its lines are read over our own authenticated call.
 */
export interface ConnectorSettlements {
  fetch(credentials: AccountCredentials, settlementId: string): Promise<SettlementResult>;
  /** Those made since then, the oldest first: some of which no notice told, others for what became of them. Null: not heard. */
  recent(credentials: AccountCredentials, since: Date): Promise<readonly ListedSettlement[] | null>;
}

interface ConnectorBase {
  readonly provider: string;
  readonly methods: readonly ChargeMethod[];
  /** Chains at which its konbini numbers can be paid. */
  readonly stores: readonly KonbiniStore[];
  /** The smallest sums it takes; absent where its pages name none. */
  readonly least?: Readonly<Partial<Record<ChargeMethod, Yen>>>;
  /** What the provider takes for a good answer, and for "send it again". */
  /** Notices come with their form in the address; a GET has no effect at any other provider's door. */
  readonly noticeMethod?: 'GET';
  readonly replies: { readonly accepted: string; readonly refused: string };
  /** The key by which the provider repeats an event; null when the body does not tell one. */
  eventKey(notice: Notice): string | null;
  /** The body without passwords, cards and names: only this is stored, once its signature is verified. */
  withoutSecrets(body: Buffer): Buffer;
  openCharge(credentials: AccountCredentials, request: ChargeRequest): Promise<OpenResult>;
  voidCharge(credentials: AccountCredentials, charge: ChargeReference): Promise<VoidResult>;
  inquire(credentials: AccountCredentials, charge: ChargeReference): Promise<InquiryResult>;
  /** Reads a body that the provider gave us on our own request, over its authenticated interface. */
  readInquiry(body: Buffer): Reading;
  /** Absent: nothing can be given back through it. */
  readonly refunds?: ConnectorRefunds;
  /** Absent: it keeps no cards. */
  readonly cards?: ConnectorCards;
  /** Absent: it tells of no settlements, as far as its own pages say. */
  readonly settlements?: ConnectorSettlements;
  /** Decided chargebacks since then; null: not heard. Absent: it tells of them by notice, or has none. */
  readonly chargebacksSince?: (credentials: AccountCredentials, from: Date) => Promise<readonly InquiryAnswer[] | null>;
}

/** A provider that signs: its notices may move money once `verify` has said yes. */
export interface SignedConnector extends ConnectorBase {
  readonly authenticity: 'signed';
  /** `now` is real time, whatever business time is: a signature may say when it was made. */
  verify(notice: Notice, secrets: readonly string[], now: Date): boolean;
  /** Signed by the provider, at whatever time; only where the signature names one. */
  signedAtAll?(notice: Notice, secrets: readonly string[]): boolean;
  readNotice(notice: Notice): Reading;
}

/**
 * A provider that does not sign: there is no `readNotice`, so that a notice cannot become a money event. It only names
 * the charge to ask about; what moves money is the answer to `inquire`, read by `readInquiry`.
 */
export interface UnsignedConnector extends ConnectorBase {
  readonly authenticity: 'unsigned';
  /** Cheap plausibility (form, shop), never a proof. What is not plausible is refused and stored nowhere. */
  plausible(notice: Notice, marks: readonly string[]): boolean;
  /** Null: about something that no charge of ours is. */
  chargeNamedBy(notice: Notice): ChargeReference | null;
  /** Told again in the same words, a notice or an answer may be about more money: it says no sum that came (cases 18, 20). Absent: never. */
  mayTellOfMore?(notice: Notice): boolean;
  /** What it tells of a contract under which the provider charges by itself; null: nothing of any. Absent where there are none. */
  contractWord?(notice: Notice): ContractWord | null;
}

export type Connector = SignedConnector | UnsignedConnector;

/** One thing that an account at a provider consists of. */
export interface ProviderField extends Omit<CredentialField, 'replaces' | 'corrects'> {
  /** What the provider knows the organisation by: it stays once something was opened under it. */
  readonly isName?: true;
  /** A live value may look otherwise than one for tests: then one is not taken for the other (providers.md 10, 40). */
  readonly pattern: Readonly<Record<'test' | 'live', RegExp>>;
}

/** What an organisation's account at a provider holds; both are sealed before they are stored. */
export interface AccountSecrets {
  readonly apiKey: string;
  /** What notices are verified with: keys of signatures, or the shop that an unsigned notice has to name. */
  readonly webhookSecrets: readonly [string, ...string[]];
}

export type CredentialValues = Readonly<Record<string, string>>;

/** One provider: what its folder gives to the registry. */
export interface Provider {
  /** Folder, address of its callbacks and name in the environment (`gmo-pg`: GMO_PG_API_URL). */
  readonly name: string;
  readonly liveUrl: string;
  /** False while its calls are only assumed: it can be tried out, and takes no live account until its provider has confirmed them. */
  readonly confirmedForLive: boolean;
  /** The address of its notices ends in the account's first secret: all that such a provider can be known by. */
  readonly secretInAddress?: true;
  connect(apiUrl: string): Connector;
  /** What the operator enters for an account, field by field; `pattern` says what a value looks like in each mode. */
  readonly credentialFields: readonly ProviderField[];
  /** The account that values make, each of which fits its field. */
  accountOf(values: CredentialValues): AccountSecrets;
  /** What stands for the key of calls, with other values for its secret parts; absent where it cannot be replaced in place. */
  readonly withKey?: (apiKey: string, values: CredentialValues) => string;
  /** What stands for the key of calls where a secret of notices is part of it, with other values for that; absent where it is none. */
  readonly rotated?: (apiKey: string, values: CredentialValues) => string;
  /** The account with other values for some of what is no secret; absent where all of it is. */
  readonly corrected?: (before: AccountSecrets, values: CredentialValues) => AccountSecrets;
  /** A new account at the stand-in provider, development only. */
  trialAccount(): AccountSecrets;
}
