import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UpdateSecurityInput, passwordPolicies } from '@tsudoi/shared/contracts/organizations/organization.contract';
import type * as z from 'zod';
import { CheckboxField, RadioField } from '../../components/Choice.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useVersioned } from '../../lib/versioned.ts';
import type { SecurityView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { closingTexts } from './closing-texts.ts';
import { EmergencyContacts } from './EmergencyContacts.tsx';
import { secondStepTexts } from './second-step-texts.ts';

const Rules = UpdateSecurityInput.omit({ version: true });

/** The organisation's rules for the log-ins of its own people. */
export function SecurityScreen() {
  const words = useWords(secondStepTexts).security;
  const trpc = useTRPC();
  const org = useOrg();
  const closing = useWords(closingTexts).closing;
  const may = useMay();
  const mayContacts = may('users');
  const security = useQuery(trpc.organizations.security.queryOptions());
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <QueryState query={security} skeleton={<PanelSkeleton rows={3} />}>
          {(found) => <SecurityForm security={found} />}
        </QueryState>
        {mayContacts ? (
          <>
            <EmergencyContacts />
            <p>
              <TextLink to="/$org/admin/settings/closing" params={{ org }}>
                {closing.open}
              </TextLink>
            </p>
          </>
        ) : null}
      </PageBody>
    </>
  );
}

function SecurityForm({ security }: { readonly security: SecurityView }) {
  const texts = useWords(secondStepTexts);
  const words = texts.security;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.organizations.updateSecurity.mutationOptions());
  const { begun, conflict, key, save } = useVersioned(
    security,
    () => queries.fetchQuery({ ...trpc.organizations.security.queryOptions(), staleTime: 0 }),
    ({ secondStepRequired, passwordPolicy }) => ({ secondStepRequired, passwordPolicy }),
  );
  const submit = async (values: z.output<typeof Rules>) => {
    const { isSaved } = await save(update.mutateAsync({ ...values, version: begun.version }));
    if (!isSaved) return;
    toast({ text: words.saved });
    await queries.invalidateQueries();
  };
  return (
    <Form
      key={key}
      schema={Rules}
      defaults={{ secondStepRequired: begun.secondStepRequired, passwordPolicy: begun.passwordPolicy }}
      onSubmit={submit}
    >
      <FormConflict conflict={conflict} />
      <Panel title={texts.title}>
        <CheckboxField name="secondStepRequired" label={words.required} hint={words.requiredText}>
          {words.required}
        </CheckboxField>
      </Panel>
      <Panel title={words.passwords}>
        <RadioField
          name="passwordPolicy"
          label={words.passwordsLabel}
          options={passwordPolicies.map((value) => ({ value, label: words.policies[value], text: words.policyTexts[value] }))}
        />
      </Panel>
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
