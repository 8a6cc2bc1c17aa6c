import {
  type OperatorInternal,
  type OrganizationInternal,
  operatorInternal,
  organizationInternal,
} from '@tsudoi/shared/contracts/payments/payout-internal.contract';
import { DomainError, isDomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { signOperatorToken } from '@tsudoi/shared/service/operator-token';
import { signServiceToken } from '@tsudoi/shared/service/service-token';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import * as z from 'zod';
import type { Platform } from './platform.ts';

/** A charge asks a provider, so the answer may take as long as the provider does. */
const timeoutMs = 20_000;
const Envelope = z.object({ result: z.object({ data: z.unknown() }) });

const Told = z.object({
  domainCode: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), code: z.string() })).default([]),
});
const Refusal = z.object({ error: z.object({ data: Told }) });

type OrgName = keyof OrganizationInternal;
type DeskName = keyof OperatorInternal;

export interface PaymentsClient {
  /**
   * @throws DomainError what the payments-service refuses with, PROVIDER_UNAVAILABLE when it does not answer in time or as agreed
   */
  call<N extends OrgName>(name: N, input: z.input<OrganizationInternal[N]['input']>): Promise<z.output<OrganizationInternal[N]['output']>>;
}

export interface PayoutDeskClient {
  /** @throws DomainError as `PaymentsClient` */
  call<N extends DeskName>(name: N, input: z.input<OperatorInternal[N]['input']>): Promise<z.output<OperatorInternal[N]['output']>>;
}

/** The payments-service in the name of one organisation; both sides are held to the shared contract. */
export function paymentsClient(platform: Platform, scope: OrgScope): PaymentsClient {
  const token = () => signServiceToken(scope.orgId, platform.env.SERVICE_SECRET);
  return {
    async call<N extends OrgName>(name: N, input: z.input<OrganizationInternal[N]['input']>) {
      return (await ask(platform, name, organizationInternal[name], input, token())) as z.output<OrganizationInternal[N]['output']>;
    },
  };
}

/** For what also works while the payments-service does not answer, or refuses: then it is null. */
export async function ifAnswered<T>(question: Promise<T>): Promise<T | null> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** The payments-service over all organisations, in the name of somebody of the operator, for a reason that it keeps. */
export function payoutDeskClient(platform: Platform, operator: SystemScope): PayoutDeskClient {
  const token = () => signOperatorToken(operator, platform.env.SERVICE_SECRET);
  return {
    async call<N extends DeskName>(name: N, input: z.input<OperatorInternal[N]['input']>) {
      return (await ask(platform, name, operatorInternal[name], input, token())) as z.output<OperatorInternal[N]['output']>;
    },
  };
}

interface Agreed {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

async function ask(platform: Platform, name: string, agreed: Agreed, input: unknown, token: string): Promise<unknown> {
  try {
    const response = await fetch(`${platform.env.PAYMENTS_INTERNAL_URL}/trpc/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(agreed.input.parse(input)),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 409) throw refusalIn(await response.json());
    if (!response.ok) throw new Error(`the payments-service answered ${response.status}`);
    const { result } = Envelope.parse(await response.json());
    return agreed.output.parse(result.data);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    platform.log.warn({ err: error, procedure: name }, 'the payments-service could not be asked');
    throw new DomainError('PROVIDER_UNAVAILABLE');
  }
}

/** With all that its text names: a refusal without it would be read with holes. */
function refusalIn(body: unknown): Error {
  const refusal = Refusal.safeParse(body);
  const { domainCode = '', params = {}, issues = [] } = refusal.data?.error.data ?? {};
  return isDomainErrorCode(domainCode)
    ? DomainError.told(domainCode, params, issues)
    : new Error('the payments-service refused without a reason');
}
