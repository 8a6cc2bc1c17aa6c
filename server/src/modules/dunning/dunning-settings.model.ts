import type { DunningSettingsView } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';

export type DunningSettings = Omit<z.output<typeof DunningSettingsView>, 'version'>;
export type DunningStage = DunningSettings['stages'][number];

export interface DunningSettingsDocument {
  /** That of the organisation: one row each. */
  _id: OrgId;
  orgId: OrgId;
  settings: DunningSettings;
  /** Beside the settings, because the daily round looks for it over all organisations. */
  automatic: boolean;
  /** The highest key a stage was ever given. */
  lastKey: number;
  version: number;
}

export const dunningSettingsCollection = 'dunning_settings';
