import { useMutation, useQuery } from '@tanstack/react-query';
import { SaveProofRuleInput } from '@tsudoi/shared/contracts/members/proof.contract';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProofRuleView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { proofTexts } from './proof-texts.ts';

/** A day of every year as people write it. A leap year's last of February is left out: there is not one every year. */
export function useDayText(): (day: string) => string {
  const words = useWords(proofTexts);
  return (day) => fill(words.day, { month: Number(day.slice(0, 2)), day: Number(day.slice(3)) });
}

const allDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].flatMap((days, month) =>
  Array.from({ length: days }, (_, day) => `${String(month + 1).padStart(2, '0')}-${String(day + 1).padStart(2, '0')}`),
);

interface DialogProps {
  readonly rule: ProofRuleView | null;
  /** Types that have a rule: theirs is changed, not made anew. */
  readonly ruled: readonly string[];
  readonly onDone: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** When a type asks for its proof, and what whoever sends none becomes. */
export function ProofRuleDialog({ rule, ruled, onDone, onClose }: DialogProps) {
  const words = useWords(proofTexts);
  const dayText = useDayText();
  const trpc = useTRPC();
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const save = useMutation(trpc.proofs.saveRule.mutationOptions());
  const told = useTold();
  const drop = useMutation(trpc.proofs.dropRule.mutationOptions(told));
  const days = allDays.map((day) => ({ value: day, label: dayText(day) }));
  const choices = (types.data ?? [])
    .filter(({ archived }) => !archived)
    .map(({ membershipTypeId, name }) => ({ value: membershipTypeId as string, label: name }));
  const none = { value: '', label: words.choose };
  const putBack = ({ membershipTypeId, opensOn, dueOn, fallbackTypeId }: ProofRuleView) =>
    save.mutateAsync({ membershipTypeId, opensOn, dueOn, fallbackTypeId }).then(onDone);
  return (
    <Dialog isOpen onClose={onClose} title={rule ? fill(words.editOf, { name: rule.membershipTypeName }) : words.add}>
      <Form
        schema={SaveProofRuleInput}
        defaults={{
          membershipTypeId: rule?.membershipTypeId ?? '',
          opensOn: rule?.opensOn ?? '04-01',
          dueOn: rule?.dueOn ?? '04-30',
          fallbackTypeId: rule?.fallbackTypeId ?? '',
        }}
        onSubmit={async (values) => {
          await save.mutateAsync(values);
          await onDone();
          const { membershipTypeId } = values;
          toast({ text: words.saved, undo: () => (rule ? putBack(rule) : drop.mutateAsync({ membershipTypeId }).then(onDone)) });
          onClose();
        }}
      >
        {rule ? null : (
          <SelectField
            name="membershipTypeId"
            label={words.type}
            required
            options={[none, ...choices.filter(({ value }) => !ruled.includes(value))]}
            messages={{ invalid_format: words.choose }}
          />
        )}
        <SelectField name="opensOn" label={words.opensOn} hint={words.opensHint} required options={days} />
        <SelectField name="dueOn" label={words.dueOn} hint={words.dueHint} required options={days} messages={{ same_day: words.sameDay }} />
        <SelectField
          name="fallbackTypeId"
          label={words.fallback}
          hint={words.fallbackHint}
          required
          options={[none, ...choices.filter(({ value }) => value !== rule?.membershipTypeId)]}
          messages={{ invalid_format: words.choose, same_type: words.sameType }}
        />
        <FormButtons>
          {rule ? (
            <Button
              kind="ghost"
              size="lg"
              isPending={drop.isPending}
              onPress={() =>
                drop.mutate(
                  { membershipTypeId: rule.membershipTypeId },
                  {
                    onSuccess: async () => {
                      await onDone();
                      toast({ text: words.dropped, undo: () => putBack(rule) });
                      onClose();
                    },
                  },
                )
              }
            >
              {words.drop}
            </Button>
          ) : null}
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
