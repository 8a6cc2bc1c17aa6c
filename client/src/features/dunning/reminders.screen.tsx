import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { leftOutReasons, planViews } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { DunningLetters } from './DunningLetters.tsx';
import { DunningLog } from './DunningLog.tsx';
import { dunningTexts } from './dunning-texts.ts';
import { ReminderPlan } from './ReminderPlan.tsx';
import { planStart } from './plan-state.rules.ts';

const views = [...planViews, 'letters', 'log'] as const;
const planSize = 50;

/** 督促: who is written to today and in the days to come, who is not and why, the letters, and what was sent (ARR-03). */
export function RemindersScreen() {
  const org = useOrg();
  const words = useWords(dunningTexts);
  const trpc = useTRPC();
  const [state, set] = useListState(planStart);
  const view = views.find((one) => one === state.view) ?? 'due';
  const shown = planViews.find((one) => one === view) ?? 'due';
  const page = Math.max(1, Math.trunc(state.page));
  const plan = useQuery({
    ...trpc.dunning.plan.queryOptions({
      view: shown,
      stage: state.stage > 0 ? state.stage : null,
      reason: leftOutReasons.find((reason) => reason === state.reason) ?? null,
      q: state.q,
      page,
      size: planSize,
    }),
    placeholderData: keepPreviousData,
    // A round at work is watched; one that waits for its moment too.
    refetchInterval: ({ state: { data } }) => (data?.runningJob || data?.todaysJob?.state === 'running' ? 1000 : false),
  });
  useLive(['bills', 'payments']);
  const counts = plan.data?.counts;
  return (
    <>
      <PageHead
        title={words.title}
        sub={plan.data ? (plan.data.automatic ? fill(words.automaticOn, { hour: plan.data.sendHour }) : words.automaticOff) : undefined}
        actions={
          <>
            <LinkButton to="/$org/admin/arrears" params={{ org }}>
              {words.arrearsLink}
            </LinkButton>
            <LinkButton to="/$org/admin/settings/dunning" params={{ org }}>
              {words.settingsLink}
            </LinkButton>
          </>
        }
      />
      <LinkTabs
        label={words.views}
        items={views.map((one) => ({
          label: words.view[one],
          to: '/$org/admin/reminders',
          params: { org },
          search: one === 'due' ? {} : { view: one },
          isCurrent: one === view,
          ...(counts && one !== 'log' ? { count: counts[one] } : {}),
        }))}
      />
      <PageBody>
        {view === 'letters' ? (
          <DunningLetters />
        ) : view === 'log' ? (
          <DunningLog />
        ) : (
          <ReminderPlan view={view} state={{ ...state, page }} size={planSize} set={set} plan={plan} />
        )}
      </PageBody>
    </>
  );
}
