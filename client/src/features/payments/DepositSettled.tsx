import { formatMoment } from '../../lib/dates.ts';
import type { DeskDeposit } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { depositPayerTexts } from './deposit-payer-texts.ts';
import { depositTexts } from './deposit-texts.ts';

/** Of a settled deposit: whose it is, and who said so. */
export function DepositSettled({ deposit }: { readonly deposit: DeskDeposit }) {
  const words = useWords(depositTexts);
  const say = useWords(depositPayerTexts);
  return (
    <>
      {deposit.settledFor.length === 0 ? null : (
        <ul className="deposit-settled">
          {deposit.settledFor.map(({ memberId, payLinkId, memberName, amount }) => (
            <li key={memberId ?? payLinkId}>
              {fill(payLinkId === null ? words.settledFor : say.settledFor, { name: memberName, amount })}
            </li>
          ))}
        </ul>
      )}
      {deposit.decidedAt === null ? null : (
        <p className="muted">{fill(words.decided, { by: deposit.decidedBy, when: formatMoment(deposit.decidedAt) })}</p>
      )}
    </>
  );
}
