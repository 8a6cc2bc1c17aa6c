/** Which rows of docs/features.csv have a passing test: a test names its rows, e.g. `BIL-01: a run works in the background`. */
export interface FeatureRow {
  readonly id: string;
  readonly capability: string;
  readonly line: string;
}

export interface NamedResult {
  readonly name: string;
  readonly status: string;
}

export interface CoveredRow extends FeatureRow {
  /** `failed` wins: a row with one red test is not covered, however many others are green. */
  readonly state: 'passed' | 'failed' | 'none';
  readonly tests: number;
}

export interface Coverage {
  readonly rows: readonly CoveredRow[];
  readonly covered: number;
  /** IDs in test names that look like a row and are none: a typing error would hide a row. */
  readonly unknownIds: readonly string[];
}

const idPattern = /\b([A-Z]{3})-(\d{2})\b/g;

/** @throws Error naming the line that is not `id,capability,line`, or the id that stands twice */
export function readFeatures(csv: string): FeatureRow[] {
  const [header, ...lines] = csv.trimEnd().split('\n');
  if (header !== 'id,capability,line') throw new Error('features.csv must start with id,capability,line');
  const seen = new Set<string>();
  return lines.map((text) => {
    const match = /^([A-Z]{3}-\d{2}),([a-z]+),(?:"((?:[^"]|"")+)"|([^",]+))$/.exec(text);
    if (!match?.[1] || !match[2]) throw new Error(`features.csv: cannot read 「${text}」`);
    if (seen.has(match[1])) throw new Error(`features.csv: ${match[1]} stands twice`);
    seen.add(match[1]);
    return { id: match[1], capability: match[2], line: match[4] ?? (match[3] ?? '').replaceAll('""', '"') };
  });
}

export function coverageOf(features: readonly FeatureRow[], results: readonly NamedResult[]): Coverage {
  const prefixes = new Set(features.map(({ id }) => id.slice(0, 3)));
  const known = new Set(features.map(({ id }) => id));
  const unknown = new Set<string>();
  const passed = new Map<string, number>();
  const failed = new Map<string, number>();
  for (const { name, status } of results) {
    for (const [id, prefix] of name.matchAll(idPattern)) {
      if (!prefix || !prefixes.has(prefix)) continue;
      if (!known.has(id)) unknown.add(id);
      const into = status === 'passed' ? passed : status === 'failed' ? failed : null;
      into?.set(id, (into.get(id) ?? 0) + 1);
    }
  }
  const rows = features.map((feature): CoveredRow => {
    const red = failed.get(feature.id) ?? 0;
    const green = passed.get(feature.id) ?? 0;
    return { ...feature, state: red > 0 ? 'failed' : green > 0 ? 'passed' : 'none', tests: red + green };
  });
  return { rows, covered: rows.filter(({ state }) => state === 'passed').length, unknownIds: [...unknown].toSorted() };
}

const signs = { passed: '✓', failed: '✗', none: ' ' } as const;

/** The rows by capability, and the count as the last line. */
export function coverageText({ rows, covered, unknownIds }: Coverage): string {
  const capabilities = [...new Set(rows.map(({ capability }) => capability))];
  const sections = capabilities.map((capability) => {
    const own = rows.filter((row) => row.capability === capability);
    const done = own.filter(({ state }) => state === 'passed').length;
    const lines = own.map(({ id, state, tests, line }) => `  ${signs[state]} ${id}  ${line}${tests > 1 ? ` (${tests} tests)` : ''}`);
    return [`${capability}  ${done} of ${own.length}`, ...lines].join('\n');
  });
  const strangers = unknownIds.length > 0 ? [`Named by tests, but no row: ${unknownIds.join(', ')}`] : [];
  return [...sections, ...strangers, `${covered} of ${rows.length} rows have a passing test`].join('\n\n');
}
