import type { DemoCaller } from './demo-session.ts';

interface Job {
  readonly state: string;
  readonly targets: readonly string[];
  readonly counts: { readonly new: number; readonly error: number };
}

export type Pair = Readonly<Record<string, unknown>>;

export interface Roll {
  readonly api: string;
  readonly caller: DemoCaller;
  readonly token: string;
  readonly csv: string;
}

/** Takes a roll in as the office does: file, columns, check, run. Returns its id. @throws Error when a row is wrong */
export async function importRoll({ api, caller, token, csv }: Roll): Promise<string> {
  const upload = await fetch(`${api}/uploads/member-imports?fileName=${encodeURIComponent('会員名簿.csv')}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', authorization: `Bearer ${token}` },
    body: csv,
  });
  const { importJobId } = (await upload.json()) as { importJobId: string };
  const now = async () => (await caller.call('memberImports.get', { importJobId })) as Job;
  const settled = async () => {
    for (;;) {
      const job = await now();
      if (!['checking', 'running'].includes(job.state)) return job;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await caller.call('memberImports.check', { importJobId, targets: (await now()).targets, match: 'none', emptyClears: false });
  const checked = await settled();
  if (checked.state !== 'checked' || checked.counts.error > 0) throw new Error(`the roll has errors: ${JSON.stringify(checked)}`);
  await caller.call('memberImports.run', { importJobId, skipErrors: false });
  const done = await settled();
  if (done.state !== 'done') throw new Error(`the roll was not taken in: ${JSON.stringify(done)}`);
  return importJobId;
}

/** The provisional pairs of everybody who came in with a file. */
export async function pairsOf(caller: DemoCaller, importJobId: string): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let part: number | null = 0; part !== null;) {
    const page = (await caller.call('memberImports.issuePairs', { importJobId, part })) as { pairs: Pair[]; next: number | null };
    pairs.push(...page.pairs);
    part = page.next;
  }
  return pairs;
}
