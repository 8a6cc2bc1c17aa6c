import type * as z from 'zod';
import { idSchema, makeId } from './ids.ts';

export const SavedCardId = idSchema('savedCard');
export type SavedCardId = z.output<typeof SavedCardId>;
export const newSavedCardId = (): SavedCardId => makeId('savedCard');

export const CardSetupId = idSchema('cardSetup');
export type CardSetupId = z.output<typeof CardSetupId>;
export const newCardSetupId = (): CardSetupId => makeId('cardSetup');
