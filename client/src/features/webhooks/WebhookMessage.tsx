import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { WebhookDeliveryRow, WebhookDeliveryView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { DeliveryState } from './WebhookState.tsx';
import { webhookTexts } from './webhook-texts.ts';
import './webhooks.css';

interface WebhookMessageProps {
  readonly row: WebhookDeliveryRow;
  readonly mayReplay: boolean;
  onClose(): void;
}

/** One message as it goes out, and what each try met. */
export function WebhookMessage({ row, mayReplay, onClose }: WebhookMessageProps) {
  const words = useWords(webhookTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { webhookDeliveryId } = row;
  const message = useQuery(trpc.webhooks.delivery.queryOptions({ webhookDeliveryId }));
  const told = useTold();
  const replay = useMutation(trpc.webhooks.replay.mutationOptions(told));
  return (
    <Dialog isOpen wide onClose={onClose} title={words.message.title}>
      <QueryState query={message} skeleton={<ListSkeleton rows={4} />}>
        {(found) => <Facts message={found} />}
      </QueryState>
      <DialogActions>
        <Button onPress={onClose}>{words.message.close}</Button>
        {mayReplay ? (
          <Button
            kind="primary"
            isPending={replay.isPending}
            onPress={() =>
              replay.mutate(
                { webhookDeliveryId },
                {
                  onSuccess: async () => {
                    toast({ text: words.message.replayed });
                    onClose();
                    await queries.invalidateQueries(trpc.webhooks.pathFilter());
                  },
                },
              )
            }
          >
            {words.message.replay}
          </Button>
        ) : null}
      </DialogActions>
    </Dialog>
  );
}

function Facts({ message }: { readonly message: WebhookDeliveryView }) {
  const words = useWords(webhookTexts);
  const answerOf = ({ status, problem }: WebhookDeliveryView['attempts'][number]): string =>
    problem === null ? fill(words.message.status, { status: status ?? '' }) : words.message.problems[problem];
  return (
    <>
      <Rows>
        <Row label={words.state}>
          <DeliveryState state={message.state} />
        </Row>
        <Row label={words.message.id}>
          <span className="webhook-code">{message.messageId}</span>
        </Row>
      </Rows>
      <h3>{words.message.body}</h3>
      <pre className="webhook-body" tabIndex={0} aria-label={words.message.body}>
        {JSON.stringify(JSON.parse(message.body), null, 2)}
      </pre>
      <h3>{words.message.attempts}</h3>
      {message.attempts.length === 0 ? <p className="muted">{words.message.noAttempts}</p> : null}
      <ul>
        {message.attempts.toReversed().map((attempt) => (
          <li key={attempt.at}>
            {fill(words.message.attempt, { when: formatMoment(attempt.at), answer: answerOf(attempt), took: attempt.took })}
          </li>
        ))}
      </ul>
    </>
  );
}
