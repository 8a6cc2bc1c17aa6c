import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { resetTexts } from './reset-texts.ts';

const Forgotten = z.object({ login: z.string().trim().min(1, 'required').max(254, 'too_long') });

export function MyForgotScreen() {
  return <Forgot audience="my" />;
}

export function AdminForgotScreen() {
  return <Forgot audience="admin" />;
}

/** Asks for the link. What it says afterwards is the same whether or not somebody is registered (ACC-04). */
function Forgot({ audience }: { readonly audience: 'my' | 'admin' }) {
  const org = useOrg();
  const words = useWords(resetTexts).forgot;
  const trpc = useTRPC();
  const [sent, setSent] = useState(false);
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const ask = useMutation(trpc.identity.requestPasswordReset.mutationOptions({ onSuccess: () => setSent(true) }));
  const login = audience === 'my' ? '/$org/my/login' : '/$org/admin/login';
  return (
    <PublicFrame title={words.title} {...(profile.data ? { name: profile.data.name } : {})}>
      <div className="stack">
        <h1>{words.title}</h1>
        {sent ? (
          <Panel>
            <div className="stack" role="status">
              <Empty title={words.sentTitle} text={words.sentText} action={<Button onPress={() => setSent(false)}>{words.again}</Button>} />
              <p className="muted">{words.notHere}</p>
            </div>
          </Panel>
        ) : (
          <Panel>
            <div className="stack">
              <p className="muted">{words.lead}</p>
              <Form
                schema={Forgotten}
                defaults={{ login: '' }}
                onSubmit={({ login: typed }) => ask.mutateAsync({ audience, org, login: typed })}
              >
                <TextField
                  name="login"
                  label={audience === 'my' ? words.member : words.office}
                  autoComplete="username"
                  messages={{ required: words.missing }}
                />
                <FormButtons>
                  <SubmitButton block>{words.submit}</SubmitButton>
                </FormButtons>
              </Form>
            </div>
          </Panel>
        )}
        {audience === 'my' ? <p className="muted">{words.noAddress}</p> : null}
        <p>
          <TextLink to={login} params={{ org }}>
            {words.back}
          </TextLink>
        </p>
      </div>
    </PublicFrame>
  );
}
