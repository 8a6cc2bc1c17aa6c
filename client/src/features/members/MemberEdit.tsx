import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UpdateMemberInput } from '@tsudoi/shared/contracts/members/member.contract';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { useMemo, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField, MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { MemberFieldsForm } from './MemberFieldsForm.tsx';

const Fields = UpdateMemberInput.omit({ memberId: true, version: true });

interface EditProps {
  readonly member: MemberDetail;
  readonly customFields: readonly CustomField[];
  readonly onDone: () => void;
}

/** Editing keeps the version it began with: of two who edit, the second is told and sees what is new. */
export function MemberEdit({ member, customFields, onDone }: EditProps) {
  const words = useWords(adminMemberTexts).detail;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [begun, setBegun] = useState(member);
  const [hasConflict, setConflict] = useState(false);
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const update = useMutation(trpc.members.update.mutationOptions());
  const {
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    membershipTypeId,
    contactEmail,
    phone,
    postalCode,
    address,
    affiliation,
    birthDate,
    joinedOn,
    memo,
    custom,
  } = begun;
  const schema = useMemo(() => Fields.extend({ custom: customValuesSchema(customFields, custom) }), [customFields, custom]);
  const usable = (types.data ?? []).filter((type) => !type.archived || type.membershipTypeId === membershipTypeId);
  return (
    <Form
      key={begun.version}
      schema={schema}
      defaults={{
        familyName,
        givenName,
        familyNameKana,
        givenNameKana,
        membershipTypeId,
        contactEmail,
        phone,
        postalCode,
        address,
        affiliation,
        birthDate,
        joinedOn,
        memo,
        custom: customStart(customFields, custom),
      }}
      errorField={{ BIRTH_DATE_IMPLAUSIBLE: 'birthDate', JOINED_ON_IMPLAUSIBLE: 'joinedOn' }}
      onSubmit={async (values) => {
        try {
          await update.mutateAsync({ ...values, memberId: begun.memberId, version: begun.version });
        } catch (error) {
          if (domainCodeOf(error) !== 'CONFLICT') throw error;
          setBegun(await queries.fetchQuery({ ...trpc.members.get.queryOptions({ memberId: begun.memberId }), staleTime: 0 }));
          setConflict(true);
          return;
        }
        await queries.invalidateQueries(trpc.members.pathFilter());
        onDone();
      }}
    >
      {hasConflict ? (
        <Note kind="warn" live>
          {words.conflict}
        </Note>
      ) : null}
      <MemberFieldsForm types={usable} withNumber={false} customFields={customFields} custom={custom} />
      <FormButtons>
        <Button size="lg" onPress={onDone}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
