import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type Db, GridFSBucket, type ObjectId } from 'mongodb';

/** Bytes that belong to an organisation. Keys start with the organisation, so that none can name another's file. */
export interface FileStore {
  /** Keeps the bytes under a key that is used once; writing a taken key again is refused by the caller's own record. */
  put(scope: OrgScope, key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  get(scope: OrgScope, key: string): Promise<Buffer | null>;
  /** Gone or never there is the same. */
  remove(scope: OrgScope, key: string): Promise<void>;
}

const bucketName = 'files';

export function gridFileStore(db: Db): FileStore {
  const bucket = new GridFSBucket(db, { bucketName });
  // The driver types ids as ObjectId; any value is allowed, and ours carries the organisation.
  const idOf = (scope: OrgScope, key: string) => `${scope.orgId}/${key}` as unknown as ObjectId;
  return {
    async put(scope, key, bytes, contentType) {
      const stream = bucket.openUploadStreamWithId(idOf(scope, key), key, { metadata: { orgId: scope.orgId, contentType } });
      await new Promise<void>((resolve, reject) => {
        stream.once('finish', () => resolve());
        stream.once('error', reject);
        stream.end(bytes);
      });
    },
    async get(scope, key) {
      const [file] = await bucket
        .find({ _id: idOf(scope, key) })
        .limit(1)
        .toArray();
      if (!file) return null;
      const chunks: Buffer[] = [];
      for await (const chunk of bucket.openDownloadStream(idOf(scope, key))) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    async remove(scope, key) {
      const id = idOf(scope, key);
      const isThere = async () => (await bucket.find({ _id: id }).limit(1).toArray()).length > 0;
      if (!(await isThere())) return;
      try {
        await bucket.delete(id);
      } catch (error) {
        // Another process was faster.
        if (await isThere()) throw error;
      }
    },
  };
}
