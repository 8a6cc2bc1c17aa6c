import { useMutation, useQueryClient } from '@tanstack/react-query';
import { BankAccountForm, JapanPostAccountForm, SavePayoutAccountInput } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { PayoutAccountEntry } from '../../components/PayoutAccountEntry.tsx';
import { toast } from '../../components/Toast.tsx';
import { emptyPayoutAccount } from '../../lib/payout-account.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { payoutSettingsTexts } from './payout-settings-texts.ts';

const proof = { password: SavePayoutAccountInput.shape.password };
const Bank = BankAccountForm.extend(proof);
const Post = JapanPostAccountForm.safeExtend(proof);
type Entered = z.output<typeof Bank> | z.output<typeof Post>;

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
  const errorField = { IDENTITY_MISMATCH: 'password' } as const;
  const end = (
    <>
      <OwnPasswordField />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.register}</SubmitButton>
      </FormButtons>
    </>
  );
  return (
    <PayoutAccountEntry>
      {(isPost, fields) =>
        isPost ? (
          <Form
            key="post"
            schema={Post}
            defaults={{ ...emptyPayoutAccount.post, password: '' }}
            errorField={errorField}
            onSubmit={onSubmit}
          >
            {fields}
            {end}
          </Form>
        ) : (
          <Form
            key="bank"
            schema={Bank}
            defaults={{ ...emptyPayoutAccount.bank, password: '' }}
            errorField={errorField}
            onSubmit={onSubmit}
          >
            {fields}
            {end}
          </Form>
        )
      }
    </PayoutAccountEntry>
  );
}
