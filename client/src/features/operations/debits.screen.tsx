import { useWords } from '../../lib/words.ts';
import { DebitApproval } from './DebitApproval.tsx';
import { EndedDebits } from './EndedDebits.tsx';
import { OperatorFrame } from './OperatorFrame.tsx';
import { operationTexts } from './texts.ts';

/** Contracts of direct debit, opened one by one beside their papers (PAY-04), and results of organisations that have ended. */
export function DebitDeskScreen() {
  const words = useWords(operationTexts);
  return (
    <OperatorFrame title={words.debits.title}>
      <DebitApproval />
      <EndedDebits />
    </OperatorFrame>
  );
}
