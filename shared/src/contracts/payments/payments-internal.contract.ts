import * as z from 'zod';
import { DiscrepancyId } from '../../kernel/deposit-ids.ts';
import { BillId, ChargeId, MemberId, OrgId, RefundId } from '../../kernel/ids.ts';
import { PositiveYen, PriceYen } from '../../kernel/yen.ts';
import {
  AccountAnswer,
  EnterAccountRequest,
  EnteredAccount,
  ProviderFacts,
  ProviderName,
  RotateSecretRequest,
} from './account.contract.ts';
import { cardInternal } from './card.contract.ts';
import {
  AskedProvider,
  ChargeTrace,
  ChargeView,
  ChooseMethodsRequest,
  ConnectSandboxInput,
  DeadNotice,
  MethodAvailability,
  OpenChargeInput,
  OpenChargeOutput,
  ProviderAccountView,
} from './charge.contract.ts';
import { depositsInternal } from './deposit.contract.ts';
import { debitInternal } from './direct-debit.contract.ts';
import { ChargeWhereabouts } from './money-trace.contract.ts';
import { settlementsInternal } from './settlement.contract.ts';

/**
 * The internal interface, procedure by procedure. The payments-service builds its router from it and the server its
 * typed caller, so that neither imports the other and both are checked against one text.
 */
export const paymentsInternal = {
  ...depositsInternal,
  'methods.available': { type: 'query', input: z.strictObject({ amount: PositiveYen }), output: z.array(MethodAvailability) },
  'charges.open': { type: 'mutation', input: OpenChargeInput, output: OpenChargeOutput },
  'charges.get': { type: 'query', input: z.strictObject({ chargeId: ChargeId }), output: ChargeView.nullable() },
  /** The newest charge of a payable that is not over, or null. */
  'charges.forPayable': { type: 'query', input: z.strictObject({ payableId: BillId }), output: ChargeView.nullable() },
  /** Voids every live charge of the payables at the provider; false where money is already authorised. */
  /** How much of held money came, by people's word; 0: none did. */
  'charges.settleHeld': {
    type: 'mutation',
    input: z.strictObject({ discrepancyId: DiscrepancyId, amount: PriceYen }),
    output: z.object({}),
  },
  'charges.voidForPayables': {
    type: 'mutation',
    input: z.strictObject({ payableIds: z.array(BillId).max(200) }),
    output: z.object({ voided: z.boolean() }),
  },
  /** People ask the provider about one charge, whatever state it is in; a few times a minute. */
  'charges.ask': { type: 'mutation', input: z.strictObject({ chargeId: ChargeId }), output: AskedProvider },
  /** Whether the provider gives a paid charge back: any part of it, only all of it, or nothing. */
  'charges.refundable': {
    type: 'query',
    input: z.strictObject({ chargeId: ChargeId }),
    output: z.object({ way: z.enum(['any', 'full', 'none']) }),
  },
  /** People's word about a refund that nobody answered for. */
  'charges.refundSaid': { type: 'mutation', input: z.strictObject({ refundId: RefundId, made: z.boolean() }), output: z.object({}) },
  /** Charges with all that happened to them, newest first: one, or the newest hundred of some members. */
  'traces.charges': {
    type: 'query',
    input: z.strictObject({
      chargeId: ChargeId.nullish(),
      paymentNumber: z.string().max(20).nullish(),
      memberIds: z.array(MemberId).max(20).default([]),
    }),
    output: z.array(ChargeTrace),
  },
  /** In which payouts and settlements the money of a charge is. */
  'traces.whereabouts': { type: 'query', input: z.strictObject({ chargeId: ChargeId }), output: ChargeWhereabouts },
  'inbox.dead': { type: 'query', input: z.strictObject({}), output: z.array(DeadNotice) },
  /** Works on a dead notice once more; false when it is not dead (any more). */
  'inbox.replay': {
    type: 'mutation',
    input: z.strictObject({ id: z.string().max(300) }),
    output: z.object({ replayed: z.boolean() }),
  },
  /** The organisation is no more: what it told of people is emptied, sums and numbers stay. Twice is harmless. */
  'payables.forgetNames': { type: 'mutation', input: z.strictObject({}), output: z.object({ forgotten: z.number().int() }) },
  /** The organisation's accounts with the methods each offers now; the first takes new payments. */
  'accounts.list': { type: 'query', input: z.strictObject({}), output: z.array(ProviderAccountView) },
  /** For the operator: which providers there are, and what each asks an account for. */
  'accounts.providers': { type: 'query', input: z.strictObject({}), output: z.array(ProviderFacts) },
  /** For the operator: the accounts as they were entered; no secret comes back. */
  'accounts.entered': { type: 'query', input: z.strictObject({}), output: z.array(EnteredAccount) },
  'accounts.enter': { type: 'mutation', input: EnterAccountRequest, output: AccountAnswer },
  /** A new secret for notices; the one before stays valid for some days. */
  'accounts.rotate': { type: 'mutation', input: RotateSecretRequest, output: AccountAnswer },
  /** Which new payments an account takes from now on; of two that take the same, this one. */
  'accounts.choose': { type: 'mutation', input: ChooseMethodsRequest, output: AccountAnswer },
  /** Development only: which providers can be tried out. */
  'accounts.sandboxProviders': { type: 'query', input: z.strictObject({}), output: z.array(ProviderName) },
  /** Development only: registers the organisation at the stand-in of a provider, which then takes new payments. */
  'accounts.connectSandbox': { type: 'mutation', input: ConnectSandboxInput, output: ProviderAccountView },
  ...debitInternal,
  ...cardInternal,
  ...settlementsInternal,
} as const satisfies Record<string, { type: 'query' | 'mutation'; input: z.ZodType; output: z.ZodType }>;
export type PaymentsInternal = typeof paymentsInternal;

/** Claims of the token the server shows to the payments-service; HS256 over SERVICE_SECRET, valid for a minute. */
export const serviceToken = { issuer: 'tsudoi-server', audience: 'tsudoi-payments', lifetimeSeconds: 60 } as const;
export const ServiceTokenClaims = z.object({ orgId: OrgId });
