import type { BookSettings } from '@tsudoi/shared/contracts/reports/books.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';

export interface BookSettingsDocument {
  /** That of the organisation: one row each. */
  _id: OrgId;
  orgId: OrgId;
  settings: BookSettings;
  version: number;
}

export const bookSettingsCollection = 'book_settings';
