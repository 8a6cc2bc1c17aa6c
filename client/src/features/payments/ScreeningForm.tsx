import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ScreeningView, screeningPurposes } from '@tsudoi/shared/contracts/payments/screening.contract';
import { useEffect, useState } from 'react';
import { BankPlaceFields } from '../../components/BankPlaceFields.tsx';
import { BirthDateField } from '../../components/BirthDateField.tsx';
import { Button } from '../../components/Button.tsx';
import { ChoicesField } from '../../components/Choices.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Form, useFormValue } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { KanaField, PhoneField, TextAreaField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { toBankKana } from '../../lib/bank-kana.ts';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { type FlushDraft, ScreeningForm as Schema, useScreeningDraft, wishedFor } from './screening-draft.view.ts';
import { screeningTexts } from './screening-texts.ts';

interface ScreeningFormProps {
  readonly view: ScreeningView;
  readonly onConflict: () => void;
  /** How to keep what is typed, for what sends it from elsewhere on the page; null once there is no form. */
  readonly onDraft: (flush: FlushDraft | null) => void;
}

/** What an organisation tells of itself; kept while it is typed, sent as a whole. */
export function ScreeningForm({ view, onConflict, onDraft }: ScreeningFormProps) {
  const words = useWords(screeningTexts);
  const names = useWords(screeningWords);
  const draft = useScreeningDraft(view, onConflict);
  const { flush } = draft;
  useEffect(() => {
    onDraft(flush);
    return () => onDraft(null);
  }, [onDraft, flush]);
  const [start] = useState(() => ({ ...view.facts, methods: wishedFor(view) }));
  // What is decided or under way is not wished for once more.
  const choices = view.open.filter((method) => {
    const state = view.methods.find((row) => row.method === method)?.state;
    return state === undefined || state === 'draft' || state === 'rejected' || state === 'revoked';
  });
  const field = (name: keyof typeof names.fields) => ({ name, label: names.fields[name] });
  return (
    <Form schema={Schema} defaults={start} onSubmit={() => draft.flush()} onValues={draft.onValues} label={words.title} asks={false}>
      {choices.length === 0 ? null : (
        <Panel title={words.methods}>
          <div className="form">
            <ChoicesField
              {...field('methods')}
              hint={view.kind === 'individual' ? words.individual : words.debitHint}
              options={choices.map((method) => ({ value: method, label: names.methods[method] }))}
            />
          </div>
        </Panel>
      )}
      <Panel title={words.organization}>
        <div className="form">
          <TextField {...field('legalName')} autoComplete="organization" />
          {view.kind === 'individual' ? null : (
            <TextField {...field('corporateNumber')} hint={words.corporateHint} inputMode="numeric" optional />
          )}
          <TextField {...field('postalCode')} inputMode="numeric" autoComplete="postal-code" />
          <TextField {...field('address')} autoComplete="street-address" />
          <PhoneField {...field('phone')} />
        </div>
      </Panel>
      <Panel title={words.representative}>
        <div className="form">
          <div className="pair">
            <TextField {...field('repFamilyName')} autoComplete="off" />
            <TextField {...field('repGivenName')} autoComplete="off" />
          </div>
          <div className="pair">
            <KanaField {...field('repFamilyNameKana')} from="repFamilyName" autoComplete="off" />
            <KanaField {...field('repGivenNameKana')} from="repGivenName" autoComplete="off" />
          </div>
          <BirthDateField {...field('repBirthDate')} />
        </div>
      </Panel>
      <Panel title={words.purpose}>
        <div className="form">
          <SelectField {...field('purpose')} options={screeningPurposes.map((value) => ({ value, label: names.purposes[value] }))} />
          <Donation />
          <TextAreaField {...field('purposeText')} hint={words.purposeHint} />
        </div>
      </Panel>
      <Panel title={words.bank}>
        <div className="form">
          <p className="muted">{words.bankHint}</p>
          <BankPlaceFields
            writes="name"
            bank={{ code: { label: names.fields.bankCode, hint: words.bankCodeHint } }}
            branch={{ code: { label: names.fields.branchCode, hint: words.branchHint } }}
          />
          <div className="pair">
            <SelectField
              {...field('accountType')}
              options={(['ordinary', 'current'] as const).map((value) => ({ value, label: names.accountTypes[value] }))}
            />
            <TextField {...field('accountNumber')} hint={words.numberHint} inputMode="numeric" autoComplete="off" />
          </div>
          <KanaField {...field('accountHolder')} toKana={toBankKana} autoComplete="off" />
        </div>
      </Panel>
      {draft.hasFailed ? (
        <Note kind="danger">{words.unsaved}</Note>
      ) : (
        <p className="muted" role="status">
          {draft.isSaved ? words.saved : words.autosave}
        </p>
      )}
      {view.methods.some(({ state }) => state === 'docs_requested') ? null : <Submit view={view} draft={draft} />}
    </Form>
  );
}

/** Said as soon as it is chosen; sending it would be refused all the same. */
function Donation() {
  const words = useWords(screeningTexts);
  return useFormValue('purpose') === 'donation' ? (
    <Note kind="danger" live>
      {words.donation}
    </Note>
  ) : null;
}

function Submit({ view, draft }: { readonly view: ScreeningView; readonly draft: ReturnType<typeof useScreeningDraft> }) {
  const words = useWords(screeningTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const submit = useMutation(trpc.screening.submit.mutationOptions());
  const [asked, setAsked] = useState(false);
  if (wishedFor(view).length === 0) return null;
  return (
    <div>
      <Button
        kind="primary"
        size="lg"
        onPress={async () => {
          // What is sent is what stands here, or nothing.
          if (await draft.flush()) setAsked(true);
        }}
      >
        {words.submit}
      </Button>
      <ConfirmDialog
        isOpen={asked}
        onClose={() => setAsked(false)}
        title={words.submitTitle}
        confirmLabel={words.submit}
        onConfirm={async () => {
          const after = await submit.mutateAsync({ version: draft.version.current });
          queries.setQueryData(trpc.screening.get.queryKey(), after);
          toast({ text: words.submitted });
        }}
      >
        <p>{words.submitText}</p>
      </ConfirmDialog>
    </div>
  );
}
