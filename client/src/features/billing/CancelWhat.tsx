import { type CancelPlan, keptReasons } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { formatCount, formatYen } from '../../lib/money.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';

const leftOf = ({ kept }: CancelPlan) => keptReasons.filter((reason) => kept[reason] > 0);

interface Props {
  readonly plan: CancelPlan;
  /** There is nothing to ask about: it says why, and closes. */
  readonly isNothing: boolean;
  readonly onClose: () => void;
  /** The question itself, below the figures. */
  readonly children: ReactNode;
}

/** Before many bills are cancelled: how many go, over how many yen, and how many stay and why. */
export function CancelWhat({ plan, isNothing, onClose, children }: Props) {
  const edit = useWords(billEditTexts);
  const words = useWords(cancelJobTexts);
  if (isNothing)
    return (
      <>
        <Note kind="warn" title={words.nothing}>
          <p>{words.nothingText}</p>
        </Note>
        <Rows>
          <Left plan={plan} />
        </Rows>
        <DialogActions>
          <Button size="lg" onPress={onClose}>
            {edit.close}
          </Button>
        </DialogActions>
      </>
    );
  return (
    <>
      <Rows>
        <Row label={words.count}>{formatCount(plan.count, 'item')}</Row>
        <Row label={words.amount}>{formatYen(plan.amount)}</Row>
        <Left plan={plan} />
      </Rows>
      {children}
    </>
  );
}

/** How many stay, and why. */
function Left({ plan }: { readonly plan: CancelPlan }) {
  const edit = useWords(billEditTexts);
  const words = useWords(cancelJobTexts);
  const reasons = leftOf(plan);
  if (reasons.length === 0) return null;
  return (
    <Row label={words.left}>
      {reasons.map((reason) => (
        <div key={reason}>{fill(words.leftOf, { reason: edit.kept[reason], count: plan.kept[reason] })}</div>
      ))}
    </Row>
  );
}
