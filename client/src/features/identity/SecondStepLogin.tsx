import { useMutation } from '@tanstack/react-query';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import type { Grant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { PasskeyLogin } from './PasskeyLogin.tsx';
import { secondStepTexts } from './second-step-texts.ts';

const Typed = z.object({ code: z.string().trim().min(1, 'required').max(40, 'too_long') });

export interface Asked {
  readonly ticket: string;
  readonly code: boolean;
  readonly passkey: boolean;
}

/** After the right password: a code of the app, a passkey, or a recovery code. */
export function SecondStepLogin({
  asked,
  onGrant,
  onAgain,
}: {
  readonly asked: Asked;
  readonly onGrant: (grant: Grant) => Promise<unknown>;
  readonly onAgain: () => void;
}) {
  const org = useOrg();
  const words = useWords(secondStepTexts).login;
  const trpc = useTRPC();
  const step = useMutation(trpc.identity.secondStep.mutationOptions());
  return (
    <Panel>
      <div className="stack">
        <p className="muted">{words.lead}</p>
        {asked.passkey ? <PasskeyLogin audience="admin" onGrant={onGrant} kind="primary" /> : null}
        <Form
          schema={Typed}
          defaults={{ code: '' }}
          errorField={{ SECOND_STEP_WRONG: 'code' }}
          onSubmit={async ({ code }) => onGrant(await step.mutateAsync({ org, ticket: asked.ticket, code }))}
        >
          <TextField
            name="code"
            label={words.code}
            hint={asked.code ? words.codeHint : words.recoveryHint}
            autoComplete="one-time-code"
            inputMode={asked.code ? 'numeric' : 'text'}
            messages={{ required: words.missing }}
          />
          <FormButtons>
            <SubmitButton block kind={asked.passkey ? 'default' : 'primary'}>
              {words.submit}
            </SubmitButton>
          </FormButtons>
        </Form>
        <p className="muted">{words.lost}</p>
        <Button block onPress={onAgain}>
          {words.again}
        </Button>
      </div>
    </Panel>
  );
}
