import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { RenameDialog } from './RenameDialog.tsx';
import { useSeenBill } from './seen-bill.view.ts';

/** A slip of the pen in the name of one bill. */
export function BillRename({ bill, onClose }: { readonly bill: BillDetail; readonly onClose: () => void }) {
  const words = useWords(billEditTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { seen, lookAgain } = useSeenBill(bill);
  const rename = useMutation(trpc.billing.renameBill.mutationOptions());
  return (
    <RenameDialog
      title={words.renameTitle}
      text={words.renameText}
      done={words.renamed}
      billName={bill.billName}
      onRename={async (billName) => {
        const expected = { billName: seen.billName };
        await rename.mutateAsync({ billId: bill.billId, billName, expected }).catch(lookAgain);
        await queries.invalidateQueries(trpc.billing.pathFilter());
      }}
      onClose={onClose}
    />
  );
}
