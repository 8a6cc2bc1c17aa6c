import { pipeline } from 'node:stream/promises';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { Binary, type Db, GridFSBucket, ObjectId } from 'mongodb';

/** A file on its way into an archive: what it is called there, when it came to be, and its bytes. */
export interface LeavingFile {
  readonly name: string;
  readonly at: Date;
  readonly bytes: Buffer;
}

/** One whose bytes are gone or are not what they were: an archive says so and goes on. */
export type LeavingOrLost = LeavingFile | (Pick<LeavingFile, 'name' | 'at'> & { readonly bytes: null });

/** Bytes that belong to an organisation. Keys start with the organisation, so that none can name another's file. */
export interface FileStore {
  /** Keeps the bytes under a key that is used once; writing a taken key again is refused by the caller's own record. */
  put(scope: OrgScope, key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** The same for many small files in two round trips. */
  putMany(scope: OrgScope, files: readonly { readonly key: string; readonly bytes: Uint8Array }[], contentType: string): Promise<void>;
  get(scope: OrgScope, key: string): Promise<Buffer | null>;
  /** Keeps a file as it is written; one that breaks off is found by nobody and is taken away by `remove`. */
  putPieces(scope: OrgScope, key: string, pieces: AsyncIterable<Uint8Array>, contentType: string): Promise<void>;
  /** The same bytes, piece by piece; null where there are none. */
  getPieces(scope: OrgScope, key: string): Promise<AsyncIterable<Buffer> | null>;
  /** Gone or never there is the same. */
  remove(scope: OrgScope, key: string): Promise<void>;
}

const bucketName = 'files';
/** A piece of a file, as the driver cuts them. */
const chunkSize = 255 * 1024;

/** One for a database: each new one looks for its indexes before the first byte that it keeps. */
const buckets = new WeakMap<Db, GridFSBucket>();

function bucketOf(db: Db): GridFSBucket {
  let bucket = buckets.get(db);
  if (!bucket) buckets.set(db, (bucket = new GridFSBucket(db, { bucketName })));
  return bucket;
}

export function gridFileStore(db: Db): FileStore {
  const bucket = bucketOf(db);
  // The driver types ids as ObjectId; any value is allowed, and ours carries the organisation.
  const idOf = (scope: OrgScope, key: string) => `${scope.orgId}/${key}` as unknown as ObjectId;
  const isThere = async (scope: OrgScope, key: string): Promise<boolean> =>
    (
      await bucket
        .find({ _id: idOf(scope, key) })
        .limit(1)
        .toArray()
    ).length > 0;
  return {
    async put(scope, key, bytes, contentType) {
      const stream = bucket.openUploadStreamWithId(idOf(scope, key), key, { metadata: { orgId: scope.orgId, contentType } });
      await new Promise<void>((resolve, reject) => {
        stream.once('finish', () => resolve());
        stream.once('error', reject);
        stream.end(bytes);
      });
    },
    async putMany(scope, files, contentType) {
      const small = files.filter(({ bytes }) => bytes.length > 0 && bytes.length <= chunkSize);
      for (const { key, bytes } of files)
        if (bytes.length === 0 || bytes.length > chunkSize) await this.put(scope, key, bytes, contentType);
      if (small.length === 0) return;
      // As GridFS lays a file out, its name last: what breaks off between the two is found by nobody.
      const chunks = small.map(({ key, bytes }) => ({ _id: new ObjectId(), files_id: idOf(scope, key), n: 0, data: new Binary(bytes) }));
      await db.collection(`${bucketName}.chunks`).insertMany(chunks, { ordered: false });
      await db.collection(`${bucketName}.files`).insertMany(
        small.map(({ key, bytes }, index) => ({
          _id: idOf(scope, key),
          length: bytes.length,
          chunkSize,
          uploadDate: chunks[index]!._id.getTimestamp(),
          filename: key,
          metadata: { orgId: scope.orgId, contentType },
        })),
        { ordered: false },
      );
    },
    async get(scope, key) {
      if (!(await isThere(scope, key))) return null;
      const chunks: Buffer[] = [];
      for await (const chunk of bucket.openDownloadStream(idOf(scope, key))) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    async putPieces(scope, key, pieces, contentType) {
      const stream = bucket.openUploadStreamWithId(idOf(scope, key), key, { metadata: { orgId: scope.orgId, contentType } });
      await pipeline(pieces, stream);
    },
    async getPieces(scope, key) {
      if (!(await isThere(scope, key))) return null;
      return bucket.openDownloadStream(idOf(scope, key)) as AsyncIterable<Buffer>;
    },
    async remove(scope, key) {
      // The name last: what breaks off between the two is still found. Pieces without a name go as well.
      await db.collection(`${bucketName}.chunks`).deleteMany({ files_id: idOf(scope, key) });
      await db.collection(`${bucketName}.files`).deleteOne({ _id: idOf(scope, key) });
    },
  };
}
