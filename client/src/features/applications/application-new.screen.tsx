import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ApplicationFields, PayBy, blankApplication } from '@tsudoi/shared/contracts/applications/application.contract';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { Signature, TypedSignature } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { EmailAddress } from '@tsudoi/shared/contracts/text.contract';
import { Suspense, lazy, useMemo, useState } from 'react';
import * as z from 'zod';
import { LinkButton } from '../../components/LinkButton.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { factsOf, useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { idAsWritten } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ApplicationDetail, CustomField, MembershipTypeView, PayWays } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { applicationTexts } from './admin-texts.ts';
import { staffTexts } from './staff-texts.ts';
import { ApplicantFields } from './ApplicantFields.tsx';
import { asksWay, firstWay } from './join-schema.view.ts';
import { PayWayField } from './PayWayField.tsx';
import './join.css';

// Drawn on by few.
const SignatureField = lazy(() => import('../../components/SignatureField.tsx').then((module) => ({ default: module.SignatureField })));

const Typed = ApplicationFields.extend({
  signature: Signature,
  typedSignature: TypedSignature,
  email: z.union([EmailAddress, z.literal('')]),
  agreed: z.literal(true, 'not_agreed'),
  payBy: PayBy.optional(),
});
const noWays: PayWays = { offersDebit: false, offersCard: false };
const blank = { ...blankApplication, email: '', agreed: false, signature: [], typedSignature: '' };

/** 代理申請, or the end of one that got stuck between mail and form (APP-07, APP-08). */
export function ApplicationNewScreen() {
  const org = useOrg();
  const texts = useWords(applicationTexts);
  const words = useWords(staffTexts);
  const trpc = useTRPC();
  const { application: asked } = useSearch({ strict: false }) as { application?: unknown };
  const stuckId = typeof asked === 'string' ? asked : '';
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const stuck = useQuery({
    ...trpc.applications.get.queryOptions({ applicationId: idAsWritten('applicationId', stuckId) }),
    enabled: stuckId !== '',
  });
  const own = useQuery(trpc.customFields.list.queryOptions());
  const ways = useQuery(trpc.applications.payWays.queryOptions());
  const isReady = (stuckId === '' || stuck.data !== undefined) && own.data !== undefined && !ways.isPending;
  return (
    <>
      <PageHead
        title={stuckId === '' ? words.title : words.finishTitle}
        crumb={[{ label: texts.detail.crumb, to: '/$org/admin/members/applications', params: { org } }]}
      />
      <PageBody>
        <QueryState<unknown>
          query={types.data === undefined ? types : own.data === undefined || stuckId === '' ? own : stuck}
          skeleton={<PanelSkeleton rows={8} />}
        >
          {() => {
            const usable = (types.data ?? []).filter((type) => !type.archived);
            if (!isReady || own.data === undefined) return null;
            const asked = own.data.fields.filter((field) => !field.archived && field.onJoining);
            if (usable.length > 0)
              return <NewForm types={usable} stuck={stuck.data ?? null} customFields={asked} ways={ways.data ?? noWays} />;
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
      </PageBody>
    </>
  );
}

interface NewFormProps {
  readonly types: readonly MembershipTypeView[];
  readonly stuck: ApplicationDetail | null;
  readonly customFields: readonly CustomField[];
  readonly ways: PayWays;
}

function NewForm({ types, stuck, customFields, ways }: NewFormProps) {
  const org = useOrg();
  const words = useWords(staffTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [pending, setPending] = useState<unknown>(null);
  const submit = useMutation(trpc.applications.submitByStaff.mutationOptions());
  const send = async ({ email, agreed, payBy, signature, typedSignature, ...fields }: z.output<typeof Typed>) => {
    setPending(null);
    try {
      const { applicationId } = await submit.mutateAsync({
        email,
        agreed,
        signature,
        typedSignature,
        fields,
        ...(payBy ? { payBy } : {}),
        ...(stuck ? { applicationId: stuck.applicationId } : {}),
      });
      await queries.invalidateQueries(trpc.applications.pathFilter());
      await navigate({ href: `/${org}/admin/members/applications/${applicationId}` });
      return true;
    } catch (error) {
      // What stands in the way is named beside the way to it.
      const { applicationId, memberId } = factsOf(error).params;
      if (applicationId === undefined && memberId === undefined) throw error;
      setPending(error);
      return false;
    }
  };
  const schema = useMemo(() => Typed.extend({ custom: customValuesSchema(customFields) }), [customFields]);
  const { applicationId: pendingId = '', memberId = '', number = '' } = factsOf(pending).params;
  return (
    <Form
      schema={schema}
      defaults={{
        ...blank,
        custom: customStart(customFields, {}),
        membershipTypeId: types.length === 1 ? types[0]!.membershipTypeId : '',
        ...(asksWay(ways) ? { payBy: firstWay(ways, stuck?.payBy ?? null) } : {}),
      }}
      onSubmit={send}
      errorField={{ EMAIL_TAKEN: 'email', APPLICATION_OPEN: 'email', METHOD_NOT_AVAILABLE: 'payBy', DEBIT_NOT_APPROVED: 'payBy' }}
    >
      <Panel>
        <div className="form join-form">
          <p className="muted">{stuck ? fill(words.finishLead, { email: stuck.email }) : words.lead}</p>
          <ApplicantFields
            types={types}
            customFields={customFields}
            present={{}}
            own={false}
            email={
              stuck ? (
                <div className="field">
                  <span className="label">{words.email}</span>
                  <span className="join-address">{stuck.email}</span>
                </div>
              ) : (
                <TextField name="email" type="email" label={words.email} hint={words.emailHint} optional autoComplete="off" />
              )
            }
          />
          {asksWay(ways) ? <PayWayField ways={ways} own={false} /> : null}
          <CheckboxField name="agreed" label={words.agreed} messages={{ not_agreed: words.agreedMissing }}>
            {words.agreed}
          </CheckboxField>
          <Suspense>
            <SignatureField
              name="signature"
              label={words.signature}
              hint={words.signatureHint}
              clear={words.signatureClear}
              messages={{ not_signed: words.signatureMissing, too_big: words.signatureTooBig }}
              optional
            />
          </Suspense>
          <TextField
            name="typedSignature"
            label={words.typedSignature}
            hint={words.typedSignatureHint}
            messages={{ name_differs: words.typedSignatureDiffers }}
            autoComplete="off"
            optional
          />
        </div>
      </Panel>
      {pending === null ? null : (
        <Note
          kind="warn"
          live
          action={
            memberId === '' ? (
              <LinkButton to="/$org/admin/members/applications/$applicationId" params={{ org, applicationId: String(pendingId) }} size="sm">
                {words.openPending}
              </LinkButton>
            ) : (
              <LinkButton to="/$org/admin/members/$memberId" params={{ org, memberId: String(memberId) }} size="sm">
                {fill(words.openMember, { number })}
              </LinkButton>
            )
          }
        >
          <p>{memberId === '' ? errorText(pending) : words.emailTaken}</p>
          {memberId === '' || stuck ? null : <p>{words.otherPerson}</p>}
        </Note>
      )}
      <FormButtons>
        <LinkButton to="/$org/admin/members/applications" params={{ org }} size="lg">
          {words.cancel}
        </LinkButton>
        <SubmitButton>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
