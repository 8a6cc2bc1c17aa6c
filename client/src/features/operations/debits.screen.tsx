import { useWords } from '../../lib/words.ts';
import { DebitApproval } from './DebitApproval.tsx';
import { OperatorFrame } from './OperatorFrame.tsx';
import { operationTexts } from './texts.ts';

/** Contracts of direct debit, opened one by one beside their papers (PAY-04). */
export function DebitDeskScreen() {
  const words = useWords(operationTexts);
  return (
    <OperatorFrame title={words.debits.title}>
      <DebitApproval />
    </OperatorFrame>
  );
}
