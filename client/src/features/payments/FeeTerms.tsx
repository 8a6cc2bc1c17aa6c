import { useMutation, useQueryClient } from '@tanstack/react-query';
import { feeBearers } from '@tsudoi/shared/contracts/payments/fee.contract';
import * as z from 'zod';
import { RadioCards } from '../../components/Choice.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useRateText } from '../../lib/fee-rate.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { FeeTermsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { payoutSettingsTexts } from './payout-settings-texts.ts';

const Bearer = z.strictObject({ bearer: z.enum(feeBearers) });

/** Who bears the system fee (TEN-06), beside the rates in force. */
export function FeeTerms({ terms }: { readonly terms: FeeTermsView }) {
  const words = useWords(payoutSettingsTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.payouts.setFeeBearer.mutationOptions());
  return (
    <Form
      schema={Bearer}
      defaults={{ bearer: terms.bearer }}
      onSubmit={async ({ bearer }) => {
        await save.mutateAsync({ bearer, version: terms.version });
        toast({ text: words.saved });
        await queries.invalidateQueries(trpc.payouts.feeTerms.pathFilter());
      }}
    >
      <Panel title={words.fee}>
        <div className="form">
          <RadioCards
            name="bearer"
            label={words.bearer}
            options={[
              { value: 'org', label: words.org, text: words.orgText },
              { value: 'member', label: words.member, text: words.memberText },
            ]}
          />
          <p className="muted">{words.hint}</p>
          <Rates terms={terms} />
          <FormButtons>
            <SubmitButton>{words.save}</SubmitButton>
          </FormButtons>
        </div>
      </Panel>
    </Form>
  );
}

function Rates({ terms: { table } }: { readonly terms: FeeTermsView }) {
  const words = useWords(payoutSettingsTexts);
  const methods = useWords(adminPaymentTexts).methods;
  const rateText = useRateText();
  return (
    <section className="stack" aria-label={words.rates}>
      <h3>
        {words.rates}{' '}
        <span className="muted">{table.from === null ? words.ratesExample : fill(words.ratesFrom, { date: formatDate(table.from) })}</span>
      </h3>
      <Rows>
        {table.rates.map((rate) => (
          <Row key={rate.method} label={methods[rate.method]}>
            {rateText(rate)}
          </Row>
        ))}
      </Rows>
      <p className="muted">{words.noFee}</p>
    </section>
  );
}
