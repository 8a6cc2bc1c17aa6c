import type { ChargeInstructions, ChargeMethod, KonbiniStore, OpenChargeInput } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';

/** What an event says about a charge, in our words (providers.md 9). */
export const moneyEventKinds = [
  'instructions_issued',
  'authorized',
  'try_failed',
  'expired',
  'voided',
  'provisional',
  'provisional_withdrawn',
  'final',
  'partly_refunded',
  'refunded',
  'charged_back',
  'chargeback_won',
] as const;
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
  /** The provider's own name for why a try failed, as people have to quote it. */
  readonly code?: string;
}

/** What a notice means once it is read. */
export type Reading =
  | { readonly outcome: 'event'; readonly event: MoneyEvent }
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
  readonly amount: Yen;
  readonly payer: OpenChargeInput['payer'];
  readonly store: OpenChargeInput['store'];
  readonly description: string;
  /** Days for which a number may be paid, today not counted; at least 1. */
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
}

interface ConnectorBase {
  readonly provider: string;
  readonly methods: readonly ChargeMethod[];
  /** Chains at which its konbini numbers can be paid. */
  readonly stores: readonly KonbiniStore[];
  /** What the provider takes for a good answer, and for "send it again". */
  readonly replies: { readonly accepted: string; readonly refused: string };
  /** The key by which the provider repeats an event; null when the body does not tell one. */
  eventKey(notice: Notice): string | null;
  openCharge(credentials: AccountCredentials, request: ChargeRequest): Promise<OpenResult>;
  voidCharge(credentials: AccountCredentials, charge: ChargeReference): Promise<VoidResult>;
  inquire(credentials: AccountCredentials, charge: ChargeReference): Promise<InquiryResult>;
  /** Reads a body that the provider gave us on our own request, over its authenticated interface. */
  readInquiry(body: Buffer): Reading;
}

/** A provider that signs: its notices may move money once `verify` has said yes. */
export interface SignedConnector extends ConnectorBase {
  readonly authenticity: 'signed';
  verify(notice: Notice, secrets: readonly string[]): boolean;
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
  /** The body without passwords, cards and names: only this is stored. */
  withoutSecrets(body: Buffer): Buffer;
}

export type Connector = SignedConnector | UnsignedConnector;

/** What an organisation's account at a provider holds; both are sealed before they are stored. */
export interface AccountSecrets {
  readonly apiKey: string;
  /** What notices are verified with: keys of signatures, or the shop that an unsigned notice has to name. */
  readonly webhookSecrets: readonly [string, ...string[]];
}

/** One provider: what its folder gives to the registry. */
export interface Provider {
  /** Folder, address of its callbacks and name in the environment (`gmo-pg`: GMO_PG_API_URL). */
  readonly name: string;
  readonly liveUrl: string;
  connect(apiUrl: string): Connector;
  /** A new account at the stand-in provider, development only. */
  trialAccount(): AccountSecrets;
}
