import type * as z from 'zod';
import { idSchema, makeId } from './ids.ts';

export const RecurringProductId = idSchema('recurringProduct');
export type RecurringProductId = z.output<typeof RecurringProductId>;
export const newRecurringProductId = (): RecurringProductId => makeId('recurringProduct');

export const RecurringPlanId = idSchema('recurringPlan');
export type RecurringPlanId = z.output<typeof RecurringPlanId>;
export const newRecurringPlanId = (): RecurringPlanId => makeId('recurringPlan');

export const CollectionTryId = idSchema('collectionTry');
export type CollectionTryId = z.output<typeof CollectionTryId>;
export const newCollectionTryId = (): CollectionTryId => makeId('collectionTry');

export const CardWishId = idSchema('cardWish');
export type CardWishId = z.output<typeof CardWishId>;
export const newCardWishId = (): CardWishId => makeId('cardWish');
