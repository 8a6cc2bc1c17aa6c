import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { JoiningFeeTime, joiningFeeDays } from '@tsudoi/shared/contracts/applications/application.contract';
import { JoiningApproval, SaveJoiningSettingsInput } from '@tsudoi/shared/contracts/applications/joining-settings.contract';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import * as z from 'zod';
import { LinkButton } from '../../components/LinkButton.tsx';
import { CheckboxField, RadioCards } from '../../components/Choice.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { MoneyField, TextAreaField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useVersioned } from '../../lib/versioned.ts';
import type { JoiningSettingsView, MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './join.css';
import { joiningPlace, savedBefore } from './joining-settings.rules.ts';
import { joiningTexts } from './joining-texts.ts';

const Settings = z.object({
  open: z.enum(['open', 'closed']),
  approval: JoiningApproval,
  asksSignature: z.boolean(),
  /** By type: whether one may apply for it. */
  offered: z.record(z.string(), z.boolean()),
  fees: z.record(z.string(), PriceYen),
  times: z.record(z.string(), JoiningFeeTime),
  terms: SaveJoiningSettingsInput.shape.terms,
});

/** How one becomes a member: open or not, who decides, as what, and under which terms. */
export function JoiningScreen() {
  const org = useOrg();
  const words = useWords(joiningTexts);
  const trpc = useTRPC();
  const settings = useQuery({ ...trpc.applications.settings.queryOptions(), refetchOnWindowFocus: false });
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  return (
    <>
      <PageHead
        title={words.title}
        sub={words.sub}
        actions={
          settings.data?.open ? (
            <LinkButton to="/$org/join" params={{ org }}>
              {words.look}
            </LinkButton>
          ) : undefined
        }
      />
      <PageBody>
        <QueryState query={types} skeleton={<PanelSkeleton rows={8} />}>
          {(all) => (
            <QueryState query={settings} skeleton={<PanelSkeleton rows={8} />}>
              {(found) => <SettingsForm settings={found} types={all.filter((type) => !type.archived)} />}
            </QueryState>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

const joiningFeeOf = ({ fees }: JoiningSettingsView, typeId: string): number =>
  fees.find((fee) => fee.membershipTypeId === typeId)?.amount ?? 0;

function SettingsForm({ settings, types }: { readonly settings: JoiningSettingsView; readonly types: readonly MembershipTypeView[] }) {
  const org = useOrg();
  const words = useWords(joiningTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.applications.saveSettings.mutationOptions());
  const defaultsOf = (found: JoiningSettingsView) => ({
    open: found.open ? ('open' as const) : ('closed' as const),
    approval: found.approval,
    asksSignature: found.asksSignature,
    offered: Object.fromEntries(
      types.map(({ membershipTypeId }) => [membershipTypeId, found.membershipTypeIds.includes(membershipTypeId)]),
    ),
    fees: Object.fromEntries(types.map(({ membershipTypeId }) => [membershipTypeId, joiningFeeOf(found, membershipTypeId)])),
    times: Object.fromEntries(
      types.map(({ membershipTypeId }) => [
        membershipTypeId,
        found.fees.find((fee) => fee.membershipTypeId === membershipTypeId)?.time ?? 'after',
      ]),
    ),
    terms: found.terms,
  });
  const { begun, conflict, key, save, takeBack } = useVersioned(
    settings,
    () => queries.fetchQuery({ ...trpc.applications.settings.queryOptions(), staleTime: 0 }),
    defaultsOf,
  );
  const submit = async ({ offered, fees, times, ...values }: z.output<typeof Settings>) => {
    const membershipTypeIds = types.map((type) => type.membershipTypeId).filter((typeId) => offered[typeId] === true);
    const billed = membershipTypeIds.flatMap((membershipTypeId) => {
      const amount = fees[membershipTypeId];
      return amount === undefined ? [] : [{ membershipTypeId, amount, time: times[membershipTypeId] ?? 'after' }];
    });
    const open = values.open === 'open';
    const { newest, isSaved } = await save(
      update.mutateAsync({ ...values, open, membershipTypeIds, fees: billed, version: begun.version }),
    );
    if (!isSaved) return;
    const before = savedBefore(begun, newest);
    const undo = async () => {
      await takeBack(update.mutateAsync(before!));
      await queries.invalidateQueries(trpc.applications.pathFilter());
    };
    toast({ text: words.saved, ...(before ? { undo } : {}) });
    await queries.invalidateQueries(trpc.applications.pathFilter());
  };
  const address = `${location.origin}/${org}/join`;
  return (
    <Form key={key} schema={Settings} defaults={defaultsOf(begun)} onSubmit={submit}>
      <FormConflict conflict={conflict} nameOf={(path) => joiningPlace(words, types, path)} />
      <Panel>
        <div className="form">
          <RadioCards
            name="open"
            label={words.open}
            options={[
              { value: 'open', label: words.opened, text: words.openedText },
              { value: 'closed', label: words.closed, text: words.closedText },
            ]}
          />
          <RadioCards
            name="approval"
            label={words.approval}
            options={[
              { value: 'staff', label: words.staff, text: words.staffText },
              { value: 'automatic', label: words.automatic, text: words.automaticText },
            ]}
          />
          <CheckboxField name="asksSignature" label={words.signature}>
            {words.asksSignature}
          </CheckboxField>
          <p className="join-address">
            <span className="muted">{words.page}</span>
            <span className="num">{address}</span>
            <CopyButton text={address} />
          </p>
        </div>
      </Panel>
      <Panel title={words.types}>
        <div className="stack-8">
          <p className="muted">{words.typesText}</p>
          {types.map((type) => (
            <Offer key={type.membershipTypeId} type={type} />
          ))}
          <p className="hint">{fill(words.joiningFeeHint, { days: joiningFeeDays })}</p>
        </div>
      </Panel>
      <Panel
        title={words.terms}
        count={
          begun.termsPublishedAt
            ? fill(words.version, { version: begun.termsVersion, date: formatDate(begun.termsPublishedAt) })
            : words.noVersion
        }
      >
        <div className="form">
          <TextAreaField name="terms" label={words.text} hint={words.termsHint} rows={14} />
        </div>
      </Panel>
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}

/** One type: whether one may apply for it, and then what joining costs. */
function Offer({ type: { membershipTypeId, name, annualFee } }: { readonly type: MembershipTypeView }) {
  const words = useWords(joiningTexts);
  const isOffered = useFormValue(`offered.${membershipTypeId}`) === true;
  return (
    <div className="join-offer">
      <CheckboxField name={`offered.${membershipTypeId}`} label={fill(words.mayApply, { type: name })}>
        <span className="row">
          {name}
          <span className="muted num">{fill(words.fee, { amount: annualFee })}</span>
        </span>
      </CheckboxField>
      {isOffered ? (
        <>
          <MoneyField name={`fees.${membershipTypeId}`} label={fill(words.joiningFee, { type: name })} />
          <SelectField
            name={`times.${membershipTypeId}`}
            label={fill(words.feeTime, { type: name })}
            options={(['after', 'before'] as const).map((time) => ({ value: time, label: words.feeTimes[time] }))}
          />
        </>
      ) : null}
    </div>
  );
}
