import type { SaveJoiningSettingsInput } from '@tsudoi/shared/contracts/applications/joining-settings.contract';
import type * as z from 'zod';
import type { JoiningSettingsView } from '../../lib/views.ts';

/**
 * What settings were, to be saved over what has been saved since. Null where the first terms came with that: what is published is
 * not taken back by leaving it empty.
 */
export function savedBefore(before: JoiningSettingsView, now: JoiningSettingsView): z.output<typeof SaveJoiningSettingsInput> | null {
  const { open, approval, membershipTypeIds, asksSignature, fees, terms } = before;
  if (terms === '' && now.terms !== '') return null;
  return { open, approval, membershipTypeIds, asksSignature, fees, terms, version: now.version };
}
