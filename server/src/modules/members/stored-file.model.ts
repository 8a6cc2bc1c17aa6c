import type { FileId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';

/**
 * `waiting`: sent in, on no record yet. `kept`: on one. `released`: on none any more, still there for an undo.
 * `leaving`: its bytes are being deleted.
 */
export type FileState = 'waiting' | 'kept' | 'released' | 'leaving';

/** A file of the organisation; the bytes are in the file store. */
export interface StoredFileDocument {
  _id: FileId;
  orgId: OrgId;
  state: FileState;
  /** When the state began; of what waits, when a kept form was last seen to have it. */
  at: Date;
  /** The custom field it was sent in for, or another purpose. */
  purpose: string;
  /** Whose record it is or was on; null while it waits. */
  memberId: MemberId | null;
  /** Id of the user or the member it came from, or the key of the form for joining: only they can put it on a record. */
  uploadedBy: string;
  name: string;
  contentType: string;
  size: number;
  sha256: string;
  createdAt: Date;
}

export const storedFileCollection = 'stored_files';
