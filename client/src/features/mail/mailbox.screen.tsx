import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { ExternalLink } from '../../components/Link.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { Note } from '../../components/Note.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { domainCodeOf } from '../../lib/errors.ts';
import { useListState } from '../../lib/list-state.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MailboxMessage } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './mailbox.css';
import { mailTexts } from './texts.ts';

/** Every mail that would have left the house; development only. */
export function MailboxScreen() {
  const words = useWords(mailTexts);
  const trpc = useTRPC();
  const [state, set] = useListState({ to: '' });
  const mailbox = useQuery({ ...trpc.mail.mailbox.queryOptions({ to: state.to }), refetchInterval: 2000, retry: false });
  const messages = mailbox.data?.messages;
  return (
    <PublicFrame title={words.title} narrow={false}>
      <div className="stack">
        <h1>{words.title}</h1>
        {mailbox.isError && domainCodeOf(mailbox.error) === 'NOT_FOUND' ? (
          <Empty title={words.absent} text={words.absentText} action={<LinkButton to="/">{words.toTop}</LinkButton>} />
        ) : (
          <>
            <Note>{words.note}</Note>
            <div className="row">
              <SearchField label={words.filter} value={state.to} onChange={(to) => set({ to })} />
              <Button icon={<RotateCw size={16} aria-hidden />} onPress={() => void mailbox.refetch()}>
                {words.reload}
              </Button>
            </div>
            {mailbox.isError ? <LoadFailed error={mailbox.error} onRetry={() => void mailbox.refetch()} /> : null}
            {messages === undefined && !mailbox.isError ? <ListSkeleton rows={3} /> : null}
            {messages?.length === 0 ? (
              state.to === '' ? (
                <Empty title={words.empty} text={words.emptyText} />
              ) : (
                <Empty
                  title={fill(words.noMatch, { to: state.to })}
                  text={words.noMatchText}
                  action={<Button onPress={() => set({ to: '' })}>{words.clear}</Button>}
                />
              )
            ) : null}
            <ul className="stack" aria-label={words.list}>
              {messages?.map((message) => (
                <li key={message.mailId}>
                  <Letter message={message} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </PublicFrame>
  );
}

function Letter({ message }: { readonly message: MailboxMessage }) {
  const words = useWords(mailTexts);
  const [isLaidOut, setLaidOut] = useState(false);
  return (
    <article className="panel letter">
      <h2>{message.subject}</h2>
      <p className="muted">
        {words.to} {message.to} <span className="nowrap">{formatMoment(message.sentAt)}</span>
      </p>
      {isLaidOut ? (
        // No scripts and no rights of ours; links open beside it.
        <iframe
          className="letter__page"
          title={message.subject}
          src={`/dev/mails/${message.mailId}`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      ) : (
        <pre className="letter__text">{message.text}</pre>
      )}
      <div className="row">
        <Button size="sm" onPress={() => setLaidOut(!isLaidOut)}>
          {isLaidOut ? words.asText : words.laidOut}
        </Button>
        {message.link === null ? null : <ExternalLink href={message.link}>{words.open}</ExternalLink>}
      </div>
    </article>
  );
}
