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
import { useProviderName } from '../../lib/provider-name.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProviderAccountView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import './payments-admin.css';

/** 決済 in the menu, お試し決済: development only; the stand-in provider that pays like a real one. */
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
          {({ available, counterUrl, providers }) =>
            available ? (
              <QueryState query={accounts} skeleton={<PanelSkeleton />}>
                {(list) => (
                  <Columns side={<HowTo counterUrl={list.length === 0 ? null : counterUrl} />}>
                    <Note kind="warn">{words.only}</Note>
                    {list.map((account, place) => (
                      <Account key={account.accountId} account={account} inUse={place === 0} />
                    ))}
                    <Connect
                      providers={providers.filter((name) => !list.some(({ provider }) => provider === name))}
                      first={list.length === 0}
                    />
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

/** Connects a provider, or chooses one that is connected: the one asked for last takes new payments. */
function useConnect(text: (provider: string) => string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.payments.connectSandbox.mutationOptions({
      onSuccess: async ({ provider }) => {
        await Promise.all([
          queries.invalidateQueries(trpc.payments.providerAccounts.pathFilter()),
          queries.invalidateQueries(trpc.reports.pathFilter()),
        ]);
        toast({ text: text(provider) });
      },
    }),
  );
}

function Connect({ providers, first }: { providers: readonly string[]; first: boolean }) {
  const nameOf = useProviderName();
  const words = useWords(adminPaymentTexts).trial;
  const errorText = useErrorText();
  const connect = useConnect((provider) => fill(words.connected, { provider: nameOf(provider) }));
  if (providers.length === 0) return null;
  return (
    <Panel title={first ? undefined : words.more}>
      <div className="trial-connect">
        {first ? <p>{words.what}</p> : null}
        {connect.isError ? <Note kind="danger">{errorText(connect.error)}</Note> : null}
        {providers.map((provider) => (
          <Button
            key={provider}
            kind={first ? 'primary' : 'default'}
            size="lg"
            isPending={connect.isPending && connect.variables.provider === provider}
            onPress={() => connect.mutate({ provider })}
          >
            {connect.isPending && connect.variables.provider === provider
              ? words.connecting
              : fill(words.connect, { provider: nameOf(provider) })}
          </Button>
        ))}
      </div>
    </Panel>
  );
}

function Account({ account, inUse }: { account: ProviderAccountView; inUse: boolean }) {
  const nameOf = useProviderName();
  const words = useWords(adminPaymentTexts);
  const errorText = useErrorText();
  const choose = useConnect((provider) => fill(words.trial.used, { provider: nameOf(provider) }));
  return (
    <Panel
      title={nameOf(account.provider)}
      action={
        inUse ? (
          <span className="muted">{words.trial.inUse}</span>
        ) : (
          <Button size="sm" isPending={choose.isPending} onPress={() => choose.mutate({ provider: account.provider })}>
            {words.trial.use}
          </Button>
        )
      }
    >
      {choose.isError ? <Note kind="danger">{errorText(choose.error)}</Note> : null}
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
