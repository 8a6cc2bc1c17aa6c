import type { RollState } from '@tsudoi/shared/contracts/members/saved-view.contract';
import type { OrgId, SavedViewId, UserId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

/** A list of the roll under a name. */
export interface SavedViewDocument {
  _id: SavedViewId;
  orgId: OrgId;
  ownerId: UserId;
  name: string;
  shared: boolean;
  state: RollState;
  createdAt: Date;
}

export const SavedViewModel = tenantModel(
  'SavedView',
  'saved_views',
  new Schema<SavedViewDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    ownerId: { type: String, required: true, immutable: true },
    name: { type: String, required: true },
    shared: { type: Boolean, required: true },
    state: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
  }),
);
