import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type PrintedAccount, ProvenPaperSettingsForm, isSameAccount } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import { CheckboxField, RadioCards, RadioField } from '../../components/Choice.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { SettingsForm, SettingsPage } from '../../components/SettingsPage.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useRef } from 'react';
import { useWatch } from 'react-hook-form';
import { useTRPC } from '../../lib/trpc.ts';
import type { PaperSettingsView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { paperTexts } from './paper-texts.ts';

/** 設定 → 請求書と領収書: the number of the invoice system, the rounding, the stamp, the account. */
export function PaperSettingsScreen() {
  const words = useWords(paperTexts).settings;
  const trpc = useTRPC();
  const settings = useQuery(trpc.documents.paperSettings.queryOptions());
  return (
    <SettingsPage title={words.title} sub={words.sub} query={settings}>
      {(found) => <Fields settings={found} />}
    </SettingsPage>
  );
}

function Fields({ settings }: { readonly settings: PaperSettingsView }) {
  const words = useWords(paperTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.documents.updatePaperSettings.mutationOptions());
  const proven = useRef('');
  return (
    <SettingsForm
      settings={settings}
      latest={() => queries.fetchQuery({ ...trpc.documents.paperSettings.queryOptions(), staleTime: 0 })}
      schema={ProvenPaperSettingsForm}
      defaultsOf={({ version: _version, checkDigitFails: _hint, ...defaults }) => ({ ...defaults, password: '' })}
      save={({ password, ...values }, version) => {
        // The way back from another account is another account as well.
        proven.current = password || proven.current;
        return update.mutateAsync({ settings: values, version, password: proven.current });
      }}
      errorField={{ IDENTITY_MISMATCH: 'password' }}
      onSaved={() => queries.invalidateQueries(trpc.documents.pathFilter())}
      words={words}
    >
      {({ checkDigitFails, ...begun }) => (
        <>
          <Panel title={words.invoiceSystem}>
            <div className="form">
              <RadioCards
                name="form"
                label={words.form}
                options={[
                  { value: 'plain', label: words.plain, text: words.plainText },
                  { value: 'qualified', label: words.qualified, text: words.qualifiedText },
                  { value: 'simplified', label: words.simplified, text: words.simplifiedText },
                ]}
              />
              <RadioField
                name="registeredAs"
                label={words.registeredAs}
                options={[
                  { value: 'corporation', label: words.corporation },
                  { value: 'other', label: words.other },
                ]}
                hint={words.otherHint}
              />
              <TextField
                name="registrationNumber"
                label={words.registrationNumber}
                hint={words.registrationHint}
                optional
                autoComplete="off"
              />
              {checkDigitFails ? <Note kind="warn">{words.checkDigitFails}</Note> : null}
              <SelectField
                name="taxRounding"
                label={words.rounding}
                options={(['floor', 'half-up', 'ceil'] as const).map((value) => ({ value, label: words.roundings[value] }))}
              />
            </div>
          </Panel>
          <Panel title={words.stamp}>
            <div className="form">
              <CheckboxField name="businessReceipts" label={words.business} hint={words.businessHint} />
            </div>
          </Panel>
          <Panel title={words.bank}>
            <div className="form">
              <CheckboxField name="bankPrinted" label={words.bankPrinted} hint={words.bankPrintedHint} />
              <TextField name="bankName" label={words.bankName} hint={words.bankNameHint} optional />
              <TextField name="bankBranch" label={words.bankBranch} optional />
              <SelectField
                name="bankAccountType"
                label={words.bankAccountType}
                options={(['ordinary', 'current', 'savings'] as const).map((value) => ({ value, label: words.accountTypes[value] }))}
              />
              <TextField
                name="bankAccountNumber"
                label={words.bankAccountNumber}
                inputMode="numeric"
                width="w7"
                optional
                autoComplete="off"
              />
              <TextField name="bankHolder" label={words.bankHolder} hint={words.bankHolderHint} optional autoComplete="off" />
              <OnAnotherAccount begun={begun} />
            </div>
          </Panel>
        </>
      )}
    </SettingsForm>
  );
}

/** Members will transfer to what is typed here: whoever changes it says once more who they are. */
function OnAnotherAccount({ begun }: { readonly begun: PrintedAccount }) {
  const typed = useWatch() as PrintedAccount;
  return isSameAccount(begun, typed) ? null : <OwnPasswordField />;
}
