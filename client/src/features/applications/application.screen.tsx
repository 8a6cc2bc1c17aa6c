import { useQuery } from '@tanstack/react-query';
import { joinAddress } from '@tsudoi/shared/kernel/postal-address';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { FileButton, OwnValue } from '../../components/OwnValue.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { BillStatusTag, MemberStatusTag } from '../../components/Status.tsx';
import { Tag } from '../../components/Tag.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateLong, formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { formatPhone } from '../../lib/phone.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ApplicationDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { applicationTexts } from './admin-texts.ts';
import { ApplicationActions } from './ApplicationDecision.tsx';
import { ApplicationState } from './ApplicationState.tsx';
import './join.css';

/** One application: what was told, who else it may be, what has happened, and the decision. */
export function ApplicationScreen() {
  const org = useOrg();
  const applicationId = useRouteId('applicationId');
  const texts = useWords(applicationTexts);
  const words = texts.detail;
  const trpc = useTRPC();
  const query = useQuery(trpc.applications.get.queryOptions({ applicationId }));
  useLive(['applications', 'members']);
  const data = query.data;
  return (
    <>
      <PageHead
        crumb={[{ label: words.crumb, to: '/$org/admin/members/applications', params: { org } }]}
        title={data ? data.name || data.email || words.crumb : words.crumb}
        sub={
          data ? (
            <span className="row">
              <ApplicationState state={data.state} soft />
              {data.kind === 'new' ? null : <Tag>{texts.kinds[data.kind]}</Tag>}
              {data.byStaff ? <Tag>{texts.byStaff}</Tag> : null}
            </span>
          ) : undefined
        }
        actions={data ? <ApplicationActions application={data} /> : undefined}
      />
      <PageBody>
        <QueryState query={query} skeleton={<PanelSkeleton rows={8} />}>
          {(found) => (
            <Columns side={<History application={found} />}>
              <Standing application={found} />
              <Facts application={found} />
            </Columns>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

interface Part {
  readonly application: ApplicationDetail;
}

/** What the office should know before it decides. */
function Standing({ application }: Part) {
  const org = useOrg();
  const words = useWords(applicationTexts).detail;
  const { state, kind, linkExpiresAt, lookalikes, memberName } = application;
  const until = linkExpiresAt ? formatMoment(linkExpiresAt) : '';
  const isOpen = state === 'submitted' || state === 'returned' || state === 'awaiting_payment';
  const fee = application.joiningFee;
  const isUnpaid = fee?.status === 'unpaid' || fee?.status === 'partly_paid';
  const dueOn = fee ? formatDateLong(fee.dueOn) : '';
  return (
    <>
      {state === 'email_pending' ? <Note title={words.notYet}>{fill(words.linkUntil, { until })}</Note> : null}
      {state === 'expired' && application.fields === null ? <Note>{words.expired}</Note> : null}
      {state === 'registered' ? <Note>{words.registered}</Note> : null}
      {state === 'returned' && until !== '' ? <Note>{fill(words.correctionUntil, { until })}</Note> : null}
      {state === 'awaiting_payment' && isUnpaid ? <Note>{fill(words.payingUntil, { until: dueOn })}</Note> : null}
      {state === 'submitted' && isUnpaid ? <Note>{fill(words.unpaidUntil, { until: dueOn })}</Note> : null}
      {isOpen && fee?.status === 'cancelled' ? <Note>{words.feeCancelled}</Note> : null}
      {isOpen && kind === 'rejoin' ? <Note>{fill(words.rejoin, { name: memberName })}</Note> : null}
      {isOpen && kind === 'rejoin' && memberName !== application.name ? (
        <Note kind="warn">{fill(words.otherName, { name: memberName })}</Note>
      ) : null}
      {isOpen && kind === 'again' ? <Note>{words.again}</Note> : null}
      {lookalikes.length === 0 ? null : (
        <Note kind="warn" title={words.lookalikes}>
          <ul>
            {lookalikes.map((other) => (
              <li key={other.memberId} className="row">
                <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: other.memberId }}>
                  {other.name}
                </TextLink>
                <span className="num">{other.memberNumber}</span>
                <MemberStatusTag status={other.status} />
              </li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}

function Facts({ application }: Part) {
  const org = useOrg();
  const signed = useQuery(useTRPC().applications.signedForm.queryOptions({ applicationId: application.applicationId }));
  const texts = useWords(applicationTexts);
  const words = texts.detail;
  const { fields, memberId, membershipTypeFee, agreedAt, termsVersion } = application;
  const told = (value: string) => (value === '' ? <span className="faint">{words.none}</span> : value);
  return (
    <Panel title={words.facts}>
      <Rows>
        {fields ? (
          <>
            <Row label={words.name}>
              <b>{application.name}</b>
            </Row>
            <Row label={words.kana}>{application.kana}</Row>
            <Row label={words.type}>
              <span className="row">
                {application.membershipTypeName}
                {membershipTypeFee === null ? null : <span className="muted">{fill(words.fee, { amount: membershipTypeFee })}</span>}
              </span>
            </Row>
          </>
        ) : null}
        <Row label={words.email}>{told(application.email)}</Row>
        {fields ? (
          <>
            <Row label={words.phone}>{told(formatPhone(fields.phone))}</Row>
            <Row label={words.postalCode}>{told(shownPostalCode(fields.postalCode))}</Row>
            <Row label={words.address}>{told(joinAddress(fields.address))}</Row>
            <Row label={words.affiliation}>{told(fields.affiliation)}</Row>
            <Row label={words.birthDate}>{fields.birthDate === '' ? told('') : formatDateLong(fields.birthDate)}</Row>
            {application.customFields.map((field) => (
              <Row key={field.fieldId} label={field.label}>
                <OwnValue field={field} value={fields.custom[field.fieldId]} none={told('')} />
              </Row>
            ))}
          </>
        ) : null}
        {application.payBy === 'direct_debit' ? <Row label={words.payBy}>{words.payByDebit}</Row> : null}
        {application.payBy === 'card' ? <Row label={words.payBy}>{words.payByCard[application.duesCard ?? 'wished']}</Row> : null}
        {application.joiningFee ? (
          <Row label={words.joiningFee}>
            <span className="row">
              <Yen value={application.joiningFee.amount} />
              <BillStatusTag status={application.joiningFee.status} />
              <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: application.joiningFee.billId }}>
                {words.openBill}
              </TextLink>
            </span>
          </Row>
        ) : null}
        <Row label={words.terms}>
          {agreedAt && termsVersion > 0
            ? fill(words.termsVersion, { version: termsVersion, when: formatMoment(agreedAt) })
            : words.termsNone}
        </Row>
        {signed.data ? (
          <Row label={words.signed}>
            <span className="row">
              {fill(words.signedAt, { when: formatMoment(signed.data.signedAt) })}
              <FileButton path={`/documents/signed-forms/${application.applicationId}.pdf`} name={words.signedFile} />
            </span>
          </Row>
        ) : null}
        {memberId && application.memberNumber !== '' ? (
          <Row label={words.member}>
            <span className="row">
              <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId }}>
                {words.openMember}
              </TextLink>
              <span className="num">{application.memberNumber}</span>
              {application.memberStatus ? <MemberStatusTag status={application.memberStatus} /> : null}
            </span>
          </Row>
        ) : null}
      </Rows>
    </Panel>
  );
}

function History({ application }: Part) {
  const words = useWords(applicationTexts).detail;
  const actorOf = (what: ApplicationDetail['steps'][number]['what'], actor: string): string =>
    actor === '' ? (what === 'submitted' || what === 'corrected' ? words.applicant : words.automatic) : actor;
  return (
    <Panel title={words.history}>
      <Timeline
        entries={[...application.steps].reverse().map(({ at, what, actor, note }, index) => ({
          id: `${at}-${what}-${index}`,
          title: (
            <>
              <b>{words.steps[what]}</b>
              {note === '' ? null : <p className="as-typed">{note}</p>}
            </>
          ),
          sub: `${formatMoment(at)} ${actorOf(what, actor)}`,
          current: index === 0,
        }))}
      />
    </Panel>
  );
}
