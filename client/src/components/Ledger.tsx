import type { ReactNode } from 'react';
import { figure } from '../lib/money.ts';
import { Popover } from './Popover.tsx';
import { Yen } from './Yen.tsx';

export interface LedgerPart {
  readonly label: ReactNode;
  readonly note?: ReactNode;
  readonly amount: number;
}

export interface LedgerProps {
  readonly title?: ReactNode;
  readonly parts: readonly LedgerPart[];
  readonly total: { readonly label: ReactNode; readonly amount: number };
}

/** Why this amount: its parts, and the double line under the sum. */
export function Ledger({ title, parts, total }: LedgerProps) {
  return (
    <table className="ledger">
      {title ? <caption className="ledger__title">{title}</caption> : null}
      <tbody>
        {parts.map((part, index) => (
          // The parts of a bill are fixed; two may well have the same words.
          <tr key={index}>
            <td>
              {part.label}
              {part.note ? <small>{part.note}</small> : null}
            </td>
            <td>
              <Yen value={part.amount} />
            </td>
          </tr>
        ))}
        <tr className="total">
          <td>{total.label}</td>
          <td>
            <Yen value={total.amount} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}

/** A figure with a dotted line opens its reasons. */
export function AmountPopover({ value, title, parts, total }: LedgerProps & { readonly value: ReactNode; readonly title: string }) {
  return (
    <Popover label={title} trigger={<span className="why-amount num">{typeof value === 'number' ? figure(value) : value}</span>}>
      <Ledger title={title} parts={parts} total={total} />
    </Popover>
  );
}
