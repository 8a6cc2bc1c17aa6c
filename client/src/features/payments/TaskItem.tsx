import { TriangleAlert } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import type { TaskView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { AskProvider } from './AskProvider.tsx';
import { TaskBook } from './TaskBook.tsx';
import { taskBookTexts } from './task-book-texts.ts';
import { TaskCorrect } from './TaskCorrect.tsx';
import { depositSearch, differenceOf, isAskable, isOfSettlement, isUnreadable, whatOf } from './task.rules.ts';

/** One matter: the two sums side by side like the two sides of a match, then what can be done. */
export function TaskItem({ task, onClose }: { task: TaskView; onClose: (() => void) | null }) {
  const words = useWords(adminPaymentTexts).tasks;
  const what = words.whats[whatOf(task)];
  return (
    <article className={task.state === 'open' ? 'task' : 'task is-done'}>
      <header className="task__head">
        <h2>
          {task.state === 'open' ? <TriangleAlert size={16} strokeWidth={2} aria-hidden="true" /> : null}
          {what.title}
        </h2>
        <span className="task__when">{fill(words.raisedAt, { when: formatMoment(task.raisedAt) })}</span>
      </header>
      <p>{what.text}</p>
      <Sums task={task} />
      <TaskFacts task={task} />
      {task.state === 'open' ? (
        <footer className="task__foot">
          <p>
            <b>{words.remedy}</b>
            <span>{what.remedy}</span>
          </p>
          {onClose && isAskable(task) ? <AskProvider chargeId={task.chargeId} title={what.title} /> : null}
          {onClose ? <TaskCorrect task={task} /> : null}
          {onClose && hasWords(task.says) ? <TaskBook task={task} title={what.title} /> : null}
          {onClose ? (
            <Button label={fill(words.closeOf, { title: what.title })} onPress={onClose}>
              {words.close}
            </Button>
          ) : null}
        </footer>
      ) : (
        <footer className="task__foot">
          <p>
            <b>{words.note}</b>
            <span>{task.note}</span>
          </p>
          <span className="task__when">
            {task.doneAt === null ? task.doneBy : fill(words.doneBy, { when: formatMoment(task.doneAt), name: task.doneBy })}
          </span>
        </footer>
      )}
    </article>
  );
}

function Sums({ task }: { task: TaskView }) {
  const words = useWords(adminPaymentTexts).tasks;
  const what = whatOf(task);
  const hasReturned = what === 'refund_bounced';
  const isDisputed = what === 'chargeback_of_part';
  // Only what came is compared with what was asked for.
  const difference = hasReturned || isDisputed ? null : differenceOf(task);
  if (task.expected === null && task.received === null) return null;
  return (
    <dl className="task__sums">
      {task.expected === null || hasReturned ? null : (
        <div>
          <dt>{isDisputed ? words.paid : words.expected}</dt>
          <dd>
            <Yen value={task.expected} size="m" />
          </dd>
        </div>
      )}
      {task.received === null && !isUnreadable(task) ? null : (
        <div>
          <dt>{hasReturned ? words.returned : isDisputed ? words.disputed : words.received}</dt>
          <dd>{task.received === null ? words.unreadable : <Yen value={task.received} size="m" />}</dd>
        </div>
      )}
      {difference === null ? null : (
        <div>
          <dt>{words.difference}</dt>
          <dd>{difference === 0 ? words.same : <Yen value={difference} size="m" sign />}</dd>
        </div>
      )}
    </dl>
  );
}

function TaskFacts({ task }: { task: TaskView }) {
  const org = useOrg();
  const providerName = useProviderName();
  const words = useWords(adminPaymentTexts).tasks;
  return (
    <dl className="task__facts">
      {task.memberId === null ? null : (
        <div>
          <dt>{words.member}</dt>
          <dd>
            <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: task.memberId }}>
              {task.memberName}
            </TextLink>
          </dd>
        </div>
      )}
      {task.deposit === null ? null : (
        <div>
          <dt>{words.deposit}</dt>
          <dd>
            <TextLink to="/$org/admin/payments/reconcile" params={{ org }} search={depositSearch(task.deposit)}>
              {words.openDeposit}
            </TextLink>
          </dd>
        </div>
      )}
      {task.billId === null ? null : (
        <div>
          <dt>{words.bill}</dt>
          <dd>
            <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: task.billId }}>
              {task.billName}
            </TextLink>
          </dd>
        </div>
      )}
      {task.paymentNumber === '' ? null : (
        <div>
          <dt>{words.number}</dt>
          <dd className="num">{task.paymentNumber}</dd>
        </div>
      )}
      {task.otherPaymentNumber === '' ? null : (
        <div>
          <dt>{words.otherNumber}</dt>
          <dd className="num">{task.otherPaymentNumber}</dd>
        </div>
      )}
      {task.variants === 0 ? null : (
        <div>
          <dt>{words.variants}</dt>
          <dd>{fill(words.variantCount, { count: task.variants })}</dd>
        </div>
      )}
      {task.chargeId === null ? null : (
        <div>
          <dt>{words.trace}</dt>
          <dd>
            <TextLink to="/$org/admin/payments/trace/$chargeId" params={{ org, chargeId: task.chargeId }}>
              {words.openTrace}
            </TextLink>
          </dd>
        </div>
      )}
      {isOfSettlement(task) ? (
        <div>
          <dt>{words.settlement}</dt>
          <dd>
            {task.settlementId === null ? (
              <TextLink to="/$org/admin/payments/settlements" params={{ org }}>
                {words.openSettlements}
              </TextLink>
            ) : (
              <TextLink to="/$org/admin/payments/settlements/$settlementId" params={{ org, settlementId: task.settlementId }}>
                {words.openSettlement}
              </TextLink>
            )}
          </dd>
        </div>
      ) : null}
      {task.provider === '' ? null : (
        <div>
          <dt>{words.provider}</dt>
          <dd>{providerName(task.provider)}</dd>
        </div>
      )}
    </dl>
  );
}

/** A page that was loaded before a newer server knows no words for what people may say, and offers nothing then. */
const hasWords = (says: TaskView['says']): boolean => says === 'came' || (says !== null && Object.hasOwn(taskBookTexts.ja, says));
