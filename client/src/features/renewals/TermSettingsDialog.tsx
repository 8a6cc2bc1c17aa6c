import { useMutation, useQueryClient } from '@tanstack/react-query';
import { TermSettingsForm } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CheckboxField, RadioField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { DateField, MoneyField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { TermSettingsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { renewalTexts } from './renewal-texts.ts';

interface Given {
  readonly type: TermSettingsView;
  onClose(): void;
}

export function TermSettingsDialog({ type, onClose }: Given) {
  const words = useWords(renewalTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.renewals.saveSettings.mutationOptions());
  const { membershipTypeId, name, withoutTerm: _count, version, ...settings } = type;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.titleOf, { name })}>
      <Form
        schema={TermSettingsForm}
        defaults={settings}
        onSubmit={async (values) => {
          await save.mutateAsync({ ...values, membershipTypeId, version });
          await queries.invalidateQueries(trpc.renewals.pathFilter());
          toast({ text: words.saved });
          onClose();
        }}
      >
        <CheckboxField name="hasTerms" label={words.hasTerms} />
        <RadioField
          name="kind"
          label={words.kind}
          options={[
            { value: 'rolling', label: words.kinds.rolling },
            { value: 'fiscal_year', label: words.kinds.fiscal_year },
          ]}
        />
        <MoneyField
          name="months"
          label={words.months}
          hint={words.monthsHint}
          suffix={words.monthsUnit}
          messages={words.messages}
          required
        />
        <CheckboxField name="autoRenewal" label={words.autoRenewal} hint={words.autoRenewalHint} />
        <MoneyField name="noticeDays" label={words.noticeDays} suffix={words.days} required />
        <MoneyField
          name="chargeDays"
          label={words.chargeDays}
          hint={words.chargeHint}
          suffix={words.days}
          messages={words.messages}
          required
        />
        <MoneyField name="graceDays" label={words.graceDays} hint={words.graceHint} suffix={words.days} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

const Through = z.strictObject({ through: JstDate });

/** One last day for everybody of a type who has no term yet. */
export function FillTerms({ type, onClose }: Given) {
  const texts = useWords(renewalTexts);
  const words = texts.settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const enter = useMutation(trpc.renewals.enterForType.mutationOptions());
  const { membershipTypeId, name, withoutTerm } = type;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.fillOf, { name })}>
      <p>{fill(words.fillText, { count: figure(withoutTerm ?? 0) })}</p>
      <Form
        schema={Through}
        defaults={{ through: '' }}
        onSubmit={async (values) => {
          const { members } = await enter.mutateAsync({ membershipTypeId, ...values });
          await queries.invalidateQueries(trpc.renewals.pathFilter());
          toast({ text: fill(words.filled, { count: figure(members) }) });
          onClose();
        }}
      >
        <DateField name="through" label={texts.panel.until} hint={texts.panel.dateHint} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.fillSave}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
