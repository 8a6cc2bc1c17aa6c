import { Diff } from '../../components/Diff.tsx';
import { Mark } from '../../components/Mark.tsx';
import { QrCode } from '../../components/QrCode.tsx';
import { AddChip, Chip, Count, Kbd, Tag } from '../../components/Tag.tsx';
import { TenantText } from '../../components/TenantText.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { devTexts } from './texts.ts';
import { typed } from './typed.rules.ts';

/** Small things that stand beside words. */
export function MarkParts() {
  const { sections, marks: words, states } = useWords(devTexts);
  return (
    <PartSection id="marks" {...sections.marks}>
      <Sample of="Mark" state={states.onPaper}>
        <div className="row row--wrap">
          {[48, 28, 18].map((size) => (
            <Mark key={size} size={size} onCloth={false} />
          ))}
        </div>
      </Sample>
      <Sample of="Mark" state={states.onCloth}>
        <div className="sample__cloth on-noren">
          <Mark />
          <b>{typed.organization}</b>
        </div>
      </Sample>
      <Sample of="Tag · Count · Kbd" state={words.small}>
        <div className="row row--wrap">
          <Tag>{words.yearly}</Tag>
          <Count value={1234} />
          <Kbd>S</Kbd>
          <Kbd>Enter</Kbd>
        </div>
      </Sample>
      <Sample of="Chip · AddChip" state={words.conditions}>
        <div className="row row--wrap">
          <Chip field={words.dues} onRemove={() => undefined}>
            {words.unpaid}
          </Chip>
          <Chip field={words.type}>{words.regular}</Chip>
          <AddChip onPress={() => undefined} />
          <AddChip onPress={() => undefined}>{words.addTag}</AddChip>
        </div>
      </Sample>
      <Sample of="Diff" state={words.change}>
        <p>
          <Diff was={words.was} now={words.now} />
        </p>
        <p>
          <Diff was={words.wasSchool} now={words.nowSchool} />
        </p>
      </Sample>
      <Sample of="TenantText" state={words.tenant}>
        <p>
          <TenantText>{typed.type}</TenantText>
        </p>
        <p>
          <TenantText>{typed.latinName}</TenantText>
        </p>
      </Sample>
      <Sample of="QrCode" state={words.qr}>
        <QrCode className="sample__qr" value="https://tsudoi.example/shinonome" label={words.qrLabel} />
      </Sample>
    </PartSection>
  );
}
