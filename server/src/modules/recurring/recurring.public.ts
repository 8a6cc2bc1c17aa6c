export { type CollectionOutcome, registerCollectionOutcome } from './collection-outcome.service.ts';
export { settleCollections, startCollection, stopCollection, unwantedCollectionMails } from './collection.service.ts';
export { collectionRows } from './member-rows.service.ts';
export type { CollectionDocument } from './collection.repository.ts';
