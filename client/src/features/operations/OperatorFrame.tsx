import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { OperatorLoginInput } from '@tsudoi/shared/contracts/operations/operator.contract';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { acceptOperatorGrant, knowOperator, onOperatorChange, operatorName, operatorRole, signOperatorOut } from '../../lib/operator.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import './operations.css';
import { pagesFor } from './operator-pages.rules.ts';
import { operatorTexts } from './operator-texts.ts';

interface OperatorFrameProps {
  readonly title: string;
  /** A page on which whoever only helps finds something to do, too. */
  readonly forSupport?: boolean;
  readonly children: ReactNode;
}

/** The operator's own area: whoever is not in finds the log-in in its place, and stays where they wanted to go. */
export function OperatorFrame({ title, forSupport = false, children }: OperatorFrameProps) {
  const words = useWords(operatorTexts);
  const queries = useQueryClient();
  const known = useQuery({ queryKey: ['operator'], queryFn: async () => ({ name: await knowOperator() }), staleTime: Infinity });
  const name = useSyncExternalStore(onOperatorChange, operatorName);
  const role = useSyncExternalStore(onOperatorChange, operatorRole);
  return (
    <PublicFrame title={title} narrow={name === null}>
      <div className="stack">
        <h1>{name === null ? words.title : title}</h1>
        <QueryState query={known} skeleton={<PanelSkeleton />}>
          {() =>
            name === null ? (
              <OperatorLogin />
            ) : (
              <>
                <div className="ops-bar">
                  {pagesFor(role).map(({ to, word }) => (
                    <LinkButton key={to} to={to} size="sm">
                      {words[word]}
                    </LinkButton>
                  ))}
                  <span className="grow" />
                  <span className="muted">{fill(words.me, { name })}</span>
                  <Button
                    size="sm"
                    onPress={async () => {
                      await signOperatorOut();
                      queries.clear();
                    }}
                  >
                    {words.leave}
                  </Button>
                </div>
                {role === 'support' && !forSupport ? <Empty title={words.notYours} text={words.notYoursText} /> : children}
              </>
            )
          }
        </QueryState>
      </div>
    </PublicFrame>
  );
}

function OperatorLogin() {
  const words = useWords(operatorTexts);
  const trpc = useTRPC();
  const logIn = useMutation(trpc.operations.logIn.mutationOptions());
  return (
    <Panel>
      <Form
        schema={OperatorLoginInput}
        defaults={{ operatorId: '', password: '', code: '' }}
        onSubmit={async (values) => acceptOperatorGrant(await logIn.mutateAsync(values))}
      >
        <p className="muted">{words.lead}</p>
        <TextField name="operatorId" label={words.operatorId} autoComplete="username" required />
        <PasswordField name="password" label={words.password} autoComplete="current-password" required />
        <TextField name="code" label={words.code} hint={words.codeHint} autoComplete="one-time-code" inputMode="numeric" required />
        <FormButtons>
          <SubmitButton block>{words.enter}</SubmitButton>
        </FormButtons>
      </Form>
    </Panel>
  );
}
