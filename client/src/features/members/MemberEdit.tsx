import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UpdateMemberInput } from '@tsudoi/shared/contracts/members/member.contract';
import { useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { historyTexts } from './history-texts.ts';
import { MemberConflict, SavedMeanwhile } from './MemberConflict.tsx';
import { useUndoToast } from './undo-toast.view.ts';
import { MemberFieldsForm } from './MemberFieldsForm.tsx';

const Fields = UpdateMemberInput.omit({ memberId: true, version: true });

type Values = z.output<typeof Fields>;

/** What of a record the form edits. */
const fieldsOf = (member: MemberDetail) =>
  Object.fromEntries(Object.keys(Fields.shape).map((field) => [field, member[field as keyof MemberDetail]])) as Record<string, unknown>;

/** As the form would send it: a telephone number with hyphens is the same as one without. */
const normal = (values: Record<string, unknown>): Record<string, unknown> => {
  const parsed = Fields.safeParse(values);
  return parsed.success ? parsed.data : values;
};

/** Editing keeps the version it began with: of two who edit, the second is told at once, and chooses when saving (MEM-10). */
export function MemberEdit({ member, onDone }: { readonly member: MemberDetail; readonly onDone: () => void }) {
  const words = useWords(adminMemberTexts).detail;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [begun] = useState(member);
  const [conflict, setConflict] = useState<{ readonly mine: Values; readonly theirs: MemberDetail } | null>(null);
  const say = useUndoToast(member.memberId);
  const saved = useWords(historyTexts).saved;
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const update = useMutation(trpc.members.update.mutationOptions());
  const values = fieldsOf(begun);
  const { membershipTypeId } = begun;
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
  return (
    <>
      <Form
        schema={Fields}
        defaults={values}
        errorField={{ BIRTH_DATE_IMPLAUSIBLE: 'birthDate', JOINED_ON_IMPLAUSIBLE: 'joinedOn' }}
        onSubmit={(given) => send(given, begun.version)}
      >
        {member.version > begun.version ? <SavedMeanwhile memberId={member.memberId} /> : null}
        <MemberFieldsForm types={usable} withNumber={false} />
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
          begun={normal(values)}
          mine={conflict.mine}
          theirs={normal(fieldsOf(conflict.theirs))}
          typeName={(id) => types.data?.find((type) => type.membershipTypeId === id)?.name ?? id}
          onSave={(chosen) => send(chosen, conflict.theirs.version)}
          onClose={() => setConflict(null)}
        />
      ) : null}
    </>
  );
}
