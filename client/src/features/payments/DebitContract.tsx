import { useMutation, useQueryClient } from '@tanstack/react-query';
import { DebitContractForm } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { bankLetters, commonLetters } from '@tsudoi/shared/kernel/zengin-kana';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Status } from '../../components/Status.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { DebitContractView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { debitTexts } from './debit-texts.ts';
import { BankFields } from './MandateDialog.tsx';

const none = {
  consignorCode: '',
  consignorName: '',
  bankCode: '',
  bankName: '',
  branchCode: '',
  branchName: '',
  accountKind: 'ordinary' as const,
  debitDay: '27',
  leadDays: '10',
  letters: commonLetters,
};

const kinds = { requested: 'applied', approved: 'active', ended: 'withdrawn' } as const;

/** What the bank wrote into the contract; the operator looks at it before anything is drawn (PAY-04). */
export function DebitContract({ contract }: { readonly contract: DebitContractView | null }) {
  const words = useWords(debitTexts).contract;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.debits.saveContract.mutationOptions());
  const end = useMutation(trpc.debits.endContract.mutationOptions());
  const [isEnding, setEnding] = useState(false);
  const {
    state: _state,
    version: _version,
    accountTail: _tail,
    ...known
  } = contract ?? { ...none, state: null, version: 0, accountTail: '' };
  return (
    <Panel title={words.title}>
      <div className="stack debit-contract">
        <p className="muted">{words.lead}</p>
        {contract === null ? null : (
          <Rows>
            <Row label={words.state}>
              <Status kind={kinds[contract.state]} label={words.states[contract.state]} />
            </Row>
          </Rows>
        )}
        <Form
          key={contract?.version ?? 0}
          schema={DebitContractForm}
          defaults={{ ...known, accountNumber: '', debitDay: String(known.debitDay), leadDays: String(known.leadDays) }}
          errorField={{
            DEBIT_CONSIGNOR_FIXED: 'consignorCode',
            KANA_NOT_ALLOWED: 'consignorName',
            KANA_TOO_LONG: 'consignorName',
            ACCOUNT_NUMBER_MISSING: 'accountNumber',
          }}
          onSubmit={async (values) => {
            await save.mutateAsync({ ...values, version: contract?.version ?? 0 });
            await queries.invalidateQueries(trpc.debits.pathFilter());
            toast({ text: words.saved });
          }}
        >
          <TextField
            name="consignorCode"
            label={words.consignorCode}
            hint={words.consignorCodeHint}
            inputMode="numeric"
            width="w7"
            messages={{ digits: words.digits }}
            required
          />
          <TextField name="consignorName" label={words.consignorName} messages={{ required: words.required }} required />
          <BankFields {...(contract === null ? {} : { numberHint: fill(words.accountKept, { tail: contract.accountTail }) })} />
          <TextField
            name="debitDay"
            label={words.debitDay}
            hint={words.debitDayHint}
            inputMode="numeric"
            width="w2"
            messages={{ day: words.day, invalid_type: words.day }}
            required
          />
          <TextField
            name="leadDays"
            label={words.leadDays}
            hint={words.leadDaysHint}
            inputMode="numeric"
            width="w2"
            messages={{ lead_days: words.lead_days, invalid_type: words.lead_days }}
            required
          />
          <p className="muted">{words.letters}</p>
          {(['longVowel', 'middleDot', 'wo'] as const).map((letter) => (
            <SelectField
              key={letter}
              name={`letters.${letter}`}
              label={words.letterOf[letter]}
              options={bankLetters[letter].map((one) => ({ value: one, label: words.letterNames[one] }))}
            />
          ))}
          <FormButtons>
            <SubmitButton>{words.save}</SubmitButton>
          </FormButtons>
        </Form>
        {contract === null || contract.state === 'ended' ? null : (
          <div>
            <Button kind="danger" onPress={() => setEnding(true)}>
              {words.end}
            </Button>
          </div>
        )}
      </div>
      {contract === null ? null : (
        <ConfirmDialog
          isOpen={isEnding}
          onClose={() => setEnding(false)}
          title={words.endTitle}
          confirmLabel={words.endConfirm}
          kind="danger"
          onConfirm={async () => {
            await end.mutateAsync({ version: contract.version });
            await queries.invalidateQueries(trpc.debits.pathFilter());
            toast({ text: words.endDone });
          }}
        >
          <p>{words.endText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
