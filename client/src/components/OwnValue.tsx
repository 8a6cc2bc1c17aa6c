import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { readFileValue } from '@tsudoi/shared/kernel/file-value';
import { useErrorText } from '../lib/errors.ts';
import { downloadFile } from '../lib/files.ts';
import { useKit } from '../lib/i18n/kit.ts';
import { type ShownField, type ShownValue, useOwnValue } from '../lib/own-fields.ts';
import { fill } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { toast } from './Toast.tsx';

/** A value of an organisation's own field; a file can be had. */
export function OwnValue({ field, value, none }: { readonly field: ShownField; readonly value: ShownValue; readonly none: ReactNode }) {
  const shown = useOwnValue();
  const file = field.kind === 'file' ? readFileValue(value) : null;
  if (file) return <FileButton path={`/files/${file.fileId}`} name={file.name} />;
  return shown(field, value) || none;
}

/** Saves a file that needs the session. */
export function FileButton({ path, name }: { readonly path: string; readonly name: string }) {
  const words = useKit().file;
  const errorText = useErrorText();
  return (
    <Button
      size="sm"
      label={fill(words.download, { name })}
      icon={<Download size={16} strokeWidth={1.75} aria-hidden />}
      onPress={() => downloadFile(path, name).catch((error: unknown) => toast({ text: errorText(error) }))}
    >
      <span className="own-file__label">{name}</span>
    </Button>
  );
}
