import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { feeBearers } from '@tsudoi/shared/contracts/payments/fee.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { RadioCards } from '../../components/Choice.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { payoutAccountWords } from '../../lib/i18n/payout-account-words.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { FeeTermsView, PayoutAccountView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { PayoutAccountForm } from './PayoutAccountForm.tsx';
import { adminPaymentTexts } from './admin-texts.ts';
import { payoutSettingsTexts } from './payout-settings-texts.ts';

const Bearer = z.strictObject({ bearer: z.enum(feeBearers) });

/** 設定 → 利用料と振込先: who bears the fee (TEN-06), and where the money goes. */
export function PayoutSettingsScreen() {
  const words = useWords(payoutSettingsTexts);
  const trpc = useTRPC();
  const terms = useQuery(trpc.payouts.feeTerms.queryOptions());
  const account = useQuery(trpc.payouts.account.queryOptions());
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <QueryState query={terms} skeleton={<PanelSkeleton rows={6} />}>
          {(found) => <Terms key={found.version} terms={found} />}
        </QueryState>
        <QueryState query={account} skeleton={<PanelSkeleton rows={3} />}>
          {(found) => <Account account={found} />}
        </QueryState>
      </PageBody>
    </>
  );
}

function Terms({ terms }: { readonly terms: FeeTermsView }) {
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
  const rateText = (basisPoints: number, fixed: number): string => {
    const percent = String(basisPoints / 100);
    if (fixed === 0) return fill(words.rate, { percent });
    return basisPoints === 0 ? fill(words.fixed, { fixed: figure(fixed) }) : fill(words.rateFixed, { percent, fixed: figure(fixed) });
  };
  return (
    <section className="stack" aria-label={words.rates}>
      <h3>
        {words.rates}{' '}
        <span className="muted">{table.from === null ? words.ratesExample : fill(words.ratesFrom, { date: formatDate(table.from) })}</span>
      </h3>
      <Rows>
        {table.rates.map(({ method, basisPoints, fixed }) => (
          <Row key={method} label={methods[method]}>
            {rateText(basisPoints, fixed)}
          </Row>
        ))}
      </Rows>
      <p className="muted">{words.noFee}</p>
    </section>
  );
}

function Account({ account }: { readonly account: PayoutAccountView | null }) {
  const words = useWords(payoutSettingsTexts);
  const { kinds } = useWords(payoutAccountWords);
  const [isChanging, setChanging] = useState(false);
  return (
    <Panel title={words.account}>
      <div className="stack">
        {account === null ? (
          <Note>{words.none}</Note>
        ) : (
          <Rows>
            <Row label={words.current}>
              {fill(words.currentText, {
                bank: account.bankName,
                branch: account.branchName,
                kind: kinds[account.kind],
                tail: account.tail,
                holder: account.holder,
              })}
              <br />
              <span className="muted">{fill(words.changed, { date: formatMoment(account.changedAt), name: account.changedBy })}</span>
            </Row>
          </Rows>
        )}
        <p className="muted">{words.accountHint}</p>
        {isChanging ? (
          <PayoutAccountForm version={account?.version ?? 0} onClose={() => setChanging(false)} />
        ) : (
          <div>
            <Button onPress={() => setChanging(true)}>{account === null ? words.register : words.change}</Button>
          </div>
        )}
      </div>
    </Panel>
  );
}
