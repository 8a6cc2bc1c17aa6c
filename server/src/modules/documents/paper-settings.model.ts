import type { PaperSettingsForm } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';

export interface PaperSettingsDocument {
  /** That of the organisation: one row each. */
  _id: OrgId;
  orgId: OrgId;
  settings: z.output<typeof PaperSettingsForm>;
  version: number;
}

export const paperSettingsCollection = 'paper_settings';
