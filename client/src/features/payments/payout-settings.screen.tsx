import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { payoutAccountWords } from '../../lib/i18n/payout-account-words.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayoutAccountView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { FeeTerms } from './FeeTerms.tsx';
import { PayoutAccountForm } from './PayoutAccountForm.tsx';
import { payoutSettingsTexts } from './payout-settings-texts.ts';

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
          {(found) => <FeeTerms key={found.version} terms={found} />}
        </QueryState>
        <QueryState query={account} skeleton={<PanelSkeleton rows={3} />}>
          {(found) => <Account account={found} />}
        </QueryState>
      </PageBody>
    </>
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
