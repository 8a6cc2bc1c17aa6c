import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { ExternalLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProviderAccountView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import './payments-admin.css';

/** 設定 → お試し決済: development only; the stand-in provider that pays like a real one. */
export function TrialPaymentScreen() {
  const words = useWords(adminPaymentTexts).trial;
  const trpc = useTRPC();
  const sandbox = useQuery(trpc.payments.sandboxAvailable.queryOptions());
  const accounts = useQuery(trpc.payments.providerAccounts.queryOptions());
  return (
    <>
      <PageHead title={words.title} />
      <PageBody>
        <QueryState query={sandbox} skeleton={<PanelSkeleton />}>
          {({ available, counterUrl }) =>
            available ? (
              <QueryState query={accounts} skeleton={<PanelSkeleton />}>
                {(list) => (
                  <Columns side={<HowTo counterUrl={list.length === 0 ? null : counterUrl} />}>
                    <Note kind="warn">{words.only}</Note>
                    {list.length === 0 ? <Connect /> : list.map((account) => <Account key={account.accountId} account={account} />)}
                  </Columns>
                )}
              </QueryState>
            ) : (
              <Empty title={words.unavailableTitle} text={words.unavailableText} />
            )
          }
        </QueryState>
      </PageBody>
    </>
  );
}

function Connect() {
  const words = useWords(adminPaymentTexts).trial;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const connect = useMutation(
    trpc.payments.connectSandbox.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queries.invalidateQueries(trpc.payments.providerAccounts.pathFilter()),
          queries.invalidateQueries(trpc.reports.pathFilter()),
        ]);
        toast({ text: words.connected });
      },
    }),
  );
  return (
    <Panel>
      <div className="trial-connect">
        <p>{words.what}</p>
        {connect.isError ? <Note kind="danger">{errorText(connect.error)}</Note> : null}
        <Button kind="primary" size="lg" isPending={connect.isPending} onPress={() => connect.mutate()}>
          {connect.isPending ? words.connecting : words.connect}
        </Button>
      </div>
    </Panel>
  );
}

function Account({ account }: { account: ProviderAccountView }) {
  const words = useWords(adminPaymentTexts);
  return (
    <Panel title={account.provider.toUpperCase()}>
      <Rows>
        <Row label={words.trial.mode}>{words.trial.modes[account.mode]}</Row>
        <Row label={words.trial.methods}>{account.methods.map((method) => words.methods[method]).join(' / ')}</Row>
        <Row label={words.trial.connectedAt}>{formatMoment(account.connectedAt)}</Row>
        <Row label={words.trial.account}>
          <span className="trial-code">{account.accountId}</span>
        </Row>
        <Row label={words.trial.callback}>
          <span className="trial-code">{account.callbackUrl}</span>
        </Row>
      </Rows>
    </Panel>
  );
}

function HowTo({ counterUrl }: { counterUrl: string | null }) {
  const org = useOrg();
  const words = useWords(adminPaymentTexts).trial;
  return (
    <>
      <Panel title={words.steps}>
        <ol className="trial-steps">
          {words.step.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p className="trial-end">
          <LinkButton to="/$org/admin/payments" params={{ org }} size="sm">
            {words.seePayments}
          </LinkButton>
        </p>
      </Panel>
      {counterUrl === null ? null : (
        <Panel title={words.counter}>
          <p className="trial-text">{words.counterText}</p>
          <p className="trial-end">
            <ExternalLink href={counterUrl}>{words.openCounter}</ExternalLink>
          </p>
        </Panel>
      )}
      <Panel title={words.cards}>
        <p className="trial-text">{words.cardsText}</p>
      </Panel>
    </>
  );
}
