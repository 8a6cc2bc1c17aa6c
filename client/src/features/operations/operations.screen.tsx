import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { PasswordField } from '../../components/TextField.tsx';
import { giveOperatorKey } from '../../lib/operator.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { DebitApproval } from './DebitApproval.tsx';
import { RecoveryForm } from './RecoveryForm.tsx';
import { RecoveryItem } from './RecoveryItem.tsx';
import { operationTexts } from './texts.ts';

const Key = z.object({ key: z.string().trim().min(1, 'required').max(200, 'too_long') });

/** The operator's own area: whoever has a key sees the recoveries of all organisations. */
export function OperationsScreen() {
  const words = useWords(operationTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  return (
    <PublicFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        {name === '' ? (
          <Panel>
            <Form
              schema={Key}
              defaults={{ key: '' }}
              errorField={{ UNAUTHENTICATED: 'key' }}
              onSubmit={async ({ key }) => {
                giveOperatorKey(key);
                setName((await queries.fetchQuery({ ...trpc.operations.me.queryOptions(), staleTime: 0 })).name);
              }}
            >
              <p className="muted">{words.key.lead}</p>
              <PasswordField
                name="key"
                label={words.key.label}
                hint={words.key.hint}
                autoComplete="off"
                messages={{ required: words.key.missing, UNAUTHENTICATED: words.key.wrong }}
              />
              <FormButtons>
                <SubmitButton block>{words.key.submit}</SubmitButton>
              </FormButtons>
            </Form>
          </Panel>
        ) : (
          <Recoveries name={name} />
        )}
      </div>
    </PublicFrame>
  );
}

function Recoveries({ name }: { readonly name: string }) {
  const words = useWords(operationTexts);
  const trpc = useTRPC();
  const [isProposing, setProposing] = useState(false);
  const recoveries = useQuery(trpc.operations.recoveries.queryOptions());
  return (
    <>
      <p className="muted">{fill(words.me, { name })}</p>
      <p>{words.lead}</p>
      <div>
        <Button kind="primary" onPress={() => setProposing(true)}>
          {words.propose}
        </Button>
      </div>
      <h2>{words.list}</h2>
      <QueryState query={recoveries} skeleton={<PanelSkeleton rows={4} />}>
        {(rows) =>
          rows.length === 0 ? <Empty title={words.empty} /> : rows.map((row) => <RecoveryItem key={row.recoveryId} recovery={row} />)
        }
      </QueryState>
      <DebitApproval />
      {isProposing ? <RecoveryForm onClose={() => setProposing(false)} /> : null}
    </>
  );
}
