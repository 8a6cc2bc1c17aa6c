import type { ErrorFacts } from './errors.ts';
import type { RefusalWayName } from './i18n/refusals.ts';

/** Where one goes on from a refusal: a place of the office, and what it is called. */
export interface RefusalWay {
  readonly word: RefusalWayName;
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
}

const places: Readonly<Partial<Record<string, RefusalWay>>> = {
  MEMBERSHIP_TYPE_IN_PROOF: { word: 'proofs', to: '/$org/admin/members/proofs' },
  MEMBERSHIP_TYPE_APPLIED_FOR: { word: 'applications', to: '/$org/admin/members/applications' },
  MEMBERSHIP_TYPE_ARCHIVED: { word: 'types', to: '/$org/admin/members/types' },
  REFUND_PROMISED: { word: 'refunds', to: '/$org/admin/refunds' },
};
/** Somebody has what was asked for. */
const heldBySomebody: readonly (string | null)[] = ['NUMBER_TAKEN', 'LOGIN_ID_TAKEN', 'EMAIL_TAKEN'];

/** The way on that a refusal knows, or null. Who it is that stands in the way, the server says only to those who may read members. */
export function wayOn({ domainCode, params }: Pick<ErrorFacts, 'domainCode' | 'params'>): RefusalWay | null {
  const { memberId, name } = params;
  if (heldBySomebody.includes(domainCode))
    return typeof memberId === 'string' && typeof name === 'string'
      ? { word: 'holder', to: '/$org/admin/members/$memberId', params: { memberId } }
      : null;
  return places[domainCode ?? ''] ?? null;
}
