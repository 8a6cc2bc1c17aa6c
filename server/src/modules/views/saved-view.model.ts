import type { OrgRole } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { ViewList } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { SavedViewView } from '@tsudoi/shared/contracts/views/saved-view.contract';
import type { OrgId, SavedViewId, UserId } from '@tsudoi/shared/kernel/ids';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';

/** A list under a name, as somebody narrowed and laid it out. */
export interface SavedViewDocument {
  _id: SavedViewId;
  orgId: OrgId;
  list: ViewList;
  ownerId: UserId;
  name: string;
  shared: boolean;
  state: SavedViewView['state'];
  /** Roles that begin with it, and since when: of two views the later one counts. Absent in what was kept before. */
  defaultSince?: Partial<Record<OrgRole, Date>>;
  createdAt: Date;
}

export const SavedViewModel = tenantModel(
  'SavedView',
  'saved_views',
  new Schema<SavedViewDocument>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    list: { type: String, required: true, immutable: true },
    ownerId: { type: String, required: true, immutable: true },
    name: { type: String, required: true },
    shared: { type: Boolean, required: true },
    state: { type: Schema.Types.Mixed, required: true },
    defaultSince: { type: Schema.Types.Mixed },
    createdAt: { type: Date, required: true },
  }),
);
