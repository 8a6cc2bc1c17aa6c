import { Suspense, lazy } from 'react';
import { Columns, PageBody } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { LanguageSwitch } from '../../components/LanguageSwitch.tsx';
import { ThemeSwitch } from '../../components/ThemeSwitch.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { useWords } from '../../lib/words.ts';
import { AccountHead } from './AccountHead.tsx';
import { adminIdentityTexts } from './admin-texts.ts';
import { PasswordForm } from './PasswordForm.tsx';
import { SessionList } from './SessionList.tsx';

const SecondStep = lazy(() => import('./SecondStep.tsx').then((module) => ({ default: module.SecondStep })));

/** One's own password, devices and looks in the console. */
export function AccountScreen() {
  const words = useWords(adminIdentityTexts).account;
  return (
    <>
      <AccountHead />
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
