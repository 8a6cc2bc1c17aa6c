import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { CheckboxField, RadioCards } from '../../components/Choice.tsx';
import { ChoicesField } from '../../components/Choices.tsx';
import { Form, type FormDefaults, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { ConfirmBar, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { DateField, MoneyField, TextField } from '../../components/TextField.tsx';
import { formatFiscalYear } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, BillRow, CorrectionPlanView, MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { useRefusalText } from './BillCorrections.tsx';
import './correction.css';
import { CorrectionForm, askOf, isAnew, kindsFor, refusalOf, yearsAround } from './correction.rules.ts';
import { correctionTexts } from './correction-texts.ts';
import { CorrectionPreview } from './CorrectionPreview.tsx';

/** 訂正: say what is wrong, read what will be done, press once. */
export function BillCorrectScreen() {
  const billId = useRouteId('billId');
  const org = useOrg();
  const words = useWords(correctionTexts);
  const bills = useWords(adminBillingTexts).bill;
  const trpc = useTRPC();
  const bill = useQuery(trpc.billing.bill.queryOptions({ billId }));
  const memberId = bill.data?.memberId;
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const open = useQuery({
    ...trpc.billing.bills.queryOptions({ memberId: memberId ?? null, status: 'open', size: 50 }),
    enabled: memberId !== undefined,
  });
  useLive(['bills', 'payments', 'charges']);
  const { data } = bill;
  return (
    <>
      <PageHead
        crumb={[{ label: data?.billName ?? bills.crumb, to: '/$org/admin/bills/$billId', params: { org, billId } }]}
        title={words.title}
        sub={data ? fill(bills.sub, { name: data.memberName, number: data.billNumber }) : undefined}
      />
      <QueryState
        query={bill}
        skeleton={
          <PageBody>
            <PanelSkeleton />
          </PageBody>
        }
      >
        {(found) =>
          types.data === undefined || open.data === undefined ? (
            <PageBody>
              <PanelSkeleton />
            </PageBody>
          ) : (
            <Correcting
              key={found.billId}
              bill={found}
              types={types.data.filter((type) => !type.archived)}
              others={open.data.rows.filter((row) => row.billId !== found.billId)}
            />
          )
        }
      </QueryState>
    </>
  );
}

interface CorrectingProps {
  readonly bill: BillDetail;
  readonly types: readonly MembershipTypeView[];
  readonly others: readonly BillRow[];
}

const empty = {
  membershipTypeId: '',
  keepType: true,
  fiscalYear: '',
  amount: null,
  toBillIds: [],
  dueOn: '',
  rest: 'keep',
  reason: '',
  tellMember: true,
} satisfies FormDefaults<typeof CorrectionForm>;

function Correcting({ bill, types, others }: CorrectingProps) {
  const org = useOrg();
  const words = useWords(correctionTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const refusalText = useRefusalText();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const kinds = kindsFor(bill, others.length);
  const ask = useMemo(() => askOf(bill.billId, values), [bill.billId, values]);
  const plan = useQuery({
    ...trpc.payments.planCorrection.queryOptions(ask ?? skipToken),
    enabled: ask !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const digest = ask === null || plan.isError ? undefined : plan.data?.digest;
  // One plan is one intent: pressing twice is one correction.
  const idempotencyKey = useMemo(() => (digest === undefined ? '' : crypto.randomUUID()), [digest]);
  const correct = useMutation(trpc.payments.correct.mutationOptions());
  const follow = useCallback((next: Record<string, unknown>) => {
    setValues(next);
    setFailure(null);
  }, []);
  const back = { to: '/$org/admin/bills/$billId', params: { org, billId: bill.billId } };
  if (bill.status === 'cancelled' || bill.status === 'draft' || kinds.length === 0)
    return (
      <PageBody>
        <Note
          action={
            <LinkButton size="sm" {...back}>
              {words.back}
            </LinkButton>
          }
        >
          {bill.status === 'cancelled' ? words.over : bill.status === 'draft' ? words.overDraft : words.nothingOffered}
        </Note>
      </PageBody>
    );
  const refused = plan.isError ? plan.error : failure;
  return (
    <Form
      className="correct"
      label={words.title}
      schema={CorrectionForm}
      defaults={{ ...empty, wrong: '' }}
      onValues={follow}
      onSubmit={async ({ reason, tellMember }) => {
        if (ask === null || digest === undefined || plan.isPlaceholderData) return false;
        try {
          const done = await correct.mutateAsync({ ask, digest, reason, tellMember, idempotencyKey });
          await queries.invalidateQueries();
          await navigate({ to: '/$org/admin/bills/$billId', params: { org, billId: done.billId } });
          return true;
        } catch (error) {
          setFailure(error);
          return false;
        }
      }}
    >
      <PageBody>
        <div className="correct__columns">
          <Panel>
            <div className="stack">
              <RadioCards
                name="wrong"
                label={words.what}
                options={kinds.map((kind) => ({ value: kind, label: words.kinds[kind], text: words.kindTexts[kind] }))}
              />
              <Details
                bill={bill}
                types={types}
                others={others}
                noNextYear={plan.data?.noNextYear ?? null}
                typeToday={plan.data?.typeToday ?? null}
              />
            </div>
          </Panel>
          <Panel title={words.preview}>
            <div className="correct__preview" aria-live="polite">
              {refused ? (
                <Note
                  kind="warn"
                  action={
                    refusalOf(refused)?.why === 'nothing' ? undefined : (
                      <Button
                        size="sm"
                        onPress={() => {
                          setFailure(null);
                          void queries.invalidateQueries();
                        }}
                      >
                        {words.again}
                      </Button>
                    )
                  }
                >
                  {refusalText(refused)}
                </Note>
              ) : null}
              {ask === null ? (
                <p className="muted">{typeof values['wrong'] === 'string' && values['wrong'] !== '' ? words.chooseMore : words.choose}</p>
              ) : plan.data && !plan.isError ? (
                <CorrectionPreview plan={plan.data} />
              ) : null}
            </div>
          </Panel>
        </div>
      </PageBody>
      <ConfirmBar
        text={
          <p>
            <b>{words.bar}</b>
            <br />
            <small>{words.barText}</small>
          </p>
        }
      >
        <LinkButton size="lg" {...back}>
          {words.cancel}
        </LinkButton>
        {digest === undefined ? null : <SubmitButton>{words.submit}</SubmitButton>}
      </ConfirmBar>
    </Form>
  );
}

/** What is right instead, for the thing that is wrong; and what is asked for any correction. */
function Details({ bill, types, others, noNextYear, typeToday }: CorrectingProps & Pick<CorrectionPlanView, 'noNextYear' | 'typeToday'>) {
  const words = useWords(correctionTexts);
  const wrong = useFormValue('wrong');
  if (typeof wrong !== 'string' || wrong === '') return null;
  const anew = isAnew(wrong);
  const annual = bill.category === 'annual';
  const open = others.map((row) => ({
    value: row.billId,
    label: fill(words.toOption, { name: row.billName, rest: figure(row.outstanding) }),
  }));
  return (
    <>
      {wrong === 'type' ? (
        <SelectField
          name="membershipTypeId"
          label={words.type}
          required
          options={types.map((type) => ({ value: type.membershipTypeId, label: type.name }))}
        />
      ) : null}
      {wrong === 'type' && typeToday !== null ? (
        <CheckboxField name="keepType" hint={words.keepTypeHint}>
          {fill(words.keepType, { type: typeToday })}
        </CheckboxField>
      ) : null}
      {wrong === 'year' ? (
        <SelectField
          name="fiscalYear"
          label={words.year}
          required
          options={yearsAround(bill.fiscalYear).map((year) => ({ value: String(year), label: formatFiscalYear(year) }))}
        />
      ) : null}
      {wrong === 'amount' ? <MoneyField name="amount" label={words.amount} required /> : null}
      {!anew && open.length > 0 ? (
        <ChoicesField name="toBillIds" label={wrong === 'surplus' ? words.toSurplus : words.toMisplaced} options={open} />
      ) : null}
      {anew ? <DateField name="dueOn" label={words.dueOn} hint={words.dueOnHint} optional /> : null}
      {annual && bill.allocated > 0 && noNextYear ? <Note title={words.rest}>{words.restOnly[noNextYear]}</Note> : null}
      {annual && bill.allocated > 0 && !noNextYear ? (
        <RadioCards
          name="rest"
          label={words.rest}
          options={(['keep', 'next_year'] as const).map((rest) => ({ value: rest, label: words.rests[rest], text: words.restTexts[rest] }))}
        />
      ) : null}
      <TextField name="reason" label={words.reason} hint={words.reasonHint} messages={{ required: words.reasonMissing }} required />
      <CheckboxField name="tellMember">{words.tell}</CheckboxField>
    </>
  );
}
