import { expect, vi } from 'vitest';
import type { ServerRig } from './server-rig.ts';

/**
 * Keeps a recurring job away from a running server, for a test that takes its steps one by one and looks in between: the
 * scheduler has every one of them done at the start and each minute. Back when none of it is under way any more.
 */
export async function holdJob(rig: ServerRig, name: string): Promise<void> {
  const jobs = rig.database.databases.queue.collection('agenda_jobs');
  await vi.waitFor(
    async () => expect((await jobs.updateOne({ name, lockedAt: null }, { $set: { disabled: true } })).matchedCount).toBe(1),
    { timeout: 20_000, interval: 20 },
  );
}
