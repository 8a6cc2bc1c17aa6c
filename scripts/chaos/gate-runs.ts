import type { BooksVerdict } from './books.ts';

/** What one gate found. */
export interface GateVerdict extends BooksVerdict {
  /** Every bound of the gate held, the figures of the books among them. */
  readonly sound: boolean;
}

export interface Gate {
  readonly name: string;
  run(): Promise<GateVerdict>;
}

export const booksLine = ({ lost, doubled, torn }: BooksVerdict): string => `lost ${lost}, doubled ${doubled}, torn ${torn}`;

/** The same charges looked at twice: each figure as bad as it ever was, and nothing counted twice. */
export const worseOf = (one: GateVerdict, other: GateVerdict): GateVerdict => ({
  lost: Math.max(one.lost, other.lost),
  doubled: Math.max(one.doubled, other.doubled),
  torn: Math.max(one.torn, other.torn),
  sound: one.sound && other.sound,
});

/**
 * Runs one gate after another, those behind one that threw as well. The last thing said is the sum over all of them, in any
 * case. True when every gate came to its end and was sound.
 */
export async function runGates(gates: readonly Gate[], say: (line: string) => void): Promise<boolean> {
  const sum = { lost: 0, doubled: 0, torn: 0 };
  let whole = true;
  for (const gate of gates) {
    try {
      const verdict = await gate.run();
      sum.lost += verdict.lost;
      sum.doubled += verdict.doubled;
      sum.torn += verdict.torn;
      whole &&= verdict.sound;
    } catch (error) {
      whole = false;
      say(`${gate.name}: BROKEN, it did not come to its end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  say(booksLine(sum));
  return whole;
}
