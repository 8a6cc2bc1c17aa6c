import { useQuery } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Columns, ConfirmBar, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows, Section } from '../../components/Panel.tsx';
import { SettingsForm, SettingsPage } from '../../components/SettingsPage.tsx';
import { LinkTabs, Tabs } from '../../components/Tabs.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { pageTexts } from './page-texts.ts';
import { devTexts } from './texts.ts';

const Settings = z.object({ name: ShortText });

/** Of what a page is put together: head, tabs, panels, columns, the bar at its foot. */
export function PageParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(pageTexts);
  return (
    <PartSection id="pages" {...sections.pages}>
      <Sample of="PageHead · PageBody · LinkTabs" state={words.head} wide>
        <div className="sample__page">
          <PageHead
            title={words.title}
            sub={words.sub}
            crumb={[{ label: words.crumb, to: '/login' }]}
            actions={
              <>
                <LinkButton to="/login">{words.export}</LinkButton>
                <Button kind="primary">{words.bill}</Button>
              </>
            }
          />
          <LinkTabs
            label={words.tabsLabel}
            items={words.tabs.map((label, place) => ({ label, to: '/login', count: 1163 - place * 421, isCurrent: place === 1 }))}
          />
          <PageBody>
            <p>{words.body}</p>
          </PageBody>
        </div>
      </Sample>
      <Sample of="Tabs" state={words.tabsHere} wide>
        <Tabs
          label={words.tabsLabel2}
          items={words.tabs.map((label, place) => ({
            id: String(place),
            label,
            ...(place === 0 ? { count: 2 } : {}),
            content: <p>{words.tabText[place]}</p>,
          }))}
        />
      </Sample>
      <Sample of="Panel" state={states.plain} bare>
        <Panel title={words.panel} count={2} action={<Button size="sm">{words.change}</Button>}>
          <p>{words.body}</p>
        </Panel>
      </Sample>
      <Sample of="Panel" state={words.warned} bare>
        <Panel title={words.panelWarn} tone="warn">
          <p>{words.body}</p>
        </Panel>
      </Sample>
      <Sample of="Panel" state={words.grave} bare>
        <Panel title={words.panelDanger} tone="danger">
          <p>{words.body}</p>
        </Panel>
      </Sample>
      <Sample of="Panel" state={words.bare} bare>
        <Panel>
          <p>{words.body}</p>
        </Panel>
      </Sample>
      <Sample of="Section" state={words.mySection} bare>
        <Section title={words.mySectionTitle} action={<a href="#pages">{words.all}</a>}>
          <Panel>
            <p>{words.body}</p>
          </Panel>
        </Section>
      </Sample>
      <Sample of="Columns" state={words.columns} wide bare>
        <Columns
          side={
            <Panel title={words.side}>
              <p>{words.body}</p>
            </Panel>
          }
        >
          <Panel title={words.main}>
            <Rows>
              <Row label={words.item}>{words.itemName}</Row>
              <Row label={words.amount}>
                <Yen value={12_000} />
              </Row>
            </Rows>
          </Panel>
        </Columns>
      </Sample>
      <Sample of="ConfirmBar" state={words.confirm} wide bare>
        <ConfirmBar text={words.confirmText}>
          <Button size="lg">{words.stop}</Button>
          <Button size="lg" kind="primary">
            {words.go}
          </Button>
        </ConfirmBar>
      </Sample>
      <SettingsSample />
    </PartSection>
  );
}

/** Saved over the version it began with; here the save is only told of. */
function SettingsSample() {
  const words = useWords(pageTexts).settings;
  const query = useQuery({ queryKey: ['settings', words.name], queryFn: () => Promise.resolve({ version: 1, name: words.name }) });
  return (
    <Sample of="SettingsPage · SettingsForm" state={words.state} wide>
      <div className="sample__page">
        <SettingsPage title={words.title} sub={words.sub} query={query}>
          {(settings) => (
            <SettingsForm
              settings={settings}
              latest={() => Promise.resolve(settings)}
              schema={Settings}
              defaultsOf={({ name }) => ({ name })}
              save={({ name }, version) => Promise.resolve({ name, version: version + 1 })}
              onSaved={() => Promise.resolve()}
              words={words}
            >
              {() => <TextField name="name" label={words.label} hint={words.hint} required />}
            </SettingsForm>
          )}
        </SettingsPage>
      </div>
    </Sample>
  );
}
