import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { PageNav } from '../../components/PageNav.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { cursorPage } from '../../lib/cursor-page.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { TaskView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import './payments-admin.css';
import { DeadLetters } from './DeadLetters.tsx';
import { TaskClose } from './TaskClose.tsx';
import { TaskItem } from './TaskItem.tsx';

const start = { state: 'open', cursor: '', back: false, from: 1 };
const views = ['open', 'done'] as const;

/** Money that did not fit, one matter after the other: what happened, what was expected, what can be done. */
export function TasksScreen() {
  const org = useOrg();
  const words = useWords(adminPaymentTexts).tasks;
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const view = state.state === 'done' ? 'done' : 'open';
  const tasks = useQuery(
    trpc.payments.tasks.queryOptions({
      state: view,
      cursor: state.cursor === '' ? null : state.cursor,
      direction: state.back ? 'previous' : 'next',
      size: 20,
    }),
  );
  const may = useMay();
  const [closing, setClosing] = useState<TaskView | null>(null);
  useLive(['tasks', 'payments']);
  return (
    <>
      <PageHead
        title={words.title}
        sub={view === 'open' && tasks.data && tasks.data.total > 0 ? fill(words.left, { count: tasks.data.total }) : undefined}
      />
      <LinkTabs
        label={words.views}
        items={views.map((one) => ({
          label: words.view[one],
          to: '/$org/admin/tasks',
          params: { org },
          search: one === 'open' ? {} : { state: one },
          isCurrent: one === view,
          ...(one === view && tasks.data ? { count: tasks.data.total } : {}),
        }))}
      />
      <PageBody>
        {view === 'open' ? <DeadLetters /> : null}
        <QueryState query={tasks} skeleton={<ListSkeleton rows={4} />}>
          {(page) =>
            page.rows.length === 0 ? (
              <Empty
                title={view === 'open' ? words.emptyTitle : words.doneEmptyTitle}
                text={view === 'open' ? words.emptyText : words.doneEmptyText}
              />
            ) : (
              <Panel flush>
                <ul className="task-list" aria-label={words.list}>
                  {page.rows.map((task) => (
                    <li key={task.taskId}>
                      <TaskItem task={task} onClose={may('payments.write') ? () => setClosing(task) : null} />
                    </li>
                  ))}
                </ul>
                {page.nextCursor === null && page.previousCursor === null ? null : <PageNav {...cursorPage(page, state.from, 20, set)} />}
              </Panel>
            )
          }
        </QueryState>
      </PageBody>
      {closing === null ? null : <TaskClose task={closing} onClose={() => setClosing(null)} />}
    </>
  );
}
