import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { LanguageSwitch } from '../../components/LanguageSwitch.tsx';
import { ThemeSwitch } from '../../components/ThemeSwitch.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { navWords } from '../../lib/i18n/nav-words.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { adminIdentityTexts } from './admin-texts.ts';
import { PasswordForm } from './PasswordForm.tsx';
import { SessionList } from './SessionList.tsx';

const SecondStep = lazy(() => import('./SecondStep.tsx').then((module) => ({ default: module.SecondStep })));

/** One's own password, devices and looks in the console; no place of the menu, so it has a way back of its own. */
export function AccountScreen() {
  const words = useWords(adminIdentityTexts).account;
  const { tasks } = useWords(navWords);
  const org = useOrg();
  const viewer = useQuery(useTRPC().identity.viewer.queryOptions());
  // Whoever has to set up a second step first is led here from every other place.
  const isHeld = viewer.data?.audience === 'admin' && viewer.data.secondStepDue;
  return (
    <>
      <PageHead title={words.title} {...(isHeld ? {} : { crumb: [{ label: tasks, to: '/$org/admin', params: { org } }] })} />
      <PageBody>
        <Columns
          side={
            <Panel title={words.view}>
              <Rows>
                <Row label={words.theme}>
                  <ThemeSwitch />
                </Row>
                <Row label={words.language}>
                  <LanguageSwitch />
                </Row>
              </Rows>
            </Panel>
          }
        >
          <Suspense fallback={<PanelSkeleton rows={4} />}>
            <SecondStep />
          </Suspense>
          <Panel title={words.sessions}>
            <SessionList />
          </Panel>
          <Panel title={words.password}>
            <PasswordForm words={words} />
          </Panel>
        </Columns>
      </PageBody>
    </>
  );
}
