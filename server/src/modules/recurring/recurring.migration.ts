import type { Migration } from '@tsudoi/shared/service/mongo';
import { cardWishCollection, createWishIndexes } from './card-wish.repository.ts';
import { collectionCollection, createCollectionIndexes } from './collection.repository.ts';
import { createPlanIndexes, planCollection } from './plan.repository.ts';
import { createProductIndexes, productCollection } from './product.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-27-recurring',
    async run(db) {
      for (const name of [collectionCollection, productCollection, planCollection]) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await createCollectionIndexes(db);
      await createProductIndexes(db);
      await createPlanIndexes(db);
    },
  },
  {
    id: '2026-11-29-card-wishes',
    async run(db) {
      if ((await db.listCollections({ name: cardWishCollection }).toArray()).length === 0) await db.createCollection(cardWishCollection);
      await createWishIndexes(db);
    },
  },
];
