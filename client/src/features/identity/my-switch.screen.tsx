import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LinkAccountInput } from '@tsudoi/shared/contracts/identity/code-login.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { MyFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { acceptGrant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { codeTexts } from './code-texts.ts';

/** One person's My Pages in several organisations: linked by a proof once, switched without another. */
export function MySwitchScreen() {
  const org = useOrg();
  const texts = useWords(codeTexts);
  const words = texts.linked;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const linked = useQuery(trpc.identity.linkedAccounts.queryOptions());
  const change = useMutation(trpc.identity.switchAccount.mutationOptions());
  const unlink = useMutation(trpc.identity.unlinkAccount.mutationOptions());
  const go = async (to: string) => {
    acceptGrant('my', to, await change.mutateAsync({ org: to }));
    // What one organisation told stays with it.
    queries.clear();
    await navigate({ href: `/${to}/my` });
  };
  const remove = async (from: string) => {
    await unlink.mutateAsync({ org: from });
    await queries.invalidateQueries(trpc.identity.linkedAccounts.pathFilter());
    toast({ text: words.removed });
  };
  return (
    <MyFrame org={org} current="settings" title={words.title} heading>
      <Section>
        <p className="muted">{words.lead}</p>
        <QueryState query={linked} skeleton={<ListSkeleton rows={2} />}>
          {(list) =>
            list.length === 0 ? (
              <p className="muted">{words.none}</p>
            ) : (
              <ul className="list">
                {list.map((each) => (
                  <li key={each.orgSlug} className="item">
                    <span className="grow">
                      <b>{each.orgName}</b>
                      <br />
                      <small className="muted num">{fill(texts.number, { number: each.memberNumber })}</small>
                    </span>
                    {each.current ? (
                      <Tag>{words.here}</Tag>
                    ) : (
                      <span className="row">
                        <Button
                          size="sm"
                          label={fill(words.removeFrom, { org: each.orgName })}
                          onPress={() => void remove(each.orgSlug).catch(() => undefined)}
                        >
                          {words.remove}
                        </Button>
                        <Button
                          kind="primary"
                          size="sm"
                          isPending={change.isPending}
                          label={fill(words.goTo, { org: each.orgName })}
                          onPress={() => void go(each.orgSlug).catch(() => undefined)}
                        >
                          {words.go}
                        </Button>
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </QueryState>
        {change.isError ? <Note kind="danger">{errorText(change.error)}</Note> : null}
        {unlink.isError ? <Note kind="danger">{errorText(unlink.error)}</Note> : null}
      </Section>
      <Section title={words.add}>
        <LinkForm />
      </Section>
    </MyFrame>
  );
}

function LinkForm() {
  const words = useWords(codeTexts).linked;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const link = useMutation(trpc.identity.linkAccount.mutationOptions());
  const [round, setRound] = useState(0);
  const missing = { required: words.missing, invalid_format: words.missing };
  return (
    <div className="panel panel__body panel__body--bare">
      <Form
        key={round}
        schema={LinkAccountInput}
        defaults={{ org: '', login: '', password: '' }}
        errorField={{ LOGIN_FAILED: 'password', INVALID_TRANSITION: 'org' }}
        onSubmit={async (values) => {
          await link.mutateAsync(values);
          toast({ text: words.added });
          setRound(round + 1);
          await queries.invalidateQueries(trpc.identity.linkedAccounts.pathFilter());
        }}
      >
        <TextField name="org" label={words.org} hint={words.orgHint} autoComplete="off" messages={missing} />
        <TextField name="login" label={words.login} autoComplete="off" messages={missing} />
        <PasswordField name="password" label={words.password} autoComplete="off" messages={{ ...missing, LOGIN_FAILED: words.failed }} />
        <FormButtons>
          <SubmitButton block>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </div>
  );
}
