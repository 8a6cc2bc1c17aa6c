import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

/** Two records that somebody of the office knows to be two people. */
export interface DuplicateDismissalDocument {
  /** Organisation and pair: there is one of each. */
  _id: string;
  orgId: OrgId;
  pair: string;
  actor: string;
  at: Date;
}

export const DuplicateDismissalModel = tenantModel(
  'DuplicateDismissal',
  'duplicate_dismissals',
  new Schema<DuplicateDismissalDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    pair: { type: String, required: true },
    actor: { type: String, required: true },
    at: { type: Date, required: true },
  }),
);
