import { useSyncExternalStore } from 'react';
import { hearRefusals, refusalLanguages } from './i18n/refusals.ts';

/** Draws anew when the words have come: of a refusal that no answer of the server brought, they are fetched when it is shown. */
export function useRefusals(): void {
  useSyncExternalStore(hearRefusals, refusalLanguages, refusalLanguages);
}
