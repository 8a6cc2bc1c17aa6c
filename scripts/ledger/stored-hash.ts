import { createHash } from 'node:crypto';
import { type Db, GridFSBucket } from 'mongodb';

/** One file at a time: its bytes are read as a stream. Null when nothing is stored under the key. */
export async function storedHash(db: Db, orgId: string, fileKey: string): Promise<string | null> {
  const bucket = new GridFSBucket(db, { bucketName: 'files' });
  const id = `${orgId}/${fileKey}` as never;
  const [file] = await bucket.find({ _id: id }).limit(1).toArray();
  if (!file) return null;
  const hash = createHash('sha256');
  for await (const chunk of bucket.openDownloadStream(id)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
