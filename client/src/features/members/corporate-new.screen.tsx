import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CreateCorporateInput } from '@tsudoi/shared/contracts/members/corporate.contract';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { nobody } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { noAddress } from '@tsudoi/shared/kernel/postal-address';
import { useMemo, useState } from 'react';
import type * as z from 'zod';
import { CheckboxField } from '../../components/Choice.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField, MembershipTypeView, ProvisionalPair } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { CorporateFieldsForm } from './CorporateFieldsForm.tsx';
import { PairCard } from './PairCard.tsx';
import { recordTexts } from './record-texts.ts';

const empty = {
  corporateName: '',
  corporateNameKana: '',
  contacts: { liaison: nobody, representative: nobody, billing: nobody },
  memberNumber: '',
  phone: '',
  postalCode: '',
  address: noAddress,
  rankId: '',
  tags: [],
  memo: '',
};

interface Added {
  readonly memberId: string;
  readonly name: string;
  readonly provisional: ProvisionalPair;
}

/** Adds a corporate member with its people (MEM-05). */
export function CorporateNewScreen() {
  const org = useOrg();
  const texts = useWords(adminMemberTexts);
  const words = useWords(recordTexts).corporate;
  const trpc = useTRPC();
  const [added, setAdded] = useState<Added | null>(null);
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const own = useQuery(trpc.customFields.list.queryOptions());
  const settings = useQuery(trpc.memberSettings.get.queryOptions());
  const customFields = useMemo(() => (own.data?.fields ?? []).filter((field) => !field.archived), [own.data]);
  const first = [types, own, settings].find((query) => query.data === undefined) ?? types;
  return (
    <>
      <PageHead title={words.newTitle} crumb={[{ label: words.title, to: '/$org/admin/corporate-members', params: { org } }]} />
      <PageBody>
        {added ? (
          <>
            <Panel title={fill(words.done, { name: added.name })}>
              <LinkButton to="/$org/admin/members/$memberId" params={{ org, memberId: added.memberId }} kind="primary">
                {texts.create.open}
              </LinkButton>
            </Panel>
            <Panel title={texts.pair.title}>
              <PairCard pair={added.provisional} name={added.name} />
            </Panel>
          </>
        ) : (
          <QueryState<unknown> query={first} skeleton={<PanelSkeleton rows={8} />}>
            {() => {
              const usable = (types.data ?? []).filter((type) => !type.archived);
              if (usable.length > 0)
                return (
                  <NewForm
                    types={usable}
                    customFields={customFields}
                    hasMyPage={settings.data?.corporateMyPage === true}
                    onIssued={setAdded}
                  />
                );
              return (
                <Panel>
                  <Empty
                    title={texts.create.noTypes}
                    text={texts.create.noTypesText}
                    action={
                      <LinkButton to="/$org/admin/members/types" params={{ org }} kind="primary">
                        {texts.create.toTypes}
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
  readonly hasMyPage: boolean;
  readonly onIssued: (added: Added) => void;
}

function NewForm({ types, customFields, hasMyPage, onIssued }: NewFormProps) {
  const org = useOrg();
  const texts = useWords(adminMemberTexts).create;
  const words = useWords(recordTexts).corporate;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation(trpc.members.createCorporate.mutationOptions());
  const schema = useMemo(() => CreateCorporateInput.extend({ custom: customValuesSchema(customFields) }), [customFields]);
  const submit = async (values: z.output<typeof CreateCorporateInput>) => {
    const { memberId, provisional } = await create.mutateAsync(values);
    void queries.invalidateQueries(trpc.members.pathFilter());
    const name = values.corporateName;
    if (provisional !== null) return onIssued({ memberId, name, provisional });
    toast({ text: fill(words.done, { name }) });
    return navigate({ to: '/$org/admin/members/$memberId', params: { org, memberId } });
  };
  return (
    <Form
      schema={schema}
      defaults={{
        ...empty,
        custom: customStart(customFields, {}),
        joinedOn: today(),
        membershipTypeId: types.length === 1 ? types[0]!.membershipTypeId : '',
        issueProvisional: hasMyPage,
      }}
      onSubmit={submit}
      errorField={{ NUMBER_TAKEN: 'memberNumber', LOGIN_ID_TAKEN: 'memberNumber', JOINED_ON_IMPLAUSIBLE: 'joinedOn' }}
    >
      <CorporateFieldsForm
        types={types}
        withNumber
        customFields={customFields}
        below={hasMyPage ? <CheckboxField name="issueProvisional">{words.issue}</CheckboxField> : null}
      />
      <FormButtons>
        <LinkButton to="/$org/admin/corporate-members" params={{ org }} size="lg">
          {texts.cancel}
        </LinkButton>
        <SubmitButton>{texts.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
