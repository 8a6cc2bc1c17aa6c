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
/** For the `accept` of an input. With JPEG among them a phone hands its own formats over as JPEG. */
export const acceptedFiles = '.jpg,.jpeg,.png,.webp,.pdf,image/jpeg,image/png,image/webp,application/pdf';

const valuePattern = /^(fil_[0-9A-HJKMNP-TV-Z]{26})\/([^/]{1,110})$/;

/** A file as a value: its id and, so that lists, files and the history can name it without a look, its name. */
export function fileValue(file: { readonly fileId: FileId; readonly name: string }): string {
  return `${file.fileId}/${file.name}`;
}

/** What a value of that form names; null for anything else. */
export function readFileValue(value: unknown): { readonly fileId: FileId; readonly name: string } | null {
  const [, id, name] = (typeof value === 'string' && valuePattern.exec(value)) || [];
  return id === undefined || name === undefined ? null : { fileId: FileId.parse(id), name };
}

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
