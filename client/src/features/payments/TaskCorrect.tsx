import { LinkButton } from '../../components/LinkButton.tsx';
import { useOrg } from '../../lib/org.ts';
import type { TaskView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { isOfSurplus } from './task.rules.ts';

/** From what is too much on a bill to the act that puts the bill and its money right together. */
export function TaskCorrect({ task }: { readonly task: Pick<TaskView, 'reason' | 'billId'> }) {
  const org = useOrg();
  const words = useWords(adminPaymentTexts).tasks;
  if (task.billId === null || !isOfSurplus(task)) return null;
  return (
    <LinkButton to="/$org/admin/bills/$billId/correct" params={{ org, billId: task.billId }}>
      {words.correct}
    </LinkButton>
  );
}
