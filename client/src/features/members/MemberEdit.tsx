import { useMutation } from '@tanstack/react-query';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { UpdateMemberInput } from '@tsudoi/shared/contracts/members/member.contract';
import { useMemo } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField, MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { flatValues, nestedValues } from './member-merge.rules.ts';
import { useMemberEdit } from './member-edit.view.ts';
import { MemberConflict, SavedMeanwhile } from './MemberConflict.tsx';
import { MemberFieldsForm } from './MemberFieldsForm.tsx';
import { isUndecided } from './undecided.rules.ts';

const Fields = UpdateMemberInput.omit({ memberId: true, version: true });

type Values = z.output<typeof Fields>;

/** What of a record the form edits. */
const fieldsOf = (member: MemberDetail, customFields: readonly CustomField[]): Record<string, unknown> => ({
  ...Object.fromEntries(Object.keys(Fields.shape).map((field) => [field, member[field as keyof MemberDetail]])),
  address: member.addressParts,
  custom: customStart(customFields, member.custom),
});

/** As the form would send it: a telephone number with hyphens is the same as one without. */
const normal = (schema: z.ZodType<Record<string, unknown>>, values: Record<string, unknown>): Record<string, unknown> => {
  const parsed = schema.safeParse(values);
  return parsed.success ? parsed.data : values;
};

interface EditProps {
  readonly member: MemberDetail;
  readonly customFields: readonly CustomField[];
  readonly onDone: () => void;
}

/** Editing keeps the version it began with: of two who edit, the second is told at once, and chooses when saving (MEM-10). */
export function MemberEdit({ member, customFields, onDone }: EditProps) {
  const words = useWords(adminMemberTexts).detail;
  const trpc = useTRPC();
  const update = useMutation(trpc.members.update.mutationOptions());
  const edit = useMemberEdit<Values>(member, update.mutateAsync, onDone);
  const { begun, conflict, send } = edit;
  const { custom } = begun;
  const schema = useMemo(() => Fields.extend({ custom: customValuesSchema(customFields, custom) }), [customFields, custom]);
  const values = useMemo(() => fieldsOf(begun, customFields), [begun, customFields]);
  const flat = (record: Record<string, unknown>) => flatValues(normal(schema, record));
  return (
    <>
      <Form
        schema={schema}
        defaults={values}
        errorField={{ BIRTH_DATE_IMPLAUSIBLE: 'birthDate', JOINED_ON_IMPLAUSIBLE: 'joinedOn', JOINED_ON_AFTER_STATUS: 'joinedOn' }}
        onSubmit={(given) => send(given, begun.version)}
      >
        {member.version > begun.version ? <SavedMeanwhile memberId={member.memberId} /> : null}
        {isUndecided(begun) ? <Note>{words.typeOfApplicant}</Note> : null}
        <MemberFieldsForm types={edit.usable} withNumber={false} customFields={customFields} custom={custom} />
        <FormButtons>
          <Button size="lg" onPress={onDone}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
      {conflict ? (
        <MemberConflict
          key={conflict.theirs.version}
          memberId={begun.memberId}
          begun={flat(values)}
          mine={flatValues(conflict.mine)}
          theirs={flat(fieldsOf(conflict.theirs, customFields))}
          valueText={edit.valueText}
          customFields={customFields}
          onSave={(chosen) => send(nestedValues(chosen) as Values, conflict.theirs.version)}
          onClose={edit.closeConflict}
        />
      ) : null}
    </>
  );
}
