export { registerCollectionOutcome } from './collection-outcome.service.ts';
export { settleCollections, unwantedCollectionMails } from './collection.service.ts';
export { collectionRows, planRows } from './member-rows.service.ts';
export { followCollection } from './plan.service.ts';
