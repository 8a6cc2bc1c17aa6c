import type { ImportMatch, ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { expect, vi } from 'vitest';
import type { Loose, ServerRig } from './server-rig.ts';

/** A roll as a file, taken in as a browser would: upload, columns, check, run. */
export interface ImportWish {
  readonly token: string;
  readonly csv: string | Uint8Array;
  readonly fileName?: string;
  readonly targets?: readonly ImportTarget[];
  readonly match?: ImportMatch;
  readonly emptyClears?: boolean;
}

export async function uploadRoll(rig: ServerRig, { token, csv, fileName = '名簿.csv' }: ImportWish): Promise<Response> {
  return fetch(`${rig.url}/uploads/member-imports?fileName=${encodeURIComponent(fileName)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    body: typeof csv === 'string' ? csv : Buffer.from(csv),
  });
}

/** Waits until nothing is at work on a file any more. */
export async function settled(rig: ServerRig, token: string, importJobId: string): Promise<Loose> {
  return vi.waitFor(
    async () => {
      const job = await rig.get('memberImports.get', { importJobId }, token);
      expect(['checking', 'running', 'undoing']).not.toContain(job.state);
      return job;
    },
    { timeout: 60_000, interval: 20 },
  );
}

export async function checkRoll(rig: ServerRig, wish: ImportWish): Promise<Loose> {
  const { importJobId, ...refusal } = (await (await uploadRoll(rig, wish)).json()) as { importJobId: string };
  if (!importJobId) return refusal;
  const job = await rig.get('memberImports.get', { importJobId }, wish.token);
  const { targets = job.targets, match = 'none', emptyClears = false } = wish;
  const answer = await rig.ask('memberImports.check', { importJobId, targets, match, emptyClears }, wish.token);
  if (answer.status !== 200) return { importJobId, domainCode: answer.code };
  return settled(rig, wish.token, importJobId);
}

/** All rows of a kind. */
export async function rowsOf(rig: ServerRig, token: string, importJobId: string, kind = 'all'): Promise<Loose[]> {
  const rows: Loose[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: Loose = await rig.get('memberImports.rows', { importJobId, kind, after, size: 500 }, token);
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

export async function importRoll(rig: ServerRig, wish: ImportWish, skipErrors = false): Promise<Loose> {
  const job = await checkRoll(rig, wish);
  await rig.get('memberImports.run', { importJobId: job.importJobId, skipErrors }, wish.token);
  return settled(rig, wish.token, job.importJobId);
}
