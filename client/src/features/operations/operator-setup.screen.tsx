import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FinishOperatorSetupInput } from '@tsudoi/shared/contracts/operations/operator.contract';
import { useEffect, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { QrCode } from '../../components/QrCode.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { acceptOperatorGrant } from '../../lib/operator.ts';
import { trpcClient, useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { operatorTexts } from './operator-texts.ts';
import './operations.css';

const Typed = FinishOperatorSetupInput.omit({ token: true });

/** The one-time link of `npm run operator:create`: password and app are chosen together. */
export function OperatorSetupScreen() {
  const both = useWords(operatorTexts);
  const words = both.setup;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const navigate = useNavigate();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  // A look makes a new secret: asked for once, however often the page is drawn.
  const setup = useQuery({
    queryKey: ['operator-setup', token],
    queryFn: () => trpcClient.operations.startSetup.mutate({ token }),
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const finish = useMutation(trpc.operations.finishSetup.mutationOptions());
  const facts = setup.data;
  return (
    <PublicFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        {setup.isError || token === '' ? (
          <Empty title={words.dead} text={setup.isError ? errorText(setup.error) : words.deadHint} />
        ) : facts === undefined ? (
          <PanelSkeleton />
        ) : (
          <Panel>
            <Form
              schema={Typed}
              defaults={{ password: '', code: '' }}
              errorField={{ SECOND_STEP_WRONG: 'code', PASSWORD_TOO_SHORT: 'password', PASSWORD_TOO_COMMON: 'password' }}
              onSubmit={async (values) => {
                acceptOperatorGrant(await finish.mutateAsync({ token, ...values }));
                toast({ text: words.done });
                await navigate({ to: '/ops' });
              }}
            >
              <p>{fill(words.lead, { name: facts.name })}</p>
              <Rows>
                <Row label={both.operatorId}>
                  <code>{facts.operatorId}</code>
                </Row>
              </Rows>
              <p>{words.scan}</p>
              <QrCode className="ops-qr" value={facts.uri} label={words.qr} />
              <p className="muted">{words.manual}</p>
              <code className="ops-code" data-testid="secret">
                {facts.secret.replace(/(.{4})(?=.)/g, '$1 ')}
              </code>
              <PasswordField name="password" label={words.password} hint={words.passwordHint} autoComplete="new-password" required />
              <TextField name="code" label={both.code} hint={both.codeHint} autoComplete="one-time-code" inputMode="numeric" required />
              <FormButtons>
                <SubmitButton block>{words.finish}</SubmitButton>
              </FormButtons>
            </Form>
          </Panel>
        )}
      </div>
    </PublicFrame>
  );
}
