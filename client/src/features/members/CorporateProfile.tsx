import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { OwnValue } from '../../components/OwnValue.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { formatPhone } from '../../lib/phone.ts';
import type { CustomField, MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LabelRows } from './LabelRows.tsx';
import { PersonText } from './PersonText.tsx';
import { recordTexts } from './record-texts.ts';

/** What is known of a corporate member, and its people. */
export function CorporateProfile({
  member,
  customFields,
}: {
  readonly member: MemberDetail;
  readonly customFields: readonly CustomField[];
}) {
  const texts = useWords(adminMemberTexts);
  const fields = texts.fields;
  const words = useWords(recordTexts).corporate;
  const or = (value: string) => (value === '' ? <span className="faint">{texts.detail.none}</span> : value);
  return (
    <>
      <Panel title={words.people}>
        <Rows>
          {(['liaison', 'representative', 'billing'] as const).map((role) => (
            <Row key={role} label={words.roles[role]}>
              <PersonText person={member.contacts?.[role]} empty={role === 'billing' ? words.toLiaison : words.nobody} />
            </Row>
          ))}
        </Rows>
      </Panel>
      <Panel title={texts.detail.profile}>
        <Rows>
          <Row label={words.kana}>{member.familyNameKana}</Row>
          <Row label={fields.membershipTypeId}>{member.membershipTypeName}</Row>
          <Row label={fields.joinedOn}>{formatDateLong(member.joinedOn)}</Row>
          <Row label={fields.phone}>{or(formatPhone(member.phone))}</Row>
          <Row label={fields.postalCode}>{or(shownPostalCode(member.postalCode))}</Row>
          <Row label={fields.address}>{or(member.address)}</Row>
          <LabelRows member={member} />
          <Row label={fields.memo}>{or(member.memo)}</Row>
          {customFields.map((field) => (
            <Row key={field.fieldId} label={field.label}>
              <OwnValue field={field} value={member.custom[field.fieldId]} none={or('')} />
            </Row>
          ))}
        </Rows>
      </Panel>
    </>
  );
}
