import type { Migration } from '@tsudoi/shared/service/mongo';
import { createDunningJobIndexes } from './dunning-job.repository.ts';
import { createNoticeIndexes } from './dunning-notice.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-26-dunning',
    async run(db) {
      for (const name of ['dunning_settings', 'dunning_notices', 'dunning_holds', 'dunning_turns', 'dunning_jobs']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await db.collection('dunning_settings').createIndexes([
        { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
        { key: { orgId: 1, automatic: 1 }, name: 'automatic' },
      ]);
      await createNoticeIndexes(db);
      await createDunningJobIndexes(db);
    },
  },
];
