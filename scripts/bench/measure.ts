import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One line of the result. `ratio` above 1 is better than the baseline; `floor` is what it must reach. */
export interface Measure {
  readonly name: string;
  readonly ours: number;
  readonly baseline: number | null;
  readonly unit: string;
  readonly ratio: number | null;
  /** Of the ratio where there is one, else of `ours`; null where nothing is asked. */
  readonly floor: number | null;
  readonly ok: boolean;
  readonly database: string;
  readonly mode: string;
}

interface Row extends Measure {
  /** For the reader of the table: an interval, why it is not ok. */
  readonly note: string;
}

export interface Comparison {
  readonly ours: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly conclusive: boolean;
}

/** Where a run stands: which database, in which mode. */
export interface Place {
  readonly database: string;
  readonly mode: string;
}

const round = (value: number) => Number(value.toPrecision(4));

/** Collects measures; a guarantee that is broken voids every number under its prefix (rule 8). */
export class Report {
  readonly #rows: Row[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** A ratio against the baseline of the same run; inconclusive is never a pass, and without a floor it is only shown. */
  compared(place: Place, name: string, unit: string, found: Comparison, floor: number | null): void {
    const reached = floor === null || (found.conclusive && found.ratio >= floor);
    const interval = `${round(found.interval.low)}–${round(found.interval.high)}`;
    this.#add({
      ...place,
      name,
      unit,
      ours: round(found.ours),
      baseline: round(found.baseline),
      ratio: round(found.ratio),
      floor,
      ok: reached,
      note: found.conclusive ? interval : `${interval}, inconclusive: the baseline differs from itself`,
    });
  }

  atMost(place: Place, name: string, unit: string, ours: number, floor: number | null, note = ''): void {
    this.#add({ ...place, name, unit, ours: round(ours), baseline: null, ratio: null, floor, ok: floor === null || ours <= floor, note });
  }

  atLeast(place: Place, name: string, unit: string, ours: number, floor: number, note = ''): void {
    this.#add({ ...place, name, unit, ours: round(ours), baseline: null, ratio: null, floor, ok: ours >= floor, note: note || 'at least' });
  }

  /** What must hold in the same run; `broken` counts what did not. */
  guarantee(place: Place, name: string, broken: number, voids: string): void {
    this.#add({ ...place, name, unit: 'broken', ours: broken, baseline: null, ratio: null, floor: 0, ok: broken === 0, note: '' });
    if (broken === 0) return;
    for (const [at, row] of this.#rows.entries()) {
      if (row.name.startsWith(voids) && row.mode === place.mode) this.#rows[at] = { ...row, ok: false, note: `void: ${name}` };
    }
  }

  get ok(): boolean {
    return this.#rows.length > 0 && this.#rows.every((row) => row.ok);
  }

  table(): string {
    const header = ['', 'measure', 'ours', 'baseline', 'unit', 'ratio', 'floor', 'mode', ''];
    const cell = (value: number | null) => (value === null ? '–' : String(value));
    const lines = this.#rows.map((row) => [
      row.ok ? 'ok' : 'FAIL',
      row.name,
      cell(row.ours),
      cell(row.baseline),
      row.unit,
      cell(row.ratio),
      cell(row.floor),
      row.mode,
      row.note,
    ]);
    const widths = header.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]!.length)));
    return [header, ...lines]
      .map((line) =>
        line
          .map((text, column) => text.padEnd(widths[column]!))
          .join('  ')
          .trimEnd(),
      )
      .join('\n');
  }

  /** Rewrites `<directory>/bench/<bench>.jsonl`. */
  async write(directory: string, bench: string): Promise<string> {
    const path = join(directory, 'bench', `${bench}.jsonl`);
    await mkdir(join(directory, 'bench'), { recursive: true });
    const lines = this.#rows.map(({ note: _note, ...measure }) => JSON.stringify(measure satisfies Measure));
    await writeFile(path, `${lines.join('\n')}\n`);
    return path;
  }

  #add(row: Row): void {
    this.#rows.push(row);
    const beside = row.ratio === null ? '' : `, ratio ${row.ratio}`;
    this.#say(`  ${row.ok ? 'ok  ' : 'FAIL'} ${row.name}: ${row.ours} ${row.unit}${beside}${row.note ? ` (${row.note})` : ''}`);
  }
}
