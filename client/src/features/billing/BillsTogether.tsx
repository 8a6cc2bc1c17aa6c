import { TenantText } from '../../components/TenantText.tsx';
import { useState } from 'react';
import { Checkbox } from '../../components/Choice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Section } from '../../components/Panel.tsx';
import { Yen } from '../../components/Yen.tsx';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './bills-together.css';
import { togetherTexts } from './together-texts.ts';

/** Several years in one checkout: ticked here, paid with one number or one card, and each keeps its own figure. */
export function BillsTogether({ bills, org }: { bills: readonly BillDetail[]; org: string }) {
  const words = useWords(togetherTexts);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = bills.filter((bill) => !left.has(bill.billId));
  const [first, ...others] = chosen;
  const toggle = (billId: string, on: boolean) => {
    const next = new Set(left);
    if (on) next.delete(billId);
    else next.add(billId);
    setLeft(next);
  };
  return (
    <Section title={words.title}>
      <p className="together-about">{words.about}</p>
      <ul className="list">
        {bills.map((bill) => (
          <li key={bill.billId} className="item together">
            <Checkbox isSelected={!left.has(bill.billId)} onChange={(on) => toggle(bill.billId, on)}>
              <span>
                <TenantText>{bill.billName}</TenantText>
              </span>
            </Checkbox>
            <Yen value={bill.outstanding} />
          </li>
        ))}
      </ul>
      <div className="together-pay">
        <p role="status">
          {fill(words.sum, { count: chosen.length })} <Yen value={chosen.reduce((sum, bill) => sum + bill.outstanding, 0)} size="m" />
        </p>
        {first === undefined ? (
          <p className="together-about">{words.none}</p>
        ) : (
          <LinkButton
            to="/$org/my/pay/$billId"
            params={{ org, billId: first.billId }}
            search={others.length === 0 ? undefined : { with: others.map(({ billId }) => billId).join(',') }}
            kind="primary"
            size="pay"
            block
          >
            {words.pay}
          </LinkButton>
        )}
      </div>
    </Section>
  );
}
