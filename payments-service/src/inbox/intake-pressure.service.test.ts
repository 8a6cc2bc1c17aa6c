import { describe, expect, it } from 'vitest';
import { createIntakePressure } from './intake-pressure.service.ts';

/** A clock that only a rest moves on; `during` says what happens meanwhile. */
function stand(during: (at: number) => void = () => undefined) {
  let at = 0;
  const pressure = createIntakePressure(
    () => at,
    (ms) => {
      at += ms;
      during(at);
      return Promise.resolve();
    },
  );
  const restOf = async (lastPieceMs: number, stopping = () => false) => {
    const from = at;
    await pressure.rest(lastPieceMs, stopping);
    return at - from;
  };
  return { pressure, restOf, later: (ms: number) => (at += ms) };
}

describe('G5 who posts gives way to who takes notices in', () => {
  it('G5 rests for nobody while notices are stored soon, or wait for a pause of the database at less than a hundred a second', async () => {
    const { pressure, restOf } = stand();
    pressure.stored(40, 50);
    pressure.stored(39, 400);
    expect([pressure.isFelt, await restOf(1000)]).toEqual([false, 0]);
  });

  it('G5 rests until the intake has been calm for three tenths of a second, and keeps its pieces small for two seconds', async () => {
    const { pressure, restOf, later } = stand();
    pressure.stored(6, 51);
    expect(await restOf(1000)).toBe(300);
    expect(await restOf(1000)).toBe(0);
    expect(pressure.isFelt).toBe(true);
    later(1700);
    expect(pressure.isFelt).toBe(false);
  });

  it('G5 keeps a seventh of its time however many notices come, and is never away for more than two seconds', async () => {
    const { pressure, restOf } = stand(() => pressure.stored(200, 300));
    pressure.stored(200, 300);
    expect(await restOf(0)).toBe(0);
    expect(await restOf(100)).toBe(600);
    expect(await restOf(30_000)).toBe(2000);
  });

  it('T16 does not hold up the end of its process', async () => {
    const { pressure, restOf } = stand();
    pressure.stored(200, 300);
    expect(await restOf(1000, () => true)).toBe(0);
  });
});
