import { TenantText } from '../../components/TenantText.tsx';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { useQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { FileButton, OwnValue } from '../../components/OwnValue.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { formatDateLong, formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { formatPhone } from '../../lib/phone.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyProfileView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import './member-my.css';
import { myChangeTexts } from './my-change-texts.ts';
import { PersonText } from './PersonText.tsx';
import { recordTexts } from './record-texts.ts';
import { memberTexts } from './texts.ts';

const ContactForm = lazy(() => import('./ContactForm.tsx').then((module) => ({ default: module.ContactForm })));

const MyPeopleForm = lazy(() => import('./MyPeopleForm.tsx').then((module) => ({ default: module.MyPeopleForm })));

const WaitingChange = lazy(() => import('./WaitingChange.tsx').then((module) => ({ default: module.WaitingChange })));

type Profile = MyProfileView;

/** What the association knows of me: contacts are mine to change, the name is the office's, and says why. */
export function MyProfileScreen() {
  const org = useOrg();
  const words = useWords(memberTexts).profile;
  const trpc = useTRPC();
  const profile = useQuery(trpc.members.myProfile.queryOptions());
  const [editing, setEditing] = useState(false);
  useLive(['members']);
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my/settings', params: { org } }}>
      <QueryState query={profile} skeleton={<ListSkeleton rows={6} />}>
        {(me) => (
          <>
            <Section title={words.contact}>
              {editing ? (
                <Suspense fallback={<ListSkeleton rows={4} />}>
                  <ContactForm me={me} onDone={() => setEditing(false)} />
                </Suspense>
              ) : (
                <Contacts me={me} onEdit={() => setEditing(true)} />
              )}
            </Section>
            {me.contacts === null ? null : <MyPeople me={me} contacts={me.contacts} />}
            <OfficeFacts me={me} />
            <SignedForms />
          </>
        )}
      </QueryState>
    </MySubFrame>
  );
}

/** What of a field has been asked for and is not decided. */
function Asked({ me, field }: { me: Profile; field: Profile['customFields'][number] }) {
  const asked = me.pending.find(({ fieldId }) => fieldId === field.fieldId);
  return asked ? (
    <Suspense>
      <WaitingChange field={field} asked={asked} />
    </Suspense>
  ) : null;
}

function Contacts({ me, onEdit }: { me: Profile; onEdit(): void }) {
  const org = useOrg();
  const words = useWords(memberTexts).profile;
  const asks = useWords(myChangeTexts);
  return (
    <>
      <div className="profile-box">
        <Rows>
          <Row label={words.phone}>{me.phone === '' ? words.none : formatPhone(me.phone)}</Row>
          <Row label={words.postalCode}>{me.postalCode === '' ? words.none : shownPostalCode(me.postalCode)}</Row>
          <Row label={words.address}>{me.address || words.none}</Row>
          {me.kind === 'corporate' ? null : <Row label={words.affiliation}>{me.affiliation || words.none}</Row>}
          {me.customFields
            .filter(({ memberAccess }) => memberAccess === 'editable' || memberAccess === 'approval')
            .map((field) => (
              <Row key={field.fieldId} label={field.label}>
                <OwnValue field={field} value={me.custom[field.fieldId]} none={words.none} />
                {field.memberAccess === 'approval' ? <p className="profile-note">{asks.needs}</p> : null}
                <Asked me={me} field={field} />
              </Row>
            ))}
        </Rows>
      </div>
      {me.pending.length > 0 || me.customFields.some(({ memberAccess }) => memberAccess === 'approval') ? (
        <p className="profile-note">
          <TextLink to="/$org/my/requests" params={{ org }}>
            {asks.all}
          </TextLink>
        </p>
      ) : null}
      <div className="profile-acts">
        <Button size="lg" block icon={<Pencil size={18} strokeWidth={1.75} />} onPress={onEdit}>
          {words.changeFor}
        </Button>
      </div>
    </>
  );
}

/** The people of a corporate member: theirs to change where the office lets them (MEM-07). */
function MyPeople({ me, contacts }: { me: Profile; contacts: NonNullable<Profile['contacts']> }) {
  const words = useWords(recordTexts);
  const [editing, setEditing] = useState(false);
  if (editing && me.mayEditContacts)
    return (
      <Section title={words.my.people}>
        <Suspense fallback={<ListSkeleton rows={4} />}>
          <MyPeopleForm me={me} onDone={() => setEditing(false)} />
        </Suspense>
      </Section>
    );
  return (
    <Section title={words.my.people}>
      <div className="profile-box">
        <Rows>
          {(['liaison', 'representative', 'billing'] as const).map((role) => (
            <Row key={role} label={words.corporate.roles[role]}>
              <PersonText person={contacts[role]} empty={role === 'billing' ? words.corporate.toLiaison : words.corporate.nobody} />
            </Row>
          ))}
        </Rows>
      </div>
      {me.mayEditContacts ? (
        <div className="profile-acts">
          <Button size="lg" block icon={<Pencil size={18} strokeWidth={1.75} />} onPress={() => setEditing(true)}>
            {words.my.edit}
          </Button>
        </div>
      ) : (
        <p className="profile-note">{words.my.officeOnly}</p>
      )}
    </Section>
  );
}

/** What I signed when I joined; nothing for whoever joined on paper. */
function SignedForms() {
  const words = useWords(memberTexts).profile;
  const trpc = useTRPC();
  const forms = useQuery(trpc.applications.mySignedForms.queryOptions());
  if (!forms.data || forms.data.length === 0) return null;
  return (
    <Section title={words.signedForms}>
      <div className="profile-box">
        <Rows>
          {forms.data.map(({ applicationId, signedAt }) => (
            <Row key={applicationId} label={formatMoment(signedAt)}>
              <FileButton path={`/documents/signed-forms/${applicationId}.pdf`} name={words.signedForm} />
            </Row>
          ))}
        </Rows>
      </div>
    </Section>
  );
}

/** What the office alone changes. */
export function OfficeFacts({ me }: { me: Profile }) {
  const words = useWords(memberTexts).profile;
  const mine = useWords(recordTexts).my;
  return (
    <Section title={words.office}>
      <div className="profile-box">
        <Rows>
          <Row label={me.kind === 'corporate' ? mine.name : words.name}>{fullName(me)}</Row>
          <Row label={words.kana}>{fullReading(me)}</Row>
          <Row label={me.awaitsNumber ? words.reception : words.memberNumber}>{me.memberNumber}</Row>
          <Row label={words.membershipType}>
            <TenantText>{me.membershipTypeName}</TenantText>
          </Row>
          <Row label={words.joinedOn}>{formatDateLong(me.joinedOn)}</Row>
          <Row label={words.email}>{me.contactEmail || words.none}</Row>
          {me.customFields
            .filter(({ memberAccess }) => memberAccess === 'visible')
            .map((field) => (
              <Row key={field.fieldId} label={field.label}>
                <OwnValue field={field} value={me.custom[field.fieldId]} none={words.none} />
                <Asked me={me} field={field} />
              </Row>
            ))}
        </Rows>
      </div>
      <p className="profile-note">{me.kind === 'corporate' ? mine.nameNote : words.nameNote}</p>
    </Section>
  );
}
