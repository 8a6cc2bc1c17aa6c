import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FindAttemptsInput } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { formatMomentShort } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { FoundPerson } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { traceTexts } from './trace-texts.ts';
import './payments-admin.css';

const nothing = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', birthDate: '', email: '', paymentNumber: '' };

/** PAY-08: somebody calls who could not pay; what they tell finds their tries, with the provider's own code. */
export function AttemptsScreen() {
  const org = useOrg();
  const words = useWords(traceTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  // Asked by a press and not by an address: what a member has told is none of the browser's history.
  const find = useMutation({
    mutationFn: (told: Parameters<typeof trpc.moneyTraces.find.queryOptions>[0]) =>
      queries.fetchQuery({ ...trpc.moneyTraces.find.queryOptions(told), staleTime: 0 }),
  });
  const messages = { too_little: words.find.tooLittle };
  return (
    <>
      <PageHead title={words.find.title} crumb={[{ label: words.crumb, to: '/$org/admin/payments', params: { org } }]} />
      <PageBody>
        <Panel>
          <Form schema={FindAttemptsInput} defaults={nothing} asks={false} onSubmit={(told) => find.mutateAsync(told)}>
            <p className="muted">{words.find.about}</p>
            <div className="money-find">
              <TextField name="familyName" label={words.find.familyName} autoComplete="off" />
              <TextField name="givenName" label={words.find.givenName} autoComplete="off" />
              <TextField name="familyNameKana" label={words.find.familyNameKana} autoComplete="off" />
              <TextField name="givenNameKana" label={words.find.givenNameKana} autoComplete="off" />
              <DateField name="birthDate" label={words.find.birthDate} />
              <TextField name="email" label={words.find.email} autoComplete="off" messages={messages} />
              <TextField name="paymentNumber" label={words.find.paymentNumber} autoComplete="off" />
            </div>
            <FormButtons>
              <SubmitButton>{words.find.submit}</SubmitButton>
            </FormButtons>
          </Form>
        </Panel>
        <div role="status">
          {find.data?.people.length === 0 ? <Empty title={words.find.noneTitle} text={words.find.noneText} /> : null}
          {find.data?.people.map((person) => (
            <Person key={person.memberId} person={person} />
          ))}
        </div>
      </PageBody>
    </>
  );
}

function Person({ person }: { readonly person: FoundPerson }) {
  const org = useOrg();
  const texts = useWords(traceTexts);
  const words = texts.find;
  const providerName = useProviderName();
  const listOf = (facts: FoundPerson['agrees']) => facts.map((fact) => words.facts[fact]).join('、');
  const columns: Column<FoundPerson['attempts'][number]>[] = [
    {
      id: 'bill',
      head: words.bill,
      cell: (row) => row.billNames.join('、') || row.paymentNumber,
      note: (row) => row.paymentNumber,
      to: (row) => ({ to: '/$org/admin/payments/trace/$chargeId', params: { org, chargeId: row.chargeId } }),
      at: 'title',
    },
    { id: 'when', head: words.when, cell: (row) => <span className="nowrap">{formatMomentShort(row.createdAt)}</span>, at: 'sub' },
    { id: 'state', head: words.state, cell: (row) => texts.states[row.state], at: 'state' },
    {
      id: 'code',
      head: words.code,
      cell: (row) => row.failureCode || words.noCode,
      note: (row) => providerName(row.provider),
      at: 'drop',
    },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
  ];
  return (
    <Panel title={`${person.memberName}（${person.memberNumber}）`} flush>
      <p className="money-about">
        {person.agrees.length === 0 ? null : fill(words.agrees, { facts: listOf(person.agrees) })}{' '}
        {person.differs.length === 0 ? null : fill(words.differs, { facts: listOf(person.differs) })}
      </p>
      {person.attempts.length === 0 ? (
        <p className="money-about">{words.noAttempts}</p>
      ) : (
        <DataTable
          label={fill(words.table, { name: person.memberName })}
          columns={columns}
          rows={person.attempts}
          rowId={(row) => row.chargeId}
        />
      )}
    </Panel>
  );
}
