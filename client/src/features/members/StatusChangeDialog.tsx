import { useQueryClient } from '@tanstack/react-query';
import type { MemberId, StatusJobId } from '@tsudoi/shared/kernel/ids';
import {
  type NextStep,
  StatusChangeForm,
  mostInStatusJob,
  needsReason,
  nextSteps,
  settableStatuses,
} from '@tsudoi/shared/contracts/members/member-status.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { today } from '../../lib/dates.ts';
import { refuse, refuseSaying } from '../../lib/refuse.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { StatusChange, StatusPlan } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { StatusCheck } from './StatusCheck.tsx';
import { StatusJob } from './StatusJob.tsx';
import { textOfRefused } from './status-refusal.rules.ts';
import { statusTexts } from './status-texts.ts';
import './status.css';

type Step =
  | { readonly at: 'form' }
  | { readonly at: 'check'; readonly change: StatusChange; readonly plan: StatusPlan }
  | { readonly at: 'job'; readonly jobId: StatusJobId };

interface StatusChangeDialogProps {
  /** Whom it is for: one, or as many as were picked in a list. */
  readonly memberIds: readonly MemberId[];
  /** Of one alone: the status they have now, which is not offered. */
  readonly present?: string;
  readonly onClose: () => void;
}

/** To what a refusal of one of them belongs: the status, the day or the reason. */
const errorField = {
  STATUS_DATE_TAKEN: 'effectiveOn',
  STATUS_DATE_TOO_EARLY: 'effectiveOn',
  STATUS_DATE_IMPLAUSIBLE: 'effectiveOn',
  STATUS_BEFORE_FIRST: 'effectiveOn',
  STATUS_NEXT_IN_WAY: 'effectiveOn',
  INVALID_TRANSITION: 'status',
  MEMBERSHIP_TYPE_ARCHIVED: 'status',
  FORBIDDEN: 'reason',
};
/** The text that looking ahead has found, whole. */
const found = '{{text}}';

/** Changes the status of one member or of many: asks, shows what will happen, does it and says what became of each. */
export function StatusChangeDialog({ memberIds, present, onClose }: StatusChangeDialogProps) {
  const words = useWords(statusTexts);
  const statuses = useWords(adminMemberTexts).detail.statuses;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>({ at: 'form' });
  const [draft, setDraft] = useState<Partial<StatusChange>>({ effectiveOn: today(), reason: '' });
  const [steps, setSteps] = useState<readonly NextStep[]>([]);
  const isMany = memberIds.length > 1;
  const title = isMany ? fill(words.titleMany, { count: memberIds.length }) : words.title;

  const look = async (values: StatusChange) => {
    const change = { ...values, nextSteps: needsReason(values.status) ? [...steps] : [] };
    const { status, effectiveOn } = change;
    const plan = await queries.fetchQuery({
      ...trpc.members.planStatuses.queryOptions({ memberIds: [...memberIds], status, effectiveOn }),
      staleTime: 0,
    });
    if (plan.tooEarly && plan.earliestBy) {
      const { name, memberNumber: number, latestOn } = plan.earliestBy;
      await refuse('STATUS_DATE_TOO_EARLY', { name, number, latest: latestOn, earliest: plan.earliestOn });
    }
    const [only] = plan.refused;
    if (!isMany && only) await refuseSaying(only.code, textOfRefused(only, words, statuses));
    setDraft(change);
    setStep({ at: 'check', change, plan });
  };

  if (memberIds.length > mostInStatusJob)
    return (
      <Dialog isOpen onClose={onClose} title={title}>
        <Note kind="warn">{fill(words.tooMany, { most: mostInStatusJob })}</Note>
        <DialogActions>
          <Button size="lg" onPress={onClose}>
            {words.close}
          </Button>
        </DialogActions>
      </Dialog>
    );
  if (step.at === 'job') return <StatusJob jobId={step.jobId} onClose={onClose} />;
  if (step.at === 'check')
    return (
      <StatusCheck
        memberIds={memberIds}
        change={step.change}
        plan={step.plan}
        onBack={() => setStep({ at: 'form' })}
        onClose={onClose}
        onJob={(jobId) => setStep({ at: 'job', jobId })}
      />
    );
  return (
    <Dialog isOpen onClose={onClose} title={title} holdsInput={draft.status !== undefined || steps.length > 0}>
      <Form
        schema={StatusChangeForm}
        defaults={{ status: draft.status ?? '', effectiveOn: draft.effectiveOn ?? today(), reason: draft.reason ?? '' }}
        errorField={errorField}
        onSubmit={look}
      >
        <SelectField
          name="status"
          label={words.newStatus}
          messages={{ INVALID_TRANSITION: found, MEMBERSHIP_TYPE_ARCHIVED: found }}
          required
          options={settableStatuses.filter((status) => status !== present).map((status) => ({ value: status, label: statuses[status] }))}
        />
        <DateField
          name="effectiveOn"
          label={words.effectiveOn}
          hint={words.effectiveHint}
          messages={{ STATUS_DATE_TAKEN: found, STATUS_BEFORE_FIRST: found, STATUS_NEXT_IN_WAY: found }}
          required
        />
        <TextField name="reason" label={words.reason} hint={words.reasonHint} messages={{ FORBIDDEN: words.refusals.FORBIDDEN }} />
        <Steps picked={steps} onPick={setSteps} />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.check}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

/** What the office has still to do for whoever leaves. */
function Steps({ picked, onPick }: { readonly picked: readonly NextStep[]; readonly onPick: (next: readonly NextStep[]) => void }) {
  const words = useWords(statusTexts);
  const status = useFormValue('status');
  if (!needsReason(String(status))) return null;
  return (
    <fieldset className="fieldset">
      <legend>{words.nextSteps}</legend>
      <p className="hint">{words.nextStepsHint}</p>
      <div className="status-steps">
        {nextSteps.map((step) => (
          <Checkbox
            key={step}
            isSelected={picked.includes(step)}
            onChange={(on) => onPick(nextSteps.filter((one) => (one === step ? on : picked.includes(one))))}
          >
            <span>{words.steps[step]}</span>
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}
