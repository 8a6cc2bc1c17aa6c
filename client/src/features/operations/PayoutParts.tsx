import { Button } from '../../components/Button.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import type { DeskPayout } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payoutDeskTexts } from './payout-desk-texts.ts';

/** What the operator may be about to do with a payout; each asks first. */
export type PayoutAct = 'approve' | 'paid' | 'returned' | 'account';

/** What is to be known of a payout before anything is done with it. */
export function PayoutRows({ payout }: { readonly payout: DeskPayout }) {
  const words = useWords(payoutDeskTexts);
  const { state, account } = payout;
  return (
    <Rows>
      {payout.orgState === 'goes_on' ? null : <Row label={words.org}>{words.orgStates[payout.orgState]}</Row>}
      <Row label={words.net}>
        <Yen value={payout.net} />
      </Row>
      <Row label={words.sums}>
        {fill(words.sumsOf, {
          gross: figure(payout.gross),
          fee: figure(payout.fee),
          returned: figure(payout.returned),
          count: figure(payout.count),
        })}
      </Row>
      {state === 'carried_forward' ? null : <Row label={words.payOn}>{formatDate(payout.paidOn ?? payout.payOn)}</Row>}
      {account === null ? null : (
        <Row label={words.account}>
          {fill(words.accountOf, { bank: account.bankName, branch: account.branchName, tail: account.tail, holder: account.holder })}
        </Row>
      )}
      {payout.returnReason === '' ? null : <Row label={words.reason}>{payout.returnReason}</Row>}
      {payout.cameBack.map(({ paidOn, returnedOn }, at) => (
        <Row key={at} label={words.cameBack}>
          {fill(words.cameBackOf, { paid: formatDate(paidOn), returned: formatDate(returnedOn) })}
        </Row>
      ))}
    </Rows>
  );
}

/** What may be done with a payout in its state. */
export function PayoutActs({ payout, onAsk }: { readonly payout: DeskPayout; readonly onAsk: (act: PayoutAct) => void }) {
  const words = useWords(payoutDeskTexts);
  const { state } = payout;
  const waits = state === 'closed' || state === 'returned';
  // A transfer comes back days after it was there, too (docs/decisions/0104).
  const isSent = state === 'exported' || state === 'paid';
  if (!waits && !isSent) return null;
  return (
    <div className="row">
      {waits ? (
        <Button kind="primary" onPress={() => onAsk('approve')}>
          {words.approve}
        </Button>
      ) : null}
      {payout.orgState === 'over' && payout.orgSlug !== '' && waits ? (
        <Button onPress={() => onAsk('account')}>{words.ended.enter}</Button>
      ) : null}
      {state === 'exported' ? (
        <Button kind="primary" onPress={() => onAsk('paid')}>
          {words.paid}
        </Button>
      ) : null}
      {isSent ? <Button onPress={() => onAsk('returned')}>{words.returned}</Button> : null}
    </div>
  );
}
