import { BillStatusTag, type BillStatusTagProps, MemberStatusTag, Status, type StatusKind } from '../../components/Status.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { devTexts } from './texts.ts';

const money = [
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
] as const satisfies readonly StatusKind[];
const urgent = ['late', 'failed'] as const satisfies readonly StatusKind[];
const people = ['active', 'suspended', 'applied', 'withdrawn', 'scheduled'] as const satisfies readonly StatusKind[];

/** The same bill, as more is known of it. */
const bills: readonly BillStatusTagProps[] = [
  { status: 'unpaid' },
  { status: 'unpaid', waiting: true },
  { status: 'unpaid', expected: true },
  { status: 'partly_paid', overdue: true },
  { status: 'paid', provisional: true },
  { status: 'paid' },
];

/** Where something stands: of money, of people, of a work, in time. */
export function StatusParts() {
  const { sections, status: words } = useWords(devTexts);
  const kit = useKit();
  const kinds = [
    [words.money, money],
    [words.people, people],
    [words.urgent, urgent],
  ] as const;
  return (
    <PartSection id="status" {...sections.status}>
      {kinds.map(([state, shown]) => (
        <Sample key={state} of="Status" state={state}>
          <div className="row row--wrap">
            {shown.map((kind) => (
              <Status key={kind} kind={kind} label={kit.status[kind]} />
            ))}
          </div>
          <div className="row row--wrap">
            {shown.map((kind) => (
              <Status key={kind} kind={kind} label={kit.status[kind]} soft />
            ))}
          </div>
        </Sample>
      ))}
      <Sample of="Status" state={words.big}>
        <div className="row row--wrap">
          <Status kind="paid" label={kit.status.paid} big />
          <Status kind="late" label={kit.status.late} big />
        </div>
      </Sample>
      <Sample of="BillStatusTag" state={words.bills}>
        <div className="row row--wrap">
          {bills.map((bill, place) => (
            <BillStatusTag key={place} {...bill} soft={place % 2 === 1} />
          ))}
        </div>
      </Sample>
      <Sample of="MemberStatusTag" state={words.members}>
        <div className="row row--wrap">
          <MemberStatusTag status="active" />
          <MemberStatusTag status="suspended" soft />
          <MemberStatusTag status="deceased" label={words.deceased} />
          <MemberStatusTag status="rejected" label={words.rejected} soft />
        </div>
      </Sample>
      <Sample of="Stepper" state={words.steps}>
        {[0, 1, 3].map((current) => (
          <Stepper key={current} steps={words.stepNames} current={current} />
        ))}
      </Sample>
      <Sample of="Timeline" state={words.timeline}>
        <Timeline
          entries={[
            { id: '3', title: <b>{words.returns}</b>, sub: words.returnsSub, future: true },
            { id: '2', title: <b>{words.leave}</b>, sub: words.leaveSub, current: true },
            { id: '1', title: <b>{words.joined}</b>, sub: words.joinedSub },
          ]}
        />
      </Sample>
    </PartSection>
  );
}
