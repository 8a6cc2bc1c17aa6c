import type { SaveJoiningSettingsInput } from '@tsudoi/shared/contracts/applications/joining-settings.contract';
import type * as z from 'zod';
import type { JoiningSettingsView, MembershipTypeView } from '../../lib/views.ts';
import { fill } from '../../lib/words.ts';
import type { joiningTexts } from './joining-texts.ts';

/**
 * What settings were, to be saved over what has been saved since. Null where the first terms came with that: what is published is
 * not taken back by leaving it empty.
 */
export function savedBefore(before: JoiningSettingsView, now: JoiningSettingsView): z.output<typeof SaveJoiningSettingsInput> | null {
  const { open, approval, membershipTypeIds, asksSignature, fees, terms } = before;
  if (terms === '' && now.terms !== '') return null;
  return { open, approval, membershipTypeIds, asksSignature, fees, terms, version: now.version };
}

/** What is asked for of a type, by its name: also where its fields are not shown, because nobody may apply for it just now. */
export function joiningPlace(
  words: Pick<(typeof joiningTexts)['ja'], 'mayApply' | 'joiningFee' | 'feeTime'>,
  types: readonly Pick<MembershipTypeView, 'membershipTypeId' | 'name'>[],
  path: string,
): string | null {
  const [part, typeId] = path.split('.');
  const texts: Readonly<Record<string, string>> = { offered: words.mayApply, fees: words.joiningFee, times: words.feeTime };
  const text = texts[part ?? ''];
  const type = types.find(({ membershipTypeId }) => membershipTypeId === typeId);
  return text === undefined || type === undefined ? null : fill(text, { type: type.name });
}
