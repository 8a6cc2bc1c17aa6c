import { FileCheck, FileUp, X } from 'lucide-react';
import { acceptedFiles, readFileValue } from '@tsudoi/shared/kernel/file-value';
import { type Ref, useContext, useState } from 'react';
import { useController } from 'react-hook-form';
import { useErrorText } from '../lib/errors.ts';
import { FileWayContext } from '../lib/file-way.ts';
import { useKit } from '../lib/i18n/kit.ts';
import { uploadFile } from '../lib/upload.ts';
import { fill } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { FieldFrame } from './FieldFrame.tsx';
import { type FieldFacts, type FieldProps, useField } from './Form.tsx';

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
    <OwnFileLine
      field={props}
      facts={shown}
      name={name}
      isSending={isSending}
      inputRef={field.ref}
      onFile={(file) => void send(file)}
      onTakeOff={() => field.onChange('')}
      onBlur={field.onBlur}
    />
  );
}

export interface OwnFileLineProps {
  readonly field: FieldProps;
  readonly facts: FieldFacts;
  /** Of the file that is on the record; null where there is none. */
  readonly name: string | null;
  readonly isSending: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onFile: (file: File | undefined) => void;
  readonly onTakeOff: () => void;
  readonly onBlur?: () => void;
}

/** How it looks, whoever sends the file. */
export function OwnFileLine({ field, facts, name, isSending, inputRef, onFile, onTakeOff, onBlur }: OwnFileLineProps) {
  const words = useKit().file;
  return (
    <FieldFrame field={field} facts={facts}>
      <div className="own-file">
        {name === null ? null : (
          <span className="own-file__name">
            <FileCheck size={20} strokeWidth={1.75} aria-hidden />
            <span>{name}</span>
            <Button
              kind="ghost"
              size="sm"
              label={fill(words.take, { name })}
              icon={<X size={18} strokeWidth={1.75} aria-hidden />}
              onPress={onTakeOff}
            />
          </span>
        )}
        <span className="drop drop--line" aria-busy={isSending}>
          <FileUp size={20} strokeWidth={1.75} aria-hidden />
          <span className="drop__main" role="status">
            {isSending ? words.sending : name === null ? words.choose : words.other}
          </span>
          <input
            id={facts.inputId}
            ref={inputRef}
            type="file"
            className="own-file__input"
            accept={acceptedFiles}
            disabled={isSending}
            aria-invalid={facts.error !== null}
            aria-describedby={facts.describedBy}
            onBlur={onBlur}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              onFile(file);
            }}
          />
        </span>
      </div>
    </FieldFrame>
  );
}
