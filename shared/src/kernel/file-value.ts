import type { FileId } from './ids.ts';

/**
 * A file as a value of a record: its id and, so that lists, files and the history can name it without a look, its name.
 * Without a schema, because pages that only show values should not carry what checks them.
 */
export function fileValue(file: { readonly fileId: FileId; readonly name: string }): string {
  return `${file.fileId}/${file.name}`;
}

const valuePattern = /^(fil_[0-9A-HJKMNP-TV-Z]{26})\/([^/]{1,110})$/;

/** What a value of that form names; null for anything else. */
export function readFileValue(value: unknown): { readonly fileId: FileId; readonly name: string } | null {
  const [, id, name] = (typeof value === 'string' && valuePattern.exec(value)) || [];
  return id === undefined || name === undefined ? null : { fileId: id as FileId, name };
}

/** For the `accept` of an input. With JPEG among them a phone hands its own formats over as JPEG. */
export const acceptedFiles = '.jpg,.jpeg,.png,.webp,.pdf,image/jpeg,image/png,image/webp,application/pdf';
