import { Yen } from '../../components/Yen.tsx';
import { useWords } from '../../lib/words.ts';
import { paymentTexts } from './texts.ts';

interface PaySumProps {
  readonly amount: number;
  /** What the payer pays on top of it; a line of its own (TEN-06). */
  readonly fee: number;
}

/** What is paid now: the bills, the fee where the payer bears it, and both together. */
export function PaySum({ amount, fee }: PaySumProps) {
  const words = useWords(paymentTexts);
  if (fee === 0)
    return (
      <p className="pay-sum">
        <span className="muted">
          {words.fee} <Yen value={0} />
        </span>
        <span>
          {words.sum} <Yen value={amount} size="m" />
        </span>
      </p>
    );
  return (
    <div className="pay-sums">
      <p className="pay-sum">
        <span>{words.dues}</span>
        <Yen value={amount} />
      </p>
      <p className="pay-sum">
        <span>{words.fee}</span>
        <Yen value={fee} />
      </p>
      <p className="pay-sum pay-sum--all">
        <span>{words.sum}</span>
        <Yen value={amount + fee} size="m" />
      </p>
    </div>
  );
}
