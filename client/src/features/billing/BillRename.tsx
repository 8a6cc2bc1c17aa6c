import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RenameBillInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';

const Name = RenameBillInput.omit({ billId: true });

/** A slip of the pen in the name of one bill, also when it is paid. */
export function BillRename({ bill, onClose }: { readonly bill: BillDetail; readonly onClose: () => void }) {
  const words = useWords(billEditTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const rename = useMutation(trpc.billing.renameBill.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.renameTitle}>
      <p className="muted">{words.renameText}</p>
      <Form
        schema={Name}
        defaults={{ billName: bill.billName }}
        errorField={{ DONATION_NOT_ALLOWED: 'billName' }}
        onSubmit={async ({ billName }) => {
          await rename.mutateAsync({ billId: bill.billId, billName });
          await queries.invalidateQueries(trpc.billing.pathFilter());
          toast({ text: words.renamed });
          onClose();
        }}
      >
        <TextField name="billName" label={words.name} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton>{words.rename}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
