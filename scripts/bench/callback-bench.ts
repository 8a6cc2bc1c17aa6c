import { benchAccept } from './accept-bench.ts';
import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Report } from './measure.ts';
import { benchVisible } from './visible-bench.ts';
import { startWorker } from './worker.ts';

/** `npm run bench callback`: accepting (performance.md P1), then from the callback to My Page (P2). */
export async function benchCallback(request: BenchRequest, report: Report): Promise<void> {
  for (const mode of request.modes) {
    const caller = await startWorker('scripts/bench/caller.ts');
    try {
      await withDatabase(mode, async (database) => {
        request.say(`  ${database.place.database}, ${mode}`);
        await benchVisible(request, report, database, caller);
      });
      // A database of its own: what the product has stored shall not slow the bare inserts, nor the other way about.
      await withDatabase(mode, (database) => benchAccept(request, report, database, caller));
    } finally {
      await caller.stop();
    }
  }
}
