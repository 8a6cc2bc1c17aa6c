import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { mostInStatusJob } from '@tsudoi/shared/contracts/members/member-status.contract';
import { type MemberId, MembershipTypeId, type TypeJobId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { formatDateLong, today } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { TypePlan } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { LeftOut } from './LeftOut.tsx';
import { statusTexts } from './status-texts.ts';
import { TypeJob } from './TypeJob.tsx';
import { typeJobTexts } from './type-job-texts.ts';

const TypeForm = z.strictObject({ membershipTypeId: MembershipTypeId });

type Step =
  | { readonly at: 'form' }
  | { readonly at: 'check'; readonly membershipTypeId: MembershipTypeId; readonly plan: TypePlan }
  | { readonly at: 'job'; readonly jobId: TypeJobId };

interface TypeChangeDialogProps {
  readonly memberIds: readonly MemberId[];
  readonly onClose: () => void;
}

/** Gives many another type: asks which, shows what will happen, does it and says what became of each. */
export function TypeChangeDialog({ memberIds, onClose }: TypeChangeDialogProps) {
  const words = useWords(typeJobTexts);
  const { tooMany, close } = useWords(statusTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const [step, setStep] = useState<Step>({ at: 'form' });
  const [chosen, setChosen] = useState('');
  const title = fill(words.title, { count: memberIds.length });

  const look = async ({ membershipTypeId }: z.output<typeof TypeForm>) => {
    const asked = { memberIds: [...memberIds], membershipTypeId };
    const plan = await queries.fetchQuery({ ...trpc.members.planTypes.queryOptions(asked), staleTime: 0 });
    setChosen(membershipTypeId);
    setStep({ at: 'check', membershipTypeId, plan });
  };
  if (memberIds.length > mostInStatusJob)
    return (
      <Dialog isOpen onClose={onClose} title={title}>
        <Note kind="warn">{fill(tooMany, { most: mostInStatusJob })}</Note>
        <DialogActions>
          <Button size="lg" onPress={onClose}>
            {close}
          </Button>
        </DialogActions>
      </Dialog>
    );
  if (step.at === 'job') return <TypeJob jobId={step.jobId} onClose={onClose} />;
  if (step.at === 'check')
    return (
      <TypeCheck
        {...step}
        memberIds={memberIds}
        onBack={() => setStep({ at: 'form' })}
        onClose={onClose}
        onJob={(jobId) => setStep({ at: 'job', jobId })}
      />
    );
  return (
    <Dialog isOpen onClose={onClose} title={title} holdsInput={chosen !== ''}>
      <Form schema={TypeForm} defaults={{ membershipTypeId: chosen }} errorField={{ NOT_FOUND: 'membershipTypeId' }} onSubmit={look}>
        <SelectField
          name="membershipTypeId"
          label={words.newType}
          messages={{ invalid_format: words.missing }}
          required
          options={(types.data ?? [])
            .filter(({ archived }) => !archived)
            .map(({ membershipTypeId, name, annualFee }) => ({
              value: membershipTypeId,
              label: fill(words.fee, { name, fee: figure(annualFee) }),
            }))}
        />
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

interface TypeCheckProps {
  readonly memberIds: readonly MemberId[];
  readonly membershipTypeId: MembershipTypeId;
  readonly plan: TypePlan;
  readonly onBack: () => void;
  readonly onClose: () => void;
  readonly onJob: (jobId: TypeJobId) => void;
}

/** What the change will do to dues, bills and applications, before it is done. */
function TypeCheck({ memberIds, membershipTypeId, plan, onBack, onClose, onJob }: TypeCheckProps) {
  const words = useWords(typeJobTexts);
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  // One key for this page of the dialog: pressed twice, it is one change.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const change = useMutation(trpc.members.changeTypes.mutationOptions());
  const { changing: count, openBills, applicants, refused, membershipTypeName: type } = plan;
  const apply = async () => {
    const job = await change.mutateAsync({ memberIds: [...memberIds], membershipTypeId, idempotencyKey });
    onJob(job.typeJobId);
    await queries.invalidateQueries(trpc.members.pathFilter());
  };
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.checkTitle, { type })} holdsInput>
      {count === 0 ? (
        <Note kind="warn">{words.nobody}</Note>
      ) : (
        <Rows>
          <Row label={words.who}>{fill(words.people, { count })}</Row>
          <Row label={words.when}>{fill(words.whenNow, { date: formatDateLong(today()) })}</Row>
          <Row label={words.dues}>{fill(words.duesText, { type })}</Row>
          <Row label={words.bills}>
            {openBills.amount === 0
              ? words.billsStay
              : fill(words.billsOpen, { members: openBills.members, amount: figure(openBills.amount) })}
          </Row>
          {applicants === 0 ? null : <Row label={words.applicants}>{fill(words.applicantsText, { count: applicants })}</Row>}
        </Rows>
      )}
      <LeftOut title={fill(words.leftOut, { count: refused.length })} refused={refused} why={({ code }) => words.refusals[code]} />
      {change.error ? <Note kind="danger">{text(change.error)}</Note> : null}
      <DialogActions>
        <Button size="lg" onPress={onBack}>
          {words.back}
        </Button>
        {count === 0 ? null : (
          <Button size="lg" kind="primary" isPending={change.isPending} onPress={() => void apply().catch(() => undefined)}>
            {fill(words.apply, { count, type })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
