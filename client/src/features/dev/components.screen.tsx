import { Printer } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/Button.tsx';
import { IconLink } from '../../components/LinkButton.tsx';
import { ChoiceCards, Checkbox, Switch } from '../../components/Choice.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Diff } from '../../components/Diff.tsx';
import { Empty } from '../../components/Empty.tsx';
import { AmountPopover, Ledger } from '../../components/Ledger.tsx';
import { Mark } from '../../components/Mark.tsx';
import { Menu } from '../../components/Menu.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows, Slip } from '../../components/Panel.tsx';
import { Popover } from '../../components/Popover.tsx';
import { LanguageSwitch } from '../../components/LanguageSwitch.tsx';
import { ThemeSwitch } from '../../components/ThemeSwitch.tsx';
import { Progress, Ring } from '../../components/Progress.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { ListSkeleton, PanelSkeleton } from '../../components/Skeleton.tsx';
import { Stamp } from '../../components/Stamp.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { AddChip, Chip, Count, Kbd, Tag } from '../../components/Tag.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { toast } from '../../components/Toast.tsx';
import { WhyNot } from '../../components/WhyNot.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useWords } from '../../lib/words.ts';
import { FieldParts } from './FieldParts.tsx';
import { devTexts } from './texts.ts';

const kinds: readonly StatusKind[] = [
  'draft',
  'unpaid',
  'partly_paid',
  'paid',
  'overpaid',
  'waiting',
  'provisional',
  'expected',
  'not_required',
  'cancelled',
  'late',
  'failed',
  'active',
  'suspended',
  'applied',
  'withdrawn',
  'scheduled',
];

