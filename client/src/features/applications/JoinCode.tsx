import { useMutation } from '@tanstack/react-query';
import { JoinByCodeInput } from '@tsudoi/shared/contracts/applications/application.contract';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { joinTexts } from './join-texts.ts';

const Typed = JoinByCodeInput.omit({ org: true });

/** The other way in, for links that a mail program has cut (ACC-12). */
export function JoinCode({ onOpened }: { readonly onOpened: (token: string) => void }) {
  const org = useOrg();
  const words = useWords(joinTexts).code;
  const trpc = useTRPC();
  const open = useMutation(trpc.applications.joinByCode.mutationOptions());
  return (
    <Panel title={words.title}>
      <div className="stack">
        <p className="muted">{words.lead}</p>
        <Form
          schema={Typed}
          defaults={{ email: '', code: '' }}
          errorField={{ CODE_WRONG: 'code' }}
          onSubmit={async (values) => onOpened((await open.mutateAsync({ org, ...values })).token)}
        >
          <TextField name="email" type="email" label={words.email} required autoComplete="email" />
          <TextField
            name="code"
            label={words.code}
            hint={words.codeHint}
            required
            width="w7"
            inputMode="numeric"
            autoComplete="one-time-code"
          />
          <FormButtons>
            <SubmitButton block>{words.submit}</SubmitButton>
          </FormButtons>
        </Form>
      </div>
    </Panel>
  );
}
