import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CreateMemberInput } from '@tsudoi/shared/contracts/members/member.contract';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { noAddress } from '@tsudoi/shared/kernel/postal-address';
import { useMemo, useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { today } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField, MembershipTypeView, ProvisionalPair } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { MemberFieldsForm } from './MemberFieldsForm.tsx';
import { PairCard } from './PairCard.tsx';

interface Added {
  readonly memberId: string;
  readonly memberNumber: string;
  readonly name: string;
  readonly provisional: ProvisionalPair | null;
}

const empty = {
  familyName: '',
  givenName: '',
  familyNameKana: '',
  givenNameKana: '',
  membershipTypeId: '',
  memberNumber: '',
  contactEmail: '',
  phone: '',
  postalCode: '',
  address: noAddress,
  affiliation: '',
  birthDate: '',
  formerName: '',
  rankId: '',
  tags: [],
  memo: '',
  issueProvisional: true,
};

export function MemberNewScreen() {
  const org = useOrg();
  const words = useWords(adminMemberTexts).create;
  const trpc = useTRPC();
  const [added, setAdded] = useState<Added | null>(null);
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const own = useQuery(trpc.customFields.list.queryOptions());
  const customFields = useMemo(() => (own.data?.fields ?? []).filter((field) => !field.archived), [own.data]);
  return (
    <>
      <PageHead title={words.title} crumb={[{ label: words.back, to: '/$org/admin/members', params: { org } }]} />
      <PageBody>
        {added ? (
          <Done added={added} onAgain={() => setAdded(null)} />
        ) : (
          <QueryState<unknown> query={own.data ? types : own} skeleton={<PanelSkeleton />}>
            {() => {
              const usable = (types.data ?? []).filter((type) => !type.archived);
              if (usable.length > 0) return <NewForm types={usable} customFields={customFields} onAdded={setAdded} />;
              return (
                <Panel>
                  <Empty
                    title={words.noTypes}
                    text={words.noTypesText}
                    action={
                      <LinkButton to="/$org/admin/members/types" params={{ org }} kind="primary">
                        {words.toTypes}
                      </LinkButton>
                    }
                  />
                </Panel>
              );
            }}
          </QueryState>
        )}
      </PageBody>
    </>
  );
}

interface NewFormProps {
  readonly types: readonly MembershipTypeView[];
  readonly customFields: readonly CustomField[];
  readonly onAdded: (added: Added) => void;
}

function NewForm({ types, customFields, onAdded }: NewFormProps) {
  const org = useOrg();
  const words = useWords(adminMemberTexts).create;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.members.create.mutationOptions());
  const schema = useMemo(() => CreateMemberInput.extend({ custom: customValuesSchema(customFields) }), [customFields]);
  const submit = async (values: z.output<typeof CreateMemberInput>) => {
    const { memberId, memberNumber, provisional } = await create.mutateAsync(values);
    void queries.invalidateQueries(trpc.members.pathFilter());
    onAdded({ memberId, memberNumber, name: `${values.familyName} ${values.givenName}`, provisional });
  };
  return (
    <Form
      schema={schema}
      defaults={{
        ...empty,
        custom: customStart(customFields, {}),
        joinedOn: today(),
        membershipTypeId: types.length === 1 ? types[0]!.membershipTypeId : '',
      }}
      onSubmit={submit}
      errorField={{
        NUMBER_TAKEN: 'memberNumber',
        LOGIN_ID_TAKEN: 'memberNumber',
        BIRTH_DATE_IMPLAUSIBLE: 'birthDate',
        JOINED_ON_IMPLAUSIBLE: 'joinedOn',
      }}
    >
      <MemberFieldsForm
        types={types}
        withNumber
        customFields={customFields}
        below={<CheckboxField name="issueProvisional">{words.issue}</CheckboxField>}
      />
      <FormButtons>
        <LinkButton to="/$org/admin/members" params={{ org }} size="lg">
          {words.cancel}
        </LinkButton>
        <SubmitButton>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}

function Done({ added, onAgain }: { readonly added: Added; readonly onAgain: () => void }) {
  const org = useOrg();
  const texts = useWords(adminMemberTexts);
  const words = texts.create;
  return (
    <>
      <Panel title={fill(words.done, { name: added.name })}>
        <div className="stack">
          <p role="status">{fill(words.doneText, { number: added.memberNumber })}</p>
          <div className="row">
            <LinkButton to="/$org/admin/members/$memberId" params={{ org, memberId: added.memberId }} kind="primary">
              {words.open}
            </LinkButton>
            <Button onPress={onAgain}>{words.another}</Button>
          </div>
        </div>
      </Panel>
      {added.provisional ? (
        <Panel title={texts.pair.title}>
          <PairCard pair={added.provisional} name={added.name} />
        </Panel>
      ) : null}
    </>
  );
}
