import { useQueryClient } from '@tanstack/react-query';
import { type OrganizationStanding, StandingAsk } from '@tsudoi/shared/contracts/operations/suspension.contract';
import { useState } from 'react';
import type * as z from 'zod';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { Standing } from './Standing.tsx';
import { suspensionTexts } from './suspension-texts.ts';
import { operationTexts } from './texts.ts';

/** An organisation is looked up, and suspended or let go on (domain.md 3.1). */
export function Suspensions() {
  const words = useWords(suspensionTexts);
  const { slug: label, slugHint } = useWords(operationTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [shown, setShown] = useState<OrganizationStanding | null>(null);
  return (
    <>
      <Panel title={words.title}>
        <Form
          schema={StandingAsk}
          defaults={{ slug: '' }}
          errorField={{ NOT_FOUND: 'slug' }}
          onSubmit={async (asked: z.output<typeof StandingAsk>) => {
            setShown(await queries.fetchQuery({ ...trpc.operations.standing.queryOptions(asked), staleTime: 0 }));
          }}
        >
          <p className="muted">{words.lead}</p>
          <TextField name="slug" label={label} hint={slugHint} width="w7" required />
          <FormButtons>
            <SubmitButton kind="default">{words.look}</SubmitButton>
          </FormButtons>
        </Form>
      </Panel>
      {shown ? <Standing standing={shown} onChange={setShown} /> : null}
    </>
  );
}
