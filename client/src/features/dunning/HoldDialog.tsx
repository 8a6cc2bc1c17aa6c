import { useMutation, useQueryClient } from '@tanstack/react-query';
import { HoldDunningForm } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { Button } from '../../components/Button.tsx';
import { RadioCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';

/** Leaves a member or a bill alone: until a promised day, or until somebody says otherwise; always with the reason. */
export function HoldDialog({ memberId, billId, onClose }: { memberId: MemberId; billId: BillId | null; onClose(): void }) {
  const words = useWords(dunningTexts).hold;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const hold = useMutation(trpc.dunning.hold.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={billId === null ? words.titleMember : words.titleBill}>
      <Form
        schema={HoldDunningForm}
        defaults={{ kind: 'until', until: '', reason: '' }}
        errorField={{ INVALID_INPUT: 'until' }}
        onSubmit={async ({ kind, until, reason }) => {
          await hold.mutateAsync({
            memberId,
            billId,
            until: kind === 'until' && until !== '' ? until : null,
            reason,
          });
          toast({ text: words.done });
          await queries.invalidateQueries(trpc.dunning.pathFilter());
          onClose();
        }}
      >
        <RadioCards
          name="kind"
          label={words.kind}
          options={[
            { value: 'until', label: words.until, text: words.untilText },
            { value: 'never', label: words.never, text: words.neverText },
          ]}
        />
        <Day />
        <TextField name="reason" label={words.reason} hint={words.reasonHint} messages={{ required: words.reasonMissing }} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

function Day() {
  const words = useWords(dunningTexts).hold;
  if (useFormValue('kind') !== 'until') return null;
  return <DateField name="until" label={words.day} messages={{ required: words.dayMissing, INVALID_INPUT: words.dayPast }} required />;
}
