import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FeeMethod, type FeeTableView, feeMethods } from '@tsudoi/shared/contracts/payments/fee.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { FeeTableList } from './FeeTableList.tsx';
import { payoutDeskTexts } from './payout-desk-texts.ts';

const Rate = z.object({
  percent: z
    .string()
    .trim()
    .regex(/^\d{1,2}(?:\.\d{1,2})?$/, 'not_percent')
    .refine((text) => Number(text) <= 20, 'too_big'),
  fixed: z
    .string()
    .trim()
    .regex(/^\d{1,4}$/, 'not_integer_yen'),
});
const Table = z.object({
  from: JstDate.refine((day) => day > today(), 'not_to_come'),
  rates: z.record(z.string(), Rate),
});

/** The operator's rates of system fees: a table begins on a day to come, and is never changed. */
export function FeeTables() {
  const words = useWords(payoutDeskTexts).fees;
  const trpc = useTRPC();
  const tables = useQuery(trpc.payoutDesk.feeTables.queryOptions());
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel title={words.title}>
      <div className="stack">
        <p className="muted">{words.lead}</p>
        <QueryState query={tables} skeleton={<PanelSkeleton rows={2} />}>
          {(list) => (
            <>
              <FeeTableList tables={list} />
              {isAdding ? (
                <TableForm newest={list[0] ?? null} onClose={() => setAdding(false)} />
              ) : (
                <div>
                  <Button onPress={() => setAdding(true)}>{words.add}</Button>
                </div>
              )}
            </>
          )}
        </QueryState>
      </div>
    </Panel>
  );
}

function TableForm({ newest, onClose }: { readonly newest: FeeTableView | null; readonly onClose: () => void }) {
  const words = useWords(payoutDeskTexts).fees;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const add = useMutation(trpc.payoutDesk.setFeeTable.mutationOptions());
  const known = (method: FeeMethod) => newest?.rates.find((rate) => rate.method === method);
  const rates = Object.fromEntries(
    feeMethods.map((method) => {
      const rate = known(method);
      return [method, { percent: rate ? String(rate.basisPoints / 100) : '', fixed: rate ? String(rate.fixed) : '' }];
    }),
  );
  return (
    <Form
      schema={Table}
      defaults={{ from: '', rates }}
      errorField={{ CONFLICT: 'from' }}
      onSubmit={async (values) => {
        const entered = feeMethods.map((method) => {
          const { percent, fixed } = values.rates[method]!;
          return { method, basisPoints: Math.round(Number(percent) * 100), fixed: PriceYen.parse(Number(fixed)) };
        });
        await add.mutateAsync({ from: values.from, rates: entered });
        await queries.invalidateQueries(trpc.payoutDesk.feeTables.pathFilter());
        toast({ text: words.added });
        onClose();
      }}
    >
      <DateField name="from" label={words.begins} required messages={{ CONFLICT: words.taken }} />
      {feeMethods.map((method) => (
        <div key={method} className="pair ops-rate">
          <TextField
            name={`rates.${method}.percent`}
            label={fill(words.percentOf, { method: words.methods[method] })}
            required
            autoComplete="off"
            inputMode="decimal"
            messages={{ not_percent: words.notPercent }}
          />
          <TextField
            name={`rates.${method}.fixed`}
            label={fill(words.fixedOf, { method: words.methods[method] })}
            required
            autoComplete="off"
            inputMode="numeric"
          />
        </div>
      ))}
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.add}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
