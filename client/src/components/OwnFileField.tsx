import { FileCheck, FileUp, X } from 'lucide-react';
import { acceptedFiles, readFileValue } from '@tsudoi/shared/kernel/file-value';
import { useContext, useState } from 'react';
import { useController } from 'react-hook-form';
import { useErrorText } from '../lib/errors.ts';
import { FileWayContext } from '../lib/file-way.ts';
import { useKit } from '../lib/i18n/kit.ts';
import { uploadFile } from '../lib/upload.ts';
import { fill } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { FieldFrame } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';

/** A file as a field of a form: sent at once, put on the record when the form is saved. A phone offers its camera. */
export function OwnFileField({
  fieldId,
  hint = '',
  ...rest
}: Omit<FieldProps, 'hint'> & { readonly fieldId: string; readonly hint?: string }) {
  const words = useKit();
  const props = { ...rest, hint: hint === '' ? words.file.kinds : `${hint} ${words.file.kinds}` };
  const way = useContext(FileWayContext);
  const errorText = useErrorText();
  const { field, fieldState } = useController({ name: props.name });
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const facts = useField(props, fieldState.error?.message);
  const shown = refusal === null ? facts : { ...facts, error: refusal, describedBy: `${facts.hintId} ${facts.errorId}` };
  const name = readFileValue(field.value)?.name ?? null;
  const send = async (file: File | undefined) => {
    if (!file) return;
    setSending(true);
    setRefusal(null);
    try {
      field.onChange(await uploadFile(way, fieldId, file));
    } catch (error) {
      setRefusal(errorText(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <FieldFrame field={props} facts={shown}>
      <div className="own-file">
        {name === null ? null : (
          <span className="own-file__name">
            <FileCheck size={20} strokeWidth={1.75} aria-hidden />
            <span>{name}</span>
            <Button
              kind="ghost"
              size="sm"
              label={fill(words.file.take, { name })}
              icon={<X size={18} strokeWidth={1.75} aria-hidden />}
              onPress={() => field.onChange('')}
            />
          </span>
        )}
        <span className="drop drop--line" aria-busy={isSending}>
          <FileUp size={20} strokeWidth={1.75} aria-hidden />
          <span className="drop__main" role="status">
            {isSending ? words.file.sending : name === null ? words.file.choose : words.file.other}
          </span>
          <input
            id={facts.inputId}
            ref={field.ref}
            type="file"
            className="own-file__input"
            accept={acceptedFiles}
            disabled={isSending}
            aria-invalid={shown.error !== null}
            aria-describedby={shown.describedBy}
            onBlur={field.onBlur}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              void send(file);
            }}
          />
        </span>
      </div>
    </FieldFrame>
  );
}
