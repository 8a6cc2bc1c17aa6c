import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RegisterMandateForm, accountKinds } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { BankPlaceFields } from '../../components/BankPlaceFields.tsx';
import { Button } from '../../components/Button.tsx';
import { RadioCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { KanaField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { toBankKana } from '../../lib/bank-kana.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { debitTexts } from './debit-texts.ts';

const empty = {
  at: 'bank' as const,
  bankCode: '',
  bankName: '',
  branchCode: '',
  branchName: '',
  accountKind: 'ordinary' as const,
  accountNumber: '',
  symbol: '',
  number: '',
  holder: '',
};

/** The paper that came back from the bank or the member, as it stands on it. */
export function MandateDialog({ memberNumber, onClose }: { readonly memberNumber: string; readonly onClose: () => void }) {
  const words = useWords(debitTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const register = useMutation(trpc.debits.registerMandate.mutationOptions());
  const { mandates, contract } = words;
  return (
    <Dialog isOpen wide onClose={onClose} title={mandates.registerTitle}>
      <Form
        schema={RegisterMandateForm}
        defaults={{ memberNumber, account: empty }}
        errorField={{ NOT_FOUND: 'memberNumber', KANA_NOT_ALLOWED: 'account.holder', KANA_TOO_LONG: 'account.holder' }}
        onSubmit={async (values) => {
          await register.mutateAsync(values);
          await queries.invalidateQueries(trpc.debits.pathFilter());
          toast({ text: mandates.saved });
          onClose();
        }}
      >
        <TextField
          name="memberNumber"
          label={mandates.memberNumber}
          width="w7"
          messages={{ required: contract.required, NOT_FOUND: mandates.memberNotFound }}
          required
        />
        <RadioCards
          name="account.at"
          label={mandates.at}
          options={[
            { value: 'bank', label: mandates.bank, text: mandates.bankText },
            { value: 'post', label: mandates.post, text: mandates.postText },
          ]}
        />
        <Place />
        <KanaField
          name="account.holder"
          toKana={toBankKana}
          label={mandates.holder}
          hint={mandates.holderHint}
          messages={{ required: contract.required }}
          required
        />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {mandates.cancel}
          </Button>
          <SubmitButton>{mandates.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

function Place() {
  const words = useWords(debitTexts);
  const { mandates, contract } = words;
  const messages = { digits: contract.digits };
  if (useFormValue('account.at') === 'post')
    return (
      <>
        <TextField name="account.symbol" label={mandates.symbol} inputMode="numeric" width="w7" messages={messages} required />
        <TextField name="account.number" label={mandates.number} inputMode="numeric" width="w7" messages={messages} required />
      </>
    );
  return <BankFields prefix="account." />;
}

/** Bank, branch and account, as files name them. */
export function BankFields({ prefix = '', numberHint }: { readonly prefix?: string; readonly numberHint?: string | undefined }) {
  const { contract } = useWords(debitTexts);
  const messages = { digits: contract.digits };
  return (
    <>
      <BankPlaceFields
        prefix={prefix}
        writes="kana"
        bank={{ code: { label: contract.bankCode, messages, required: true }, name: { label: contract.bankName } }}
        branch={{ code: { label: contract.branchCode, messages, required: true }, name: { label: contract.branchName } }}
      />
      <SelectField
        name={`${prefix}accountKind`}
        label={contract.accountKind}
        options={accountKinds.map((kind) => ({ value: kind, label: contract.kinds[kind] }))}
        required
      />
      <TextField
        name={`${prefix}accountNumber`}
        label={contract.accountNumber}
        inputMode="numeric"
        width="w7"
        messages={messages}
        {...(numberHint === undefined ? { required: true } : { hint: numberHint })}
      />
    </>
  );
}
