import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import type { NeededParams } from '@tsudoi/shared/kernel/domain-error-places';
import { loadRefusals } from './i18n/refusals.ts';

type Params<C extends DomainErrorCode> = Readonly<Record<string, string | number>> & Readonly<Record<NeededParams<C>, string | number>>;

async function raise(domainCode: DomainErrorCode, params: Readonly<Record<string, string | number>>, cause?: unknown): Promise<never> {
  await loadRefusals().catch(() => undefined);
  throw Object.assign(new Error(domainCode, { cause }), { data: { domainCode, params } });
}

/** Refuses what no answer of the server has refused, in its shape: the words have to be there as they are behind an answer. */
export async function refuse<C extends DomainErrorCode>(domainCode: C, params: Params<C>, cause?: unknown): Promise<never> {
  return raise(domainCode, params, cause);
}

/** The same towards a form whose text for the code is `{{text}}` (its `messages`): it says what it is given. */
export async function refuseSaying(domainCode: DomainErrorCode, text: string): Promise<never> {
  return raise(domainCode, { text });
}
