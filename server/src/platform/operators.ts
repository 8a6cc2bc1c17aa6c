import type { OperatorRole } from '@tsudoi/shared/contracts/operations/operator.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

/** Somebody of the operator. They are no one's member and no one's office: site rights and rights inside are apart (ADM-07). */
export interface Operator {
  readonly operatorId: string;
  readonly name: string;
  readonly role: OperatorRole;
}

/** Somebody of the operator, whichever. @throws DomainError UNAUTHENTICATED */
export function someOperator(operator: Operator | null): Operator {
  if (!operator) throw new DomainError('UNAUTHENTICATED');
  return operator;
}

/** Who decides for the operator, which is not for whoever only helps people who ask. @throws DomainError UNAUTHENTICATED, FORBIDDEN */
export function operatorAdmin(operator: Operator | null): Operator {
  const known = someOperator(operator);
  if (known.role !== 'admin') throw new DomainError('FORBIDDEN');
  return known;
}
