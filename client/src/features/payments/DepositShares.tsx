import { useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { FieldError } from '../../components/FieldFrame.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { figure } from '../../lib/money.ts';
import { shownOf } from '../../lib/typed.ts';
import { fill, useWords } from '../../lib/words.ts';
import { type BoxedYen, type DraftShare, typedYen, wrongYen } from './deposit.rules.ts';
import { depositPayerTexts } from './deposit-payer-texts.ts';
import { depositTexts } from './deposit-texts.ts';

interface DepositSharesProps {
  readonly share: DraftShare;
  onChange(share: DraftShare): void;
  /** Absent for the only one. */
  onRemove?: () => void;
}

/** What of a deposit goes on which bill of one member, and what on none. */
export function DepositShares({ share, onChange, onRemove }: DepositSharesProps) {
  const words = useWords(depositTexts);
  const say = useWords(depositPayerTexts);
  const { candidate, amounts, advance } = share;
  const name = candidate.memberName;
  return (
    <div className="deposit-alloc">
      <div className="deposit-alloc__head">
        <b>{name}</b>
        <span className="muted">{candidate.memberKana}</span>
        <span className="num muted">{candidate.memberNumber}</span>
        <span className="grow" />
        {onRemove ? (
          <Button size="sm" label={fill(words.remove, { name })} onPress={onRemove}>
            {words.removeShort}
          </Button>
        ) : null}
      </div>
      <ul className="deposit-lines">
        {candidate.bills.map((bill) => (
          <li key={bill.billId}>
            <span>
              <b>{bill.billName}</b>
              <DueAndRest bill={bill} />
              {bill.payLink ? <span className="deposit-held">{fill(say.held, { name: bill.payLink.payerName })}</span> : null}
            </span>
            <Amount
              label={fill(words.shareOf, { name, bill: bill.billName })}
              value={amounts[bill.billId] ?? 0}
              onChange={(amount) => onChange({ ...share, amounts: { ...amounts, [bill.billId]: amount } })}
            />
          </li>
        ))}
        <li>
          <span className="muted">{words.advance}</span>
          <Amount label={fill(words.advanceOf, { name })} value={advance} onChange={(next) => onChange({ ...share, advance: next })} />
        </li>
      </ul>
    </div>
  );
}

/** When a bill is due, and what of it is open. */
export function DueAndRest({
  bill,
}: {
  readonly bill: Pick<DraftShare['candidate']['bills'][number], 'dueOn' | 'overdue' | 'outstanding'>;
}) {
  const words = useWords(depositTexts);
  return (
    <>
      <span className="muted">
        {words.due} <span className="num">{formatDateShort(bill.dueOn)}</span>
        {bill.overdue ? <em> {words.overdue}</em> : null}
      </span>
      <span className="muted">
        {words.rest} <Yen value={bill.outstanding} />
      </span>
    </>
  );
}

const shownAmount = (value: unknown): string =>
  typeof value === 'number' ? (value === 0 ? '' : figure(value)) : typeof value === 'string' ? value : '';

interface AmountProps {
  readonly label: string;
  readonly value: BoxedYen;
  onChange(value: BoxedYen): void;
}

/** The box of an amount: what is typed stands as it was typed until it is left, and says then what is wrong with it. */
export function Amount({ label, value, onChange }: AmountProps) {
  const words = useKit();
  const id = useId();
  const [typed, setTyped] = useState(() => shownAmount(value));
  const [isLeft, setLeft] = useState(true);
  const text = shownOf(typed, value, typedYen, shownAmount);
  const wrong = isLeft ? wrongYen(value) : null;
  return (
    <div className={`field deposit-amount${wrong === null ? '' : ' is-error'}`}>
      <span className="input">
        <input
          aria-label={label}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : id}
          inputMode="numeric"
          autoComplete="off"
          value={text}
          onFocus={() => setLeft(false)}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(typedYen(event.target.value));
          }}
          onBlur={() => {
            setTyped(shownAmount(value));
            setLeft(true);
          }}
        />
        <span className="suffix">{words.yen}</span>
      </span>
      <FieldError facts={{ error: wrong === null ? null : words.issues[wrong], errorId: id }} live />
    </div>
  );
}
