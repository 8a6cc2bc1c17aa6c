import { type PaymentsInternal, paymentsInternal } from '@tsudoi/shared/contracts/payments/charge.contract';
import { DomainError, type DomainErrorCode, isDomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { signServiceToken } from '@tsudoi/shared/service/service-token';
import * as z from 'zod';
import type { Platform } from './platform.ts';

/** A charge asks a provider, so the answer may take as long as the provider does. */
const timeoutMs = 20_000;
const Envelope = z.object({ result: z.object({ data: z.unknown() }) });

const Refusal = z.object({
  error: z.object({
    data: z.object({
      domainCode: z.custom<DomainErrorCode>(isDomainErrorCode),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
      issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), code: z.string() })),
    }),
  }),
});

/** What it refuses, it refuses in the words of the product. @throws ZodError when it does not */
function refusalOf(body: unknown): DomainError {
  const { domainCode, params, issues } = Refusal.parse(body).error.data;
  return new DomainError(domainCode, params, issues);
}

type Name = keyof PaymentsInternal;
type InputOf<N extends Name> = z.input<PaymentsInternal[N]['input']>;
type OutputOf<N extends Name> = z.output<PaymentsInternal[N]['output']>;

export interface PaymentsClient {
  /** @throws DomainError what it refuses, PROVIDER_UNAVAILABLE when the payments-service does not answer in time or as agreed */
  call<N extends Name>(name: N, input: InputOf<N>): Promise<OutputOf<N>>;
}

/** The payments-service in the name of one organisation; both sides are held to the shared contract. */
export function paymentsClient(platform: Platform, scope: OrgScope): PaymentsClient {
  return {
    async call<N extends Name>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
      try {
        const response = await fetch(`${platform.env.PAYMENTS_INTERNAL_URL}/trpc/${name}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${signServiceToken(scope.orgId, platform.env.SERVICE_SECRET)}`,
          },
          body: JSON.stringify(paymentsInternal[name].input.parse(input)),
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (response.status === 409) throw refusalOf(await response.json());
        if (!response.ok) throw new Error(`the payments-service answered ${response.status}`);
        const { result } = Envelope.parse(await response.json());
        return paymentsInternal[name].output.parse(result.data) as OutputOf<N>;
      } catch (error) {
        if (error instanceof DomainError) throw error;
        platform.log.warn({ err: error, procedure: name }, 'the payments-service could not be asked');
        throw new DomainError('PROVIDER_UNAVAILABLE');
      }
    },
  };
}
