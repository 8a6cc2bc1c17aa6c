import { describe, expect, it } from 'vitest';
import { type Gate, type GateVerdict, runGates, worseOf } from './gate-runs.ts';

const gate = (name: string, found: Partial<GateVerdict>): Gate => ({
  name,
  run: async () => ({ lost: 0, doubled: 0, torn: 0, sound: true, ...found }),
});
const broken: Gate = { name: 'g3', run: () => Promise.reject(new Error('the database is gone')) };

async function heard(...gates: Gate[]): Promise<{ said: string[]; whole: boolean }> {
  const said: string[] = [];
  return { whole: await runGates(gates, (line) => said.push(line)), said };
}

describe('the last line of npm run chaos', () => {
  it('is the sum over all gates, so that a loss in the first is not hidden by the last', async () => {
    const { said, whole } = await heard(
      gate('g2', { lost: 2, torn: 1, sound: false }),
      gate('g4', { doubled: 3, sound: false }),
      gate('g17', {}),
    );
    expect(said).toEqual(['lost 2, doubled 3, torn 1']);
    expect(whole).toBe(false);
  });

  it('is whole when every gate is, and not when only a time was missed', async () => {
    expect(await heard(gate('g1', {}), gate('g2', {}))).toEqual({ said: ['lost 0, doubled 0, torn 0'], whole: true });
    expect(await heard(gate('g5', { sound: false }))).toEqual({ said: ['lost 0, doubled 0, torn 0'], whole: false });
  });

  it('comes after a gate that threw as well, and the gates behind it run', async () => {
    const { said, whole } = await heard(gate('g2', { lost: 1, sound: false }), broken, gate('g4', { torn: 4, sound: false }));
    expect(said).toEqual([expect.stringMatching(/^g3: BROKEN.*the database is gone/), 'lost 1, doubled 0, torn 4']);
    expect(whole).toBe(false);
    expect((await heard(broken)).said.at(-1)).toBe('lost 0, doubled 0, torn 0');
  });

  it('counts charges that a gate looks at twice once, each figure at its worst', () => {
    const first = { lost: 2, doubled: 0, torn: 1, sound: false };
    expect(worseOf(first, { lost: 1, doubled: 3, torn: 1, sound: true })).toEqual({ lost: 2, doubled: 3, torn: 1, sound: false });
  });
});
