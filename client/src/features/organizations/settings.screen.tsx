import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UpdateOrganizationInput } from '@tsudoi/shared/contracts/organizations/organization.contract';
import * as z from 'zod';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { PhoneField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useVersioned } from '../../lib/versioned.ts';
import type { OrganizationView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { settingsTexts } from './settings-texts.ts';

/** The list gives the month as text; the contract wants a number. */
const Settings = UpdateOrganizationInput.omit({ version: true }).extend({
  fiscalYearStartMonth: z.coerce.number().pipe(UpdateOrganizationInput.shape.fiscalYearStartMonth),
});

export function SettingsScreen() {
  const words = useWords(settingsTexts);
  const trpc = useTRPC();
  const organization = useQuery(trpc.organizations.current.queryOptions());
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <QueryState query={organization} skeleton={<PanelSkeleton rows={6} />}>
          {(found) => <SettingsForm organization={found} />}
        </QueryState>
      </PageBody>
    </>
  );
}

function SettingsForm({ organization }: { readonly organization: OrganizationView }) {
  const words = useWords(settingsTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.organizations.update.mutationOptions());
  const { begun, hasConflict, save } = useVersioned(organization, () =>
    queries.fetchQuery({ ...trpc.organizations.current.queryOptions(), staleTime: 0 }),
  );
  const { name, fiscalYearStartMonth, postalAddress, phone, contactEmail, representative } = begun;
  const submit = async (values: z.output<typeof Settings>) => {
    const { isSaved } = await save(update.mutateAsync({ ...values, version: begun.version }));
    if (!isSaved) return;
    toast({ text: words.saved });
    await queries.invalidateQueries();
  };
  return (
    <Form
      key={begun.version}
      schema={Settings}
      defaults={{ name, fiscalYearStartMonth: String(fiscalYearStartMonth), postalAddress, phone, contactEmail, representative }}
      onSubmit={submit}
    >
      {hasConflict ? (
        <Note kind="warn" live>
          {words.conflict}
        </Note>
      ) : null}
      <Panel title={words.basic}>
        <div className="form">
          <TextField name="name" label={words.name} required autoComplete="organization" />
          <SelectField
            name="fiscalYearStartMonth"
            label={words.fiscalYearStartMonth}
            options={Array.from({ length: 12 }, (_, index) => ({
              value: String(index + 1),
              label: fill(words.month, { month: index + 1 }),
            }))}
          />
          <Rows>
            <Row label={words.address}>
              <span className="num">{`${location.origin}/${begun.slug}`}</span>
            </Row>
          </Rows>
        </div>
      </Panel>
      <Panel title={words.issuer}>
        <div className="form">
          <TextField name="representative" label={words.representative} hint={words.representativeHint} optional />
          <TextField name="postalAddress" label={words.postalAddress} optional />
          <PhoneField name="phone" label={words.phone} optional />
          <TextField name="contactEmail" type="email" label={words.contactEmail} optional />
        </div>
      </Panel>
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
