import { type JstDate, ageOn } from '@tsudoi/shared/kernel/jst';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { OwnValue } from '../../components/OwnValue.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { formatDateLong, today } from '../../lib/dates.ts';
import { formatPhone } from '../../lib/phone.ts';
import type { CustomField, MemberDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LabelRows } from './LabelRows.tsx';
import { recordTexts } from './record-texts.ts';

export function MemberProfile({ member, customFields }: { readonly member: MemberDetail; readonly customFields: readonly CustomField[] }) {
  const texts = useWords(adminMemberTexts);
  const words = texts.fields;
  const more = useWords(recordTexts);
  const or = (value: string) => (value === '' ? <span className="faint">{texts.detail.none}</span> : value);
  return (
    <Panel title={texts.detail.profile}>
      <Rows>
        <Row label={`${words.familyNameKana} ${words.givenNameKana}`}>
          {member.familyNameKana} {member.givenNameKana}
        </Row>
        <Row label={more.formerName}>{or(member.formerName)}</Row>
        <Row label={words.membershipTypeId}>{member.membershipTypeName}</Row>
        <Row label={words.joinedOn}>{formatDateLong(member.joinedOn)}</Row>
        <Row label={words.contactEmail}>{or(member.contactEmail)}</Row>
        <Row label={words.phone}>{or(formatPhone(member.phone))}</Row>
        <Row label={words.postalCode}>{or(shownPostalCode(member.postalCode))}</Row>
        <Row label={words.address}>{or(member.address)}</Row>
        <Row label={words.affiliation}>{or(member.affiliation)}</Row>
        <Row label={words.birthDate}>
          {member.birthDate === ''
            ? or('')
            : fill(texts.detail.born, {
                date: formatDateLong(member.birthDate),
                age: ageOn(member.birthDate as JstDate, today() as JstDate),
              })}
        </Row>
        <LabelRows member={member} />
        <Row label={words.memo}>{or(member.memo)}</Row>
        {customFields.map((field) => (
          <Row key={field.fieldId} label={field.label}>
            <OwnValue field={field} value={member.custom[field.fieldId]} none={or('')} />
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
