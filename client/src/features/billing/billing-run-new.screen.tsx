import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { BillingItemId } from '@tsudoi/shared/kernel/ids';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { OptionalText } from '@tsudoi/shared/contracts/text.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { formatFiscalYear, formatMonth, today } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingItemView, MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './billing-admin.css';
import { RunEstimate, RunTypes } from './RunTypes.tsx';
import { fiscalYearOfDay, monthsOf, proposedDueDay } from './run.rules.ts';
import { runTexts } from './run-texts.ts';

/** Conditions of a plan: what, for which year, due when, and whom. Nobody is billed here. */
export function BillingRunNewScreen() {
  const org = useOrg();
  const words = useWords(runTexts);
  const trpc = useTRPC();
  const items = useQuery(trpc.billing.items.queryOptions());
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const organization = useQuery(trpc.organizations.current.queryOptions());
  const usable = types.data?.filter((type) => !type.archived);
  return (
    <>
      <PageHead
        crumb={[{ label: words.create.crumb, to: '/$org/admin/billing/runs', params: { org } }]}
        title={words.create.title}
        actions={<Stepper steps={[...words.steps]} current={0} />}
      />
      <PageBody>
        {items.data === undefined || usable === undefined || organization.data === undefined ? (
          <PanelSkeleton />
        ) : items.data.length === 0 ? (
          <Empty
            title={words.create.noItemTitle}
            text={words.create.noItemText}
            action={
              <LinkButton kind="primary" to="/$org/admin/billing-items" params={{ org }}>
                {words.create.noItemAction}
              </LinkButton>
            }
          />
        ) : usable.length === 0 ? (
          <Empty
            title={words.create.noTypeTitle}
            text={words.create.noTypeText}
            action={
              <LinkButton kind="primary" to="/$org/admin/members/types" params={{ org }}>
                {words.create.noTypeAction}
              </LinkButton>
            }
          />
        ) : (
          <Conditions items={items.data} types={usable} startMonth={organization.data.fiscalYearStartMonth} org={org} />
        )}
      </PageBody>
    </>
  );
}

/** Selects hold text: the year is a number again before it is sent, the month is counted from the year's first. */
const Plan = z.strictObject({
  billingItemId: BillingItemId,
  fiscalYear: z.string(),
  startOffset: z.string(),
  dueOn: JstDate,
  billName: OptionalText,
});

interface ConditionsProps {
  readonly items: readonly BillingItemView[];
  readonly types: readonly MembershipTypeView[];
  readonly startMonth: number;
  readonly org: string;
}

function Conditions({ items, types, startMonth, org }: ConditionsProps) {
  const words = useWords(runTexts).create;
  const trpc = useTRPC();
  const navigate = useNavigate();
  const plan = useMutation(trpc.billing.planRun.mutationOptions());
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  const [naming, setNaming] = useState(false);
  const [nobody, setNobody] = useState(false);
  const present = fiscalYearOfDay(today(), startMonth);
  const years = [present + 1, present, present - 1];
  const nameOf = (itemId: string, year: string) =>
    fill(words.autoName, { year: formatFiscalYear(Number(year)), item: items.find((item) => item.billingItemId === itemId)?.name ?? '' });
  return (
    <Form
      schema={Plan}
      defaults={{
        billingItemId: items[0]!.billingItemId,
        fiscalYear: String(present),
        startOffset: '0',
        dueOn: proposedDueDay(today()) as never,
        billName: '',
      }}
      onSubmit={async (values) => {
        if (excluded.size === types.length) return setNobody(true);
        const run = await plan.mutateAsync({
          billingItemId: values.billingItemId,
          fiscalYear: Number(values.fiscalYear) as never,
          allocationStartMonth: monthsOf(Number(values.fiscalYear), startMonth)[Number(values.startOffset)] as never,
          dueOn: values.dueOn,
          billName: naming && values.billName !== '' ? values.billName : nameOf(values.billingItemId, values.fiscalYear),
          excludedMembershipTypeIds: types.filter((type) => excluded.has(type.membershipTypeId)).map((type) => type.membershipTypeId),
        });
        await navigate({ to: '/$org/admin/billing/runs/$billingRunId', params: { org, billingRunId: run.billingRunId } });
      }}
    >
      <Columns
        side={
          <>
            <Panel title={words.estimate}>
              <RunEstimate types={types} excluded={excluded} startMonth={startMonth} />
            </Panel>
            <Note title={words.promise}>{words.promiseText}</Note>
          </>
        }
      >
        <Panel title={words.what}>
          <div className="stack run-form">
            <SelectField
              name="billingItemId"
              label={words.item}
              options={items.map((item) => ({ value: item.billingItemId, label: item.name }))}
            />
            <SelectField
              name="fiscalYear"
              label={words.year}
              options={years.map((year) => ({ value: String(year), label: formatFiscalYear(year) }))}
            />
            {naming ? (
              <TextField name="billName" label={words.name} hint={words.nameHint} />
            ) : (
              <AutoName nameOf={nameOf} onChange={() => setNaming(true)} />
            )}
            <DateField name="dueOn" label={words.dueOn} hint={words.dueOnHint} required />
            <StartMonth startMonth={startMonth} />
          </div>
        </Panel>
        <Panel title={words.who}>
          <p className="muted">{words.whoText}</p>
          <RunTypes
            types={types}
            excluded={excluded}
            startMonth={startMonth}
            onChange={(next) => {
              setExcluded(next);
              setNobody(false);
            }}
          />
          {nobody ? <Note kind="danger">{words.nobody}</Note> : null}
        </Panel>
        <FormButtons>
          <LinkButton size="lg" to="/$org/admin/billing/runs" params={{ org }}>
            {words.cancel}
          </LinkButton>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Columns>
    </Form>
  );
}

const typed = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** The name follows item and year; whoever wants another one says so. */
function AutoName({ nameOf, onChange }: { nameOf(itemId: string, year: string): string; onChange(): void }) {
  const words = useWords(runTexts).create;
  const item = useFormValue('billingItemId');
  const year = useFormValue('fiscalYear');
  return (
    <div>
      <p className="run-label">{words.name}</p>
      <p className="run-name">
        <b>{nameOf(typed(item), typed(year))}</b>
        <Button size="sm" onPress={onChange}>
          {words.changeName}
        </Button>
      </p>
      <p className="run-hint">{words.nameHint}</p>
    </div>
  );
}

function StartMonth({ startMonth }: { startMonth: number }) {
  const words = useWords(runTexts).create;
  const year = Number(useFormValue('fiscalYear') ?? 0);
  return (
    <SelectField
      name="startOffset"
      label={words.startMonth}
      hint={words.startMonthHint}
      options={monthsOf(year, startMonth).map((month, index) => ({
        value: String(index),
        label: fill(words.startMonthOption, { month: formatMonth(month) }),
      }))}
    />
  );
}
