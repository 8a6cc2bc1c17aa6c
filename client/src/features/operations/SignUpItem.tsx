import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RejectSignUpInput, type WaitingSignUp } from '@tsudoi/shared/contracts/operations/sign-up-review.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { TextAreaField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { signUpTexts } from './sign-up-texts.ts';

/** One organisation that waits: approved at a press, turned down with a reason. */
export function SignUpItem({ signUp }: { readonly signUp: WaitingSignUp }) {
  const words = useWords(signUpTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'approve' | 'reject' | null>(null);
  const approve = useMutation(trpc.operations.approveSignUp.mutationOptions());
  const reject = useMutation(trpc.operations.rejectSignUp.mutationOptions());
  const { slug, name, contactEmail, appliedAt } = signUp;
  const close = () => setAsked(null);
  const told = async (text: string) => {
    await queries.invalidateQueries(trpc.operations.pathFilter());
    toast({ text });
  };
  return (
    <Panel title={name}>
      <div className="stack">
        <Rows>
          <Row label={words.slug}>
            <span className="num">{slug}</span>
          </Row>
          <Row label={words.contactEmail}>{contactEmail}</Row>
          <Row label={words.appliedAt}>{formatMoment(appliedAt)}</Row>
        </Rows>
        <div className="row">
          <Button kind="primary" onPress={() => setAsked('approve')}>
            {words.approve}
          </Button>
          <Button onPress={() => setAsked('reject')}>{words.reject}</Button>
        </div>
      </div>
      {asked === 'approve' ? (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={words.approve}
          confirmLabel={words.approve}
          kind="primary"
          onConfirm={async () => {
            await approve.mutateAsync({ slug });
            await told(words.approved);
          }}
        >
          <p>{fill(words.approveText, { name })}</p>
        </ConfirmDialog>
      ) : null}
      {asked === 'reject' ? (
        <Dialog isOpen onClose={close} title={words.reject}>
          <Form
            schema={RejectSignUpInput}
            defaults={{ slug, reason: '' }}
            onSubmit={async (values) => {
              await reject.mutateAsync(values);
              close();
              await told(words.rejected);
            }}
          >
            <p>{fill(words.rejectText, { name })}</p>
            <TextAreaField name="reason" label={words.reason} hint={words.reasonHint} required />
            <FormButtons>
              <Button size="lg" onPress={close}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.reject}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
