export { duesCardOf, offersCard, wishCard } from './card-wish.service.ts';
export { type CollectionOutcome, registerCollectionOutcome } from './collection-outcome.service.ts';
export type { CollectionDocument } from './collection.repository.ts';
export { settleCollections, startCollection, stopCollection, unwantedCollectionMails } from './collection.service.ts';
export { duesNoticeGivenUp } from './dues-card.service.ts';
export { cardWishRows, collectionRows, planRows } from './member-rows.service.ts';
export { resumeDrawnPlans } from './plan-mandate.service.ts';
export { planAmountGivenUp } from './plan-work.service.ts';
export { followCollection } from './plan.service.ts';
