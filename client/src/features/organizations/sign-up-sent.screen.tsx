import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { organizationTexts } from './texts.ts';

export function SignUpSentScreen() {
  const words = useWords(organizationTexts).sent;
  const trpc = useTRPC();
  const { email } = useRouterState({ select: (state) => state.location.state });
  // Only where the built-in mailbox exists is it offered.
  const mailbox = useQuery({ ...trpc.mail.mailbox.queryOptions({ to: email ?? '' }), retry: false });
  return (
    <PublicFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        <Panel>
          <div className="stack">
            <p>{email ? fill(words.text, { email }) : words.textNoAddress}</p>
            <p className="muted">{words.until}</p>
            {mailbox.isSuccess ? (
              <Note>
                <div className="stack-8">
                  <p>{words.devNote}</p>
                  <div>
                    <LinkButton kind="primary" to="/dev/mailbox" search={email ? { to: email } : {}}>
                      {words.mailbox}
                    </LinkButton>
                  </div>
                </div>
              </Note>
            ) : null}
            <p className="muted">{words.notFound}</p>
            <div>
              <LinkButton to="/signup">{words.again}</LinkButton>
            </div>
          </div>
        </Panel>
      </div>
    </PublicFrame>
  );
}
