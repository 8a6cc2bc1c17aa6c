import type { Migration } from '@tsudoi/shared/service/mongo';
import { createBookExportIndexes, createBookLaneIndexes } from './books/book-export.repository.ts';
import { createBookSettingsIndexes } from './books/book-settings.repository.ts';
import { createListExportIndexes } from './lists/list-export.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-26-books',
    async run(db) {
      for (const name of ['book_settings', 'book_exports', 'book_marks']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await createBookSettingsIndexes(db);
      await createBookExportIndexes(db);
    },
  },
  {
    id: '2026-11-27-list-exports',
    async run(db) {
      if ((await db.listCollections({ name: 'list_exports' }).toArray()).length === 0) await db.createCollection('list_exports');
      await createListExportIndexes(db);
    },
  },
  { id: '2026-11-28-book-lane', run: createBookLaneIndexes },
];
