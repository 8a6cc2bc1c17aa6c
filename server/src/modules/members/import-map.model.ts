import type { ImportMatch, ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';

/** What an organisation chose for a set of headings, for the next file of the same kind (IMP-02). */
export interface ImportMapDocument {
  _id: string;
  orgId: OrgId;
  headings: string[];
  targets: ImportTarget[];
  match: ImportMatch;
  emptyClears: boolean;
  usedAt: Date;
}

export const importMapCollection = 'import_maps';
