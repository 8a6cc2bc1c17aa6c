import { createHash } from 'node:crypto';
import { newReceiptId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { gridFileStore } from '../../platform/files.ts';

interface NamedFile {
  readonly fileKey: string | null;
  readonly sha256: string;
}

interface Storing {
  /** Folder of the paper in the store. */
  readonly folder: string;
  render(): Promise<Buffer>;
  /** Names the stored bytes, once; false when somebody else has already. */
  name(fileKey: string, sha256: string): Promise<boolean>;
  /** The row as it is now. */
  again(): Promise<NamedFile>;
}

/** The bytes of a paper: stored on first need with their hash, and from then on only ever read. */
export async function bytesOnce(db: Db, scope: OrgScope, file: NamedFile, { folder, render, name, again }: Storing): Promise<Buffer> {
  if (file.fileKey === null) {
    const bytes = await render();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // A key of its own per try: of two processes one names its file, the other's is left unnamed and harmless.
    const fileKey = `${folder}/${newReceiptId()}`;
    await gridFileStore(db).put(scope, fileKey, bytes, 'application/pdf');
    if (await name(fileKey, sha256)) return bytes;
  }
  return checkedBytes(db, scope, await again());
}

interface StoringMany<P> {
  folderOf(paper: P): string;
  draw(paper: P): Promise<Buffer>;
  /** Names the stored bytes of each that has none yet. */
  name(files: readonly NamedPaper<P>[]): Promise<void>;
}

export interface NamedPaper<P> {
  readonly paper: P;
  readonly fileKey: string;
  readonly sha256: string;
}

/** The same for papers of a run, in a few round trips for all of them; those that have bytes already are left alone. */
export async function storeBytes<P extends NamedFile>(
  db: Db,
  scope: OrgScope,
  papers: readonly P[],
  { folderOf, draw, name }: StoringMany<P>,
): Promise<void> {
  const bare = papers.filter(({ fileKey }) => fileKey === null);
  if (bare.length === 0) return;
  const drawn = await Promise.all(
    bare.map(async (paper) => {
      const bytes = await draw(paper);
      const key = `${folderOf(paper)}/${newReceiptId()}`;
      return { paper, key, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
  await gridFileStore(db).putMany(scope, drawn, 'application/pdf');
  await name(drawn.map(({ paper, key, sha256 }) => ({ paper, fileKey: key, sha256 })));
}

/** @throws Error when the stored bytes are not those that were issued */
export async function checkedBytes(db: Db, scope: OrgScope, file: NamedFile): Promise<Buffer> {
  const stored = file.fileKey === null ? null : await gridFileStore(db).get(scope, file.fileKey);
  if (!stored || createHash('sha256').update(stored).digest('hex') !== file.sha256) {
    throw new Error('the stored bytes of a paper do not match its hash');
  }
  return stored;
}
