import type { Migration } from '@tsudoi/shared/service/mongo';
import { createSavedViewIndexes } from './saved-view.repository.ts';

export const migrations: readonly Migration[] = [
  // Named for the module it came from: that is what ran.
  { id: '2026-11-26-members-saved-views', run: createSavedViewIndexes },
  {
    id: '2026-11-27-views-of-every-list',
    async run(db) {
      // Only the roll was kept before there were other lists.
      await db.collection('saved_views').updateMany({ list: { $exists: false } }, { $set: { list: 'members' } });
      await createSavedViewIndexes(db);
    },
  },
];
