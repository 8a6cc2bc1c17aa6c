import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  CreateCustomFieldInput,
  CustomFieldKind,
  MemberAccess,
  customFieldKinds,
  mayBeAsked,
} from '@tsudoi/shared/contracts/members/custom-field.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CheckboxField, RadioField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextAreaField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField, CustomFieldsView } from '../../lib/views.ts';
import { useVersioned } from '../../lib/versioned.ts';
import { fill, useWords } from '../../lib/words.ts';
import { optionsOf } from './field-options.rules.ts';
import { fieldTexts } from './field-texts.ts';

const { label, hint, required, memberAccess, onJoining, options } = CreateCustomFieldInput.shape;

/** Options as lines of a text; a line with the words of before keeps its option. */
const Typed = z
  .object({ kind: CustomFieldKind, label, hint, required, memberAccess, onJoining, lines: z.string().max(5000, 'too_long') })
  .transform(({ lines, ...fields }, context) => {
    if (!mayBeAsked(fields)) context.addIssue({ code: 'custom', path: ['memberAccess'], message: 'approval_of_file' });
    const isList = fields.kind === 'choice' || fields.kind === 'choices';
    const names = isList ? lines.split('\n').filter((line) => line.trim() !== '') : [];
    const read = options.safeParse(names.map((name) => ({ label: name })));
    const code = isList && names.length === 0 ? 'options_missing' : read.error?.issues[0]?.message;
    if (read.success && code === undefined) return { ...fields, options: read.data };
    context.addIssue({ code: 'custom', path: ['lines'], message: code ?? 'other' });
    return z.NEVER;
  });

interface DialogProps {
  readonly field: CustomField | null;
  readonly version: number;
  readonly onClose: () => void;
}

const startOf = (field: CustomField | null) => ({
  kind: field?.kind ?? 'text',
  label: field?.label ?? '',
  hint: field?.hint ?? '',
  required: field?.required ?? false,
  memberAccess: field?.memberAccess ?? 'editable',
  onJoining: field?.onJoining ?? false,
  lines: (field?.options ?? [])
    .filter(({ archived }) => !archived)
    .map((option) => option.label)
    .join('\n'),
});

/** `field` and `version` as they were when it was opened: what others save meanwhile is not saved over unseen (MEM-10). */
export function CustomFieldDialog({ field: opened, version, onClose }: DialogProps) {
  const words = useWords(fieldTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.customFields.create.mutationOptions());
  const update = useMutation(trpc.customFields.update.mutationOptions());
  const remove = useMutation(trpc.customFields.remove.mutationOptions());
  const reload = () => queries.invalidateQueries(trpc.customFields.pathFilter());
  const inList = ({ fields, version: at }: CustomFieldsView) => ({
    field: fields.find(({ fieldId }) => fieldId === opened?.fieldId) ?? opened,
    version: at,
  });
  const { begun, conflict, save } = useVersioned(
    { field: opened, version },
    async () => inList(await queries.fetchQuery({ ...trpc.customFields.list.queryOptions(), staleTime: 0 })),
    ({ field }) => startOf(field),
  );
  const submit = async ({ kind, ...values }: z.output<typeof Typed>) => {
    const { field } = begun;
    let undo: () => Promise<unknown>;
    if (field) {
      const options = optionsOf(field, values.options);
      const saving = update.mutateAsync({ ...values, options, fieldId: field.fieldId, version: begun.version });
      const { isSaved } = await save(saving.then(inList));
      if (!isSaved) return reload();
      const saved = await saving;
      undo = () => update.mutateAsync(fieldBefore(field, saved));
    } else {
      const { fields } = await create.mutateAsync({ kind, ...values });
      const made = fields.find((one) => one.label === values.label)!;
      undo = () => remove.mutateAsync({ fieldId: made.fieldId });
    }
    await reload();
    toast({ text: fill(words.saved, { name: values.label }), undo: () => undo().then(reload) });
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={opened ? fill(words.editOf, { name: opened.label }) : words.add}>
      <Form schema={Typed} defaults={startOf(opened)} onSubmit={submit} errorField={{ CUSTOM_FIELD_NAME_TAKEN: 'label' }}>
        <FormConflict conflict={conflict} />
        <TextField name="label" label={words.name} required autoComplete="off" />
        {opened ? null : (
          <SelectField
            name="kind"
            label={words.kind}
            hint={words.kindHint}
            required
            options={customFieldKinds.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
          />
        )}
        <OptionLines />
        <TextField name="hint" label={words.hint} hint={words.hintHint} optional autoComplete="off" />
        <RadioField
          name="memberAccess"
          label={words.access}
          options={MemberAccess.options.map((access) => ({ value: access, label: words.accesses[access] }))}
          messages={{ approval_of_file: words.noApprovalOfFile }}
        />
        <CheckboxField name="required" label={words.required} hint={words.requiredHint} />
        <CheckboxField name="onJoining" label={words.joining} />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

/** A field as it was before it was saved. An option that was taken out since is only put away. */
function fieldBefore(before: CustomField, { version }: CustomFieldsView) {
  const { fieldId, label, hint, required, memberAccess, onJoining } = before;
  const options = before.options.filter(({ archived }) => !archived).map(({ optionId, label: name }) => ({ optionId, label: name }));
  return { fieldId, label, hint, required, memberAccess, onJoining, options, version };
}

function OptionLines() {
  const words = useWords(fieldTexts);
  const kind = useFormValue('kind');
  if (kind !== 'choice' && kind !== 'choices') return null;
  return <TextAreaField name="lines" label={words.options} hint={words.optionsHint} />;
}
