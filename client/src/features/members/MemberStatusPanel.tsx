import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChangeMemberStatusInput } from '@tsudoi/shared/contracts/members/member.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Tag } from '../../components/Tag.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { formatDateLong, formatMoment, today } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';

const Change = ChangeMemberStatusInput.omit({ memberId: true });
const next = ['active', 'suspended', 'withdrawn', 'expelled', 'deceased'] as const;

/** The dated history of a member's status; what is to come stands dashed above. */
export function MemberStatusPanel({ member }: { readonly member: MemberDetail }) {
  const words = useWords(adminMemberTexts).detail;
  const org = useOrg();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const change = useMutation(trpc.members.changeStatus.mutationOptions());
  const isUndecided = member.status === 'applied' && !member.statusHistory.some((entry) => entry.scheduled);
  const current = member.statusHistory.find((entry) => !entry.scheduled);
  return (
    <Panel
      title={words.status}
      action={
        isUndecided ? (
          <TextLink to="/$org/admin/members/applications" params={{ org }} search={{ q: member.familyName }}>
            {words.decideApplication}
          </TextLink>
        ) : (
          <Button size="sm" onPress={() => setChanging(true)}>
            {words.changeStatus}
          </Button>
        )
      }
    >
      <Timeline
        entries={member.statusHistory.map((entry) => ({
          id: entry.effectiveOn,
          title: (
            <span className="row">
              <b>{words.statuses[entry.status]}</b>
              <time dateTime={entry.effectiveOn}>{fill(words.statusFrom, { date: formatDateLong(entry.effectiveOn) })}</time>
              {entry.scheduled ? <Tag>{words.scheduled}</Tag> : null}
            </span>
          ),
          sub: [entry.reason, fill(words.recorded, { actor: entry.actor, when: formatMoment(entry.recordedAt) })]
            .filter((part) => part !== '')
            .join(' '),
          future: entry.scheduled,
          current: entry === current,
        }))}
      />
      {isChanging ? (
        <Dialog isOpen onClose={() => setChanging(false)} title={words.changeStatus}>
          <Form
            schema={Change}
            defaults={{ status: '', effectiveOn: today(), reason: '' }}
            errorField={{ STATUS_DATE_TAKEN: 'effectiveOn', INVALID_TRANSITION: 'status' }}
            onSubmit={async (values) => {
              await change.mutateAsync({ memberId: member.memberId, ...values });
              await queries.invalidateQueries(trpc.members.pathFilter());
              setChanging(false);
            }}
          >
            <SelectField
              name="status"
              label={words.newStatus}
              required
              options={next
                .filter((status) => status !== member.status)
                .map((status) => ({ value: status, label: words.statuses[status] }))}
            />
            <DateField name="effectiveOn" label={words.effectiveOn} required />
            <TextField name="reason" label={words.reason} hint={words.reasonHint} optional />
            <FormButtons>
              <Button size="lg" onPress={() => setChanging(false)}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.changeStatus}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
