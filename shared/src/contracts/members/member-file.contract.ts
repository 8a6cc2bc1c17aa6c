import * as z from 'zod';
import { CustomFieldId, FileId } from '../../kernel/ids.ts';

/** Files of a record: what may be sent in, and how one stands as a value of a custom field (MEM-02). */
export const fileLimits = {
  bytes: 5 * 1024 * 1024,
  /** Sent in and not saved with a form yet, of one person. */
  waiting: 40,
  nameLength: 100,
} as const;

/** By the ending of the name; the bytes must be of the same kind. */
export const fileTypes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
};
/** What the upload answers; `value` is what the form then sends. */
export const UploadedFile = z.object({
  fileId: FileId,
  name: z.string(),
  contentType: z.string(),
  size: z.number().int(),
  value: z.string(),
});

/** The files of a record, for the office. */
export const MemberFilesView = z.array(
  z.object({
    fileId: FileId,
    fieldId: CustomFieldId,
    label: z.string(),
    name: z.string(),
    contentType: z.string(),
    size: z.number().int(),
    /** On this record since then. */
    at: z.iso.datetime(),
  }),
);
