import { describe, expect, it } from 'vitest';
import { allStopped } from './shutdown.ts';

describe('the end of a process', () => {
  it('G22 waits for all that stops, and for nobody who does not', async () => {
    let stopped = false;
    const soon = new Promise<void>((resolve) => setImmediate(resolve)).then(() => (stopped = true));
    await allStopped([soon, Promise.resolve()]);
    expect(stopped).toBe(true);
    await allStopped([new Promise(() => undefined)], 20);
  });

  it('G22 says when one of them fails', async () => {
    await expect(allStopped([Promise.reject(new Error('no')), new Promise(() => undefined)])).rejects.toThrow('no');
  });
});
