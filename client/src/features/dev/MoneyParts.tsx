import { AmountPopover, Ledger } from '../../components/Ledger.tsx';
import { Row, Rows, Slip } from '../../components/Panel.tsx';
import { Stamp } from '../../components/Stamp.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { devTexts } from './texts.ts';

/** Figures, why they are what they are, and the paper they stand on. */
export function MoneyParts() {
  const { sections, money: words } = useWords(devTexts);
  const parts = [
    { label: words.dues, note: words.duesNote, amount: 12_000 },
    { label: words.cut, note: words.cutNote, amount: -2000 },
  ];
  const total = { label: words.total, amount: 10_000 };
  return (
    <PartSection id="money" {...sections.money}>
      <Sample of="Yen" state={words.sizes}>
        <div className="stack-8">
          <Yen value={10_000} size="xl" />
          <Yen value={9_388_000} size="l" />
          <Yen value={24_000} size="m" />
          <Yen value={12_000} />
        </div>
      </Sample>
      <Sample of="Yen" state={words.tones}>
        <Rows>
          <Row label={words.minus}>
            <Yen value={-2000} />
          </Row>
          <Row label={words.came}>
            <Yen value={12_000} tone="in" />
          </Row>
          <Row label={words.over}>
            <Yen value={300} tone="over" />
          </Row>
          <Row label={words.difference}>
            <Yen value={558_000} sign />
          </Row>
          <Row label={words.nothing}>
            <Yen value={0} />
          </Row>
        </Rows>
      </Sample>
      <Sample of="Ledger" state={words.ledger}>
        <Ledger title={words.why} parts={parts} total={total} />
      </Sample>
      <Sample of="AmountPopover" state={words.popover}>
        <p>
          <AmountPopover value={10_000} title={words.why} parts={parts} total={total} />
        </p>
      </Sample>
      <Sample of="Slip · Rows · Row" state={words.slip}>
        <div className="sample__cloth on-noren">
          <Slip
            className="grow"
            top={
              <>
                <BillStatusTag status="unpaid" soft />
                <Rows>
                  <Row label={words.item}>{words.dues}</Row>
                  <Row label={words.due}>{words.dueDay}</Row>
                </Rows>
              </>
            }
            foot={<Yen value={10_000} size="xl" />}
          />
        </div>
      </Sample>
      <Sample of="Stamp" state={words.stamp}>
        <div className="row row--wrap">
          <Stamp top={words.stampTop} date="2026.5.12" bottom={words.stampBottom} />
          <Stamp top={words.stampLong} date="2026.5.12" bottom={words.stampBottom} size={84} press />
        </div>
      </Sample>
    </PartSection>
  );
}
