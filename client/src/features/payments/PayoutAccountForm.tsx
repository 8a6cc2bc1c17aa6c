import { useMutation, useQueryClient } from '@tanstack/react-query';
import { BankAccountForm, JapanPostAccountForm, SavePayoutAccountInput } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { PayoutAccountEntry } from '../../components/PayoutAccountEntry.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { payoutSettingsTexts } from './payout-settings-texts.ts';

const proof = { password: SavePayoutAccountInput.shape.password };
const schemas = { bank: BankAccountForm.extend(proof), japan_post: JapanPostAccountForm.safeExtend(proof) };
type Entered = z.output<(typeof schemas)[keyof typeof schemas]>;

interface PayoutAccountFormProps {
  /** Of the account that is on the screen. */
  readonly version: number;
  onClose(): void;
}

/** The account anew: its number is never shown again, so there is nothing to change of the old one. */
export function PayoutAccountForm({ version, onClose }: PayoutAccountFormProps) {
  const words = useWords(payoutSettingsTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.payouts.saveAccount.mutationOptions());
  const onSubmit = async ({ password, ...account }: Entered) => {
    await save.mutateAsync({ account, version, password });
    toast({ text: words.accountSaved });
    await queries.invalidateQueries(trpc.payouts.pathFilter());
    onClose();
  };
  return (
    <PayoutAccountEntry schemas={schemas} proof={{ password: '' }} errorField={{ IDENTITY_MISMATCH: 'password' }} onSubmit={onSubmit}>
      <OwnPasswordField />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.register}</SubmitButton>
      </FormButtons>
    </PayoutAccountEntry>
  );
}
