import { useParams } from '@tanstack/react-router';
import type { PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import type {
  ApplicationId,
  BillId,
  BillingRunId,
  CancelJobId,
  ChargeId,
  DebitCollectionId,
  ImportJobId,
  MemberId,
  PayLinkId,
  ScreeningId,
  StatusJobId,
  TagJobId,
  TypeJobId,
  WebhookEndpointId,
} from '@tsudoi/shared/kernel/ids';
import type { RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import type { SettlementId } from '@tsudoi/shared/kernel/settlement-ids';

/** What the parameters of addresses (app/routes.tsx) name. */
export interface RouteIds {
  readonly applicationId: ApplicationId;
  readonly billId: BillId;
  readonly billingRunId: BillingRunId;
  readonly cancelJobId: CancelJobId;
  readonly chargeId: ChargeId;
  readonly collectionId: DebitCollectionId;
  readonly importJobId: ImportJobId;
  readonly jobId: StatusJobId | TagJobId | TypeJobId;
  readonly memberId: MemberId;
  readonly payLinkId: PayLinkId;
  readonly payoutId: PayoutId;
  readonly productId: RecurringProductId;
  readonly screeningId: ScreeningId;
  readonly settlementId: SettlementId;
  readonly webhookId: WebhookEndpointId;
}

/** Whether what an address names could be ids at all; one that ends in a word, or was cut short on its way, could not. */
export const areIds = (params: Readonly<Record<string, string | undefined>>): boolean =>
  Object.entries(params).every(([name, written = '']) => !name.endsWith('Id') || /^[a-z]+_[0-9A-HJKMNP-TV-Z]{26}$/.test(written));

/**
 * An id as somebody's address says it. Anybody can write an address: one that can be no id has no page, and what is unknown or
 * another organisation's gets the server's own answer, which the screen shows.
 */
export const idAsWritten = <Name extends keyof RouteIds>(_name: Name, written: string): RouteIds[Name] => written as RouteIds[Name];

/** The id that the address of the page names; '' on a page whose address has none. */
export function useRouteId<Name extends keyof RouteIds>(name: Name): RouteIds[Name] {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  return idAsWritten(name, params[name] ?? '');
}
