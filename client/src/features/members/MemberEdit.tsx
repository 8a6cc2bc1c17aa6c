import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { UpdateMemberInput } from '@tsudoi/shared/contracts/members/member.contract';
import { useMemo, useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField, MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { historyTexts } from './history-texts.ts';
import { flatValues, nestedValues } from './member-merge.rules.ts';
import { MemberConflict, SavedMeanwhile } from './MemberConflict.tsx';
import { MemberFieldsForm } from './MemberFieldsForm.tsx';
import { useRanks } from './record.view.ts';
import { useUndoToast } from './undo-toast.view.ts';

const Fields = UpdateMemberInput.omit({ memberId: true, version: true });

type Values = z.output<typeof Fields>;

/** What of a record the form edits. */
const fieldsOf = (member: MemberDetail, customFields: readonly CustomField[]): Record<string, unknown> => ({
  ...Object.fromEntries(Object.keys(Fields.shape).map((field) => [field, member[field as keyof MemberDetail]])),
  custom: customStart(customFields, member.custom),
});

/** As the form would send it: a telephone number with hyphens is the same as one without. */
const normal = (schema: z.ZodType<Values>, values: Record<string, unknown>): Record<string, unknown> => {
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
  const queries = useQueryClient();
  const [begun] = useState(member);
  const [conflict, setConflict] = useState<{ readonly mine: Values; readonly theirs: MemberDetail } | null>(null);
  const say = useUndoToast(member.memberId);
  const saved = useWords(historyTexts).saved;
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const { rankName } = useRanks();
  const update = useMutation(trpc.members.update.mutationOptions());
  const { membershipTypeId, custom } = begun;
  const schema = useMemo(() => Fields.extend({ custom: customValuesSchema(customFields, custom) }), [customFields, custom]);
  const values = useMemo(() => fieldsOf(begun, customFields), [begun, customFields]);
  const usable = (types.data ?? []).filter((type) => !type.archived || type.membershipTypeId === membershipTypeId);
  const send = async (given: Values, version: number): Promise<void> => {
    try {
      await update.mutateAsync({ ...given, memberId: begun.memberId, version });
    } catch (error) {
      if (domainCodeOf(error) !== 'CONFLICT') throw error;
      const theirs = await queries.fetchQuery({ ...trpc.members.get.queryOptions({ memberId: begun.memberId }), staleTime: 0 });
      setConflict({ mine: given, theirs });
      return;
    }
    await queries.invalidateQueries(trpc.members.pathFilter());
    onDone();
    await say(saved);
  };
  const flat = (record: Record<string, unknown>) => flatValues(normal(schema as never, record));
  return (
    <>
      <Form
        schema={schema}
        defaults={values as never}
        errorField={{ BIRTH_DATE_IMPLAUSIBLE: 'birthDate', JOINED_ON_IMPLAUSIBLE: 'joinedOn' }}
        onSubmit={(given) => send(given, begun.version)}
      >
        {member.version > begun.version ? <SavedMeanwhile memberId={member.memberId} /> : null}
        <MemberFieldsForm types={usable} withNumber={false} customFields={customFields} custom={custom} />
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
          valueText={(field, value) =>
            field === 'rankId'
              ? rankName(value)
              : field === 'membershipTypeId'
                ? (types.data?.find((type) => type.membershipTypeId === value)?.name ?? value)
                : value
          }
          customFields={customFields}
          onSave={(chosen) => send(nestedValues(chosen) as Values, conflict.theirs.version)}
          onClose={() => setConflict(null)}
        />
      ) : null}
    </>
  );
}
