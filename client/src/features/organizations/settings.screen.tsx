import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UpdateOrganizationInput } from '@tsudoi/shared/contracts/organizations/organization.contract';
import * as z from 'zod';
import { SettingsForm, SettingsPage } from '../../components/SettingsPage.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { PhoneField, TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
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
    <SettingsPage title={words.title} sub={words.sub} query={organization}>
      {(found) => <Fields organization={found} />}
    </SettingsPage>
  );
}

function Fields({ organization }: { readonly organization: OrganizationView }) {
  const words = useWords(settingsTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.organizations.update.mutationOptions());
  return (
    <SettingsForm
      settings={organization}
      latest={() => queries.fetchQuery({ ...trpc.organizations.current.queryOptions(), staleTime: 0 })}
      schema={Settings}
      defaultsOf={({ name, fiscalYearStartMonth, postalAddress, phone, contactEmail, representative }) => ({
        name,
        fiscalYearStartMonth: String(fiscalYearStartMonth),
        postalAddress,
        phone,
        contactEmail,
        representative,
      })}
      save={(values, version) => update.mutateAsync({ ...values, version })}
      onSaved={() => queries.invalidateQueries()}
      words={words}
    >
      {(begun) => (
        <>
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
        </>
      )}
    </SettingsForm>
  );
}
