import { useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { TextField } from '../../components/TextField.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { organizationTexts } from './texts.ts';

/** The whole address may be pasted; what counts is its last part. */
const Find = z.object({
  slug: z
    .string()
    .transform((typed) =>
      typed
        .normalize('NFKC')
        .trim()
        .toLowerCase()
        .replace(/^.*\/\/[^/]*\//, '')
        .replace(/\/.*$/, ''),
    )
    .pipe(z.string().min(1, 'required').max(30, 'too_long')),
});

export function FindScreen() {
  const words = useWords(organizationTexts).find;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [missing, setMissing] = useState('');
  const submit = async ({ slug }: z.output<typeof Find>) => {
    try {
      await queries.fetchQuery(trpc.organizations.publicProfile.queryOptions({ slug }));
      await navigate({ href: `/${slug}` });
    } catch (error) {
      const code = domainCodeOf(error);
      if (code !== 'NOT_FOUND' && code !== 'INVALID_INPUT') throw error;
      setMissing(slug);
    }
  };
  return (
    <PublicFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        <p className="muted">{words.lead}</p>
        <Panel>
          <Form schema={Find} defaults={{ slug: '' }} onSubmit={submit}>
            <TextField name="slug" label={words.label} hint={words.hint} autoComplete="off" messages={{ required: words.empty }} />
            {missing === '' ? null : (
              <Note kind="warn" live>
                {fill(words.notFound, { slug: missing })}
              </Note>
            )}
            <FormButtons>
              <SubmitButton block>{words.submit}</SubmitButton>
            </FormButtons>
          </Form>
        </Panel>
        <p>
          <TextLink to="/signup">{words.start}</TextLink>
        </p>
      </div>
    </PublicFrame>
  );
}
