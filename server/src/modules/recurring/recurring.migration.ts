import type { Migration } from '@tsudoi/shared/service/mongo';
import { collectionCollection, createCollectionIndexes } from './collection.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-27-collections',
    async run(db) {
      for (const name of [collectionCollection]) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await createCollectionIndexes(db);
    },
  },
];
