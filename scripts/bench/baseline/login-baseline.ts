import { serveBench } from '@tsudoi/shared/service/bench-worker';
import bcrypt from 'bcrypt';

/** The bare comparison of performance.md P11: bcrypt alone in the pool, as many at a time as there are cores. */
const atOnce = 2;
let hash = '';

serveBench({
  async open({ cost }: { cost: number }) {
    hash = await bcrypt.hash('asagiri no mizuumi', cost);
    return null;
  },

  async compare({ count }: { count: number }) {
    let left = count;
    const hand = async () => {
      while (left > 0) {
        left -= 1;
        await bcrypt.compare('asagiri no mizuumi', hash);
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: atOnce }, hand));
    return { wallMs: performance.now() - began };
  },
});
