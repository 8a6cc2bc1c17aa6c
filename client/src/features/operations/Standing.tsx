import { useMutation } from '@tanstack/react-query';
import { ChangeStandingInput, type OrganizationStanding } from '@tsudoi/shared/contracts/operations/suspension.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { TextAreaField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { suspensionTexts } from './suspension-texts.ts';

interface StandingProps {
  readonly standing: OrganizationStanding;
  onChange(standing: OrganizationStanding): void;
}

/** How one organisation stands, and the one thing that may be done about it, with a reason. */
export function Standing({ standing, onChange }: StandingProps) {
  const words = useWords(suspensionTexts);
  const trpc = useTRPC();
  const [isAsked, setAsked] = useState(false);
  const suspend = useMutation(trpc.operations.suspend.mutationOptions());
  const resume = useMutation(trpc.operations.resume.mutationOptions());
  const { slug, name, suspension, endsOn, version } = standing;
  const act = suspension === null ? 'suspend' : 'resume';
  return (
    <Panel title={name}>
      <div className="stack">
        <Rows>
          <Row label={words.state}>
            {suspension === null ? words.goesOn : fill(words.suspended, { date: formatMoment(suspension.since) })}
          </Row>
          {suspension === null ? null : <Row label={words.reason}>{suspension.reason}</Row>}
          {endsOn === null ? null : <Row label={words.ends}>{fill(words.endsOn, { date: formatDate(endsOn) })}</Row>}
        </Rows>
        <div>
          <Button kind={suspension === null ? 'danger' : 'primary'} onPress={() => setAsked(true)}>
            {words[act]}
          </Button>
        </div>
      </div>
      {isAsked ? (
        <Dialog isOpen onClose={() => setAsked(false)} title={words[act]}>
          <Form
            schema={ChangeStandingInput}
            defaults={{ slug, version, reason: '' }}
            onSubmit={async (values) => {
              onChange(await (act === 'suspend' ? suspend : resume).mutateAsync(values));
              setAsked(false);
              toast({ text: words[`${act}Done`] });
            }}
          >
            <p>{fill(words[`${act}Text`], { org: name })}</p>
            <TextAreaField name="reason" label={words.reason} hint={words.reasonHint} required />
            <FormButtons>
              <Button size="lg" onPress={() => setAsked(false)}>
                {words.cancel}
              </Button>
              <SubmitButton>{words[act]}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
