import type { OperatorRole } from '@tsudoi/shared/contracts/operations/operator.contract';

/** Somebody of the operator. A platform row without an organisation: they are no one's member and no one's office (ADM-07). */
export interface OperatorDocument {
  _id: string;
  name: string;
  /** Absent in rows of before there were two kinds: they decide. */
  role?: OperatorRole;
  /** Null until the one-time link was used. */
  passwordHash: string | null;
  /** Sealed; there is no log-in without it. */
  totp: string | null;
  /** Shown on the set-up page and not confirmed yet. */
  pending: string | null;
  /** The half-minute of the last code taken: none at or before it counts again (T42). */
  lastStep: number;
  setupHash: string | null;
  setupEndsAt: Date | null;
  /** Withdrawn: opens nothing any more. The row stays, since decisions name it. */
  endedAt: Date | null;
  createdAt: Date;
}

export const operatorCollection = 'operators';
