import type { SessionId } from '@tsudoi/shared/kernel/ids';

/** A device at which somebody of the operator is signed in. Only hashes of its cookie are kept. */
export interface OperatorSessionDocument {
  _id: SessionId;
  operatorId: string;
  currentHash: string;
  previousHash: string | null;
  rotatedAt: Date;
  idleEndsAt: Date;
  absoluteEndsAt: Date;
  revokedAt: Date | null;
}

export const operatorSessionCollection = 'operator_sessions';