/** Every part and state on one page; development only. */
export function ComponentsScreen() {
  const words = useWords(devTexts);
  const kit = useKit();
  const [isAsking, setAsking] = useState(false);
  const [isOn, setOn] = useState(true);
  const [method, setMethod] = useState('card');
  const parts = [
    { label: words.fee, amount: 10_000 },
    { label: words.whyCut, note: words.noteText, amount: -2000 },
  ];
  return (
    <PublicFrame title={words.title} narrow={false}>
      <div className="stack">
        <h1>{words.title}</h1>
        <p className="muted">{words.lead}</p>
        <div className="row">
          <ThemeSwitch />
          <LanguageSwitch />
          <Mark onCloth={false} />
        </div>
        <Panel title={words.buttons}>
          <div className="stack">
            {(['sm', 'md', 'lg'] as const).map((size) => (
              <div className="row row--wrap" key={size}>
                <Button size={size}>{words.press}</Button>
                <Button size={size} kind="primary" kbd="S">
                  {words.press}
                </Button>
                <Button size={size} kind="danger">
                  {words.remove}
                </Button>
                <Button size={size} kind="ghost">
                  {words.press}
                </Button>
                <Button size={size} kind="primary" isPending>
                  {words.working}
                </Button>
              </div>
            ))}
            <Button kind="primary" size="pay" block>
              {words.press}
            </Button>
          </div>
        </Panel>
        <Panel title={words.status}>
          <div className="stack-8">
            <div className="row row--wrap">
              {kinds.map((kind) => (
                <Status key={kind} kind={kind} label={kit.status[kind]} />
              ))}
            </div>
            <div className="row row--wrap">
              {kinds.map((kind) => (
                <Status key={kind} kind={kind} label={kit.status[kind]} soft />
              ))}
            </div>
          </div>
        </Panel>
        <Panel title={words.money}>
          <div className="row row--wrap">
            <Yen value={10_000} size="xl" />
            <Yen value={10_000} size="l" />
            <Yen value={10_000} size="m" tone="in" />
            <Yen value={-2000} size="m" />
            <Yen value={300} tone="over" sign />
            <AmountPopover value={8000} title={words.why} parts={parts} total={{ label: words.whyTotal, amount: 8000 }} />
          </div>
        </Panel>
        <FieldParts />
        <Panel title={words.notes}>
          <div className="stack-8">
            <Note>{words.noteText}</Note>
            <Note kind="ok">{words.noteText}</Note>
            <Note kind="warn" title={words.notes}>
              {words.noteText}
            </Note>
            <Note kind="danger" action={<Button>{words.press}</Button>}>
              {words.noteText}
            </Note>
          </div>
        </Panel>
        <Panel title={words.dialog}>
          <div className="row row--wrap">
            <Button onPress={() => setAsking(true)}>{words.dialog}</Button>
            <Button onPress={() => toast({ text: words.toastText, undo: () => undefined })}>{words.toast}</Button>
            <Menu
              label={words.menu}
              items={[
                { id: 'one', label: words.press, onAction: () => toast({ text: words.toastText }) },
                { id: 'two', label: words.remove, tone: 'danger' },
              ]}
            />
            <Popover label={words.why2} trigger={<span className="why-amount">{words.why2}</span>}>
              {words.whyReason}
            </Popover>
            <CopyButton text={words.title} />
            <IconButton label={words.press} icon={<Printer size={20} aria-hidden />} />
            <IconLink label={words.title} icon={<Printer size={20} aria-hidden />} size={44} to="/dev/components" />
          </div>
          <ConfirmDialog
            isOpen={isAsking}
            onClose={() => setAsking(false)}
            title={words.dialogTitle}
            confirmLabel={words.remove}
            kind="danger"
            rows={[{ label: words.fee, value: <Yen value={10_000} /> }]}
            onConfirm={() => undefined}
          >
            <p>{words.dialogText}</p>
          </ConfirmDialog>
        </Panel>
        <Panel title={words.tags}>
          <div className="row row--wrap">
            <Tag>{words.tag}</Tag>
            <Chip field={words.chip} onRemove={() => undefined}>
              {words.chipText}
            </Chip>
            <AddChip onPress={() => undefined} />
            <Kbd>S</Kbd>
            <Count value={1234} />
            <Diff was={words.was} now={words.now} />
            <Checkbox isSelected={isOn} onChange={setOn}>
              {words.agree}
            </Checkbox>
            <Switch isSelected={isOn} onChange={setOn}>
              {words.notify}
            </Switch>
          </div>
          <ChoiceCards
            label={words.method}
            value={method}
            onChange={setMethod}
            options={[
              { value: 'card', label: words.card, text: words.cardText },
              { value: 'konbini', label: words.konbini, text: words.konbiniText, side: <Yen value={0} /> },
            ]}
          />
        </Panel>
        <Panel title={words.progress}>
          <div className="stack">
            <Stepper steps={[...words.steps]} current={1} />
            <Progress done={420} total={1000} label={words.progress} striped />
            <Ring share={0.42} />
            <Tabs
              label={words.table}
              items={[
                {
                  id: 'why',
                  label: words.why,
                  count: 2,
                  content: <Ledger parts={parts} total={{ label: words.whyTotal, amount: 8000 }} />,
                },
                {
                  id: 'timeline',
                  label: words.timeline,
                  content: (
                    <Timeline
                      entries={[
                        { id: '2', title: words.leaves, sub: words.noteText, future: true },
                        { id: '1', title: words.joined, sub: words.noteText, current: true },
                      ]}
                    />
                  ),
                },
              ]}
            />
          </div>
        </Panel>
        <WhyNot question={words.whyQuestion} reason={words.whyReason} rule={words.whyRule} remedy={words.whyRemedy} />
        <Slip
          top={
            <Rows>
              <Row label={words.name}>{words.rows[0]}</Row>
              <Row label={words.fee}>
                <Yen value={10_000} />
              </Row>
            </Rows>
          }
          foot={<Stamp top={words.stampTop} date="2026.5.12" bottom={words.stampBottom} />}
        />
        <Panel title={words.loading}>
          <div className="stack">
            <ListSkeleton rows={2} />
            <PanelSkeleton rows={2} />
          </div>
        </Panel>
        <Panel>
          <Empty title={words.empty} text={words.emptyText} action={<Button>{words.press}</Button>} />
        </Panel>
      </div>
    </PublicFrame>
  );
}
