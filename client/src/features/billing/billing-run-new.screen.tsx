import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { BillingItemId, MemberId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear, JstDate, type JstMonth } from '@tsudoi/shared/kernel/jst';
import { OptionalText } from '@tsudoi/shared/contracts/text.contract';
import { useEffect, useState } from 'react';
import { useFormContext } from 'react-hook-form';
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
import { formatDate, formatFiscalYear, formatMonth, today } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingItemView, MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './billing-admin.css';
import { RunChosen } from './RunChosen.tsx';
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
  const maySet = useMay()('settings');
  const memberId = MemberId.safeParse(useListState({ member: '' })[0].member).data ?? null;
  const organization = useQuery(trpc.organizations.current.queryOptions());
  const usable = types.data?.filter((type) => !type.archived);
  // A joining fee is billed with the admission that it is for.
  const billable = items.data?.filter((item) => item.category !== 'joining');
  return (
    <>
      <PageHead
        crumb={[{ label: words.create.crumb, to: '/$org/admin/billing/runs', params: { org } }]}
        title={words.create.title}
        actions={<Stepper steps={[...words.steps]} current={0} />}
      />
      <PageBody>
        {billable === undefined || usable === undefined || organization.data === undefined ? (
          <PanelSkeleton />
        ) : billable.length === 0 ? (
          <Empty
            title={words.create.noItemTitle}
            text={maySet ? words.create.noItemText : words.create.setters}
            action={
              maySet ? (
                <LinkButton kind="primary" to="/$org/admin/billing-items" params={{ org }}>
                  {words.create.noItemAction}
                </LinkButton>
              ) : undefined
            }
          />
        ) : usable.length === 0 ? (
          <Empty
            title={words.create.noTypeTitle}
            text={maySet ? words.create.noTypeText : words.create.setters}
            action={
              maySet ? (
                <LinkButton kind="primary" to="/$org/admin/members/types" params={{ org }}>
                  {words.create.noTypeAction}
                </LinkButton>
              ) : undefined
            }
          />
        ) : (
          <Conditions items={billable} types={usable} startMonth={organization.data.fiscalYearStartMonth} org={org} memberId={memberId} />
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
  /** The one whom the plan is for; null: everybody of the types chosen. */
  readonly memberId: MemberId | null;
}

function Conditions({ items, types, startMonth, org, memberId }: ConditionsProps) {
  const words = useWords(runTexts).create;
  const trpc = useTRPC();
  const navigate = useNavigate();
  const plan = useMutation(trpc.billing.planRun.mutationOptions());
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  const [naming, setNaming] = useState(false);
  const [nobody, setNobody] = useState(false);
  const present = fiscalYearOfDay(today(), startMonth);
  const years = [present + 1, present, present - 1];
  const monthOf = (year: string, offset: string) => monthsOf(Number(year), startMonth)[Number(offset)] as JstMonth;
  const nameOf = (itemId: string, year: string, offset: string) => {
    const item = items.find((one) => one.billingItemId === itemId);
    if (item?.category === 'recurring') return fill(words.monthName, { month: formatMonth(monthOf(year, offset)), item: item.name });
    return fill(words.autoName, { year: formatFiscalYear(Number(year)), item: item?.name ?? '' });
  };
  return (
    <Form
      schema={Plan}
      defaults={{
        billingItemId: (items.find((item) => memberId !== null && item.category === 'annual') ?? items[0]!).billingItemId,
        fiscalYear: String(present),
        startOffset: '0',
        dueOn: proposedDueDay(today()),
        billName: '',
      }}
      onSubmit={async (values) => {
        if (excluded.size === types.length) {
          setNobody(true);
          return false;
        }
        const run = await plan.mutateAsync({
          billingItemId: values.billingItemId,
          fiscalYear: Number(values.fiscalYear) as FiscalYear,
          allocationStartMonth: monthOf(values.fiscalYear, values.startOffset),
          dueOn: values.dueOn,
          billName:
            naming && values.billName !== '' ? values.billName : nameOf(values.billingItemId, values.fiscalYear, values.startOffset),
          excludedMembershipTypeIds: types.filter((type) => excluded.has(type.membershipTypeId)).map((type) => type.membershipTypeId),
          ...(memberId && { memberIds: [memberId] }),
        });
        await navigate({ to: '/$org/admin/billing/runs/$billingRunId', params: { org, billingRunId: run.billingRunId } });
        return true;
      }}
    >
      <Columns
        side={
          <>
            {memberId === null ? (
              <Panel title={words.estimate}>
                <RunEstimate types={types} items={items} excluded={excluded} startMonth={startMonth} />
              </Panel>
            ) : null}
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
            <StartMonth startMonth={startMonth} items={items} />
            <Due monthOf={monthOf} />
          </div>
        </Panel>
        {memberId === null ? (
          <Panel title={words.who}>
            <WhoText items={items} />
            <RunTypes
              types={types}
              items={items}
              excluded={excluded}
              startMonth={startMonth}
              onChange={(next) => {
                setExcluded(next);
                setNobody(false);
              }}
            />
            {nobody ? <Note kind="danger">{words.nobody}</Note> : null}
          </Panel>
        ) : (
          <RunChosen memberId={memberId} />
        )}
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

/** Who a plan is for: the item decides about who rests. */
function WhoText({ items }: { items: readonly BillingItemView[] }) {
  const words = useWords(runTexts).create;
  const itemId = useFormValue('billingItemId');
  const { billsResting } = items.find((item) => item.billingItemId === itemId) ?? { billsResting: false };
  return <p className="muted">{billsResting ? words.whoTextResting : words.whoText}</p>;
}

const typed = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** The name follows item and year; whoever wants another one says so. */
function AutoName({ nameOf, onChange }: { nameOf(itemId: string, year: string, offset: string): string; onChange(): void }) {
  const words = useWords(runTexts).create;
  const item = useFormValue('billingItemId');
  const year = useFormValue('fiscalYear');
  const offset = useFormValue('startOffset');
  return (
    <div>
      <p className="run-label">{words.name}</p>
      <p className="run-name">
        <b>{nameOf(typed(item), typed(year), typed(offset))}</b>
        <Button size="sm" onPress={onChange}>
          {words.changeName}
        </Button>
      </p>
      <p className="run-hint">{words.nameHint}</p>
    </div>
  );
}

/** The day that the item's rule gives, until somebody types another one. */
function Due({ monthOf }: { monthOf(year: string, offset: string): JstMonth }) {
  const words = useWords(runTexts).create;
  const trpc = useTRPC();
  const form = useFormContext();
  const year = typed(useFormValue('fiscalYear'));
  const allocationStartMonth = monthOf(year, typed(useFormValue('startOffset')));
  const billingItemId = BillingItemId.parse(useFormValue('billingItemId'));
  const fiscalYear = FiscalYear.parse(Number(year));
  const proposal = useQuery(trpc.billing.proposeDue.queryOptions({ billingItemId, fiscalYear, allocationStartMonth }));
  const dueOn = proposal.data?.dueOn;
  const [shown, setShown] = useState<string>();
  useEffect(() => {
    // A field is touched once it is left: what is being typed when the rule's day comes counts as well.
    const { isTouched, isDirty } = form.getFieldState('dueOn');
    if (dueOn === undefined || isTouched || isDirty) return;
    // A proposal is nothing that somebody has typed.
    form.resetField('dueOn', { defaultValue: dueOn });
    setShown(dueOn);
  }, [form, dueOn]);
  const moved = proposal.data && proposal.data.written !== proposal.data.dueOn && shown === proposal.data.dueOn;
  return (
    <DateField
      name="dueOn"
      label={words.dueOn}
      hint={moved ? fill(words.dueMoved, { date: formatDate(proposal.data.written) }) : words.dueOnHint}
      required
    />
  );
}

function StartMonth({ startMonth, items }: { startMonth: number; items: readonly BillingItemView[] }) {
  const words = useWords(runTexts).create;
  const year = Number(useFormValue('fiscalYear') ?? 0);
  const itemId = useFormValue('billingItemId');
  const monthly = items.find((item) => item.billingItemId === itemId)?.category === 'recurring';
  return (
    <SelectField
      name="startOffset"
      label={monthly ? words.month : words.startMonth}
      hint={monthly ? undefined : words.startMonthHint}
      options={monthsOf(year, startMonth).map((month, index) => ({
        value: String(index),
        label: monthly ? formatMonth(month) : fill(words.startMonthOption, { month: formatMonth(month) }),
      }))}
    />
  );
}
