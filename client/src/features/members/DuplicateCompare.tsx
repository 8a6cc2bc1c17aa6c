import { useQuery } from '@tanstack/react-query';
import type { DuplicateSide, MergePlan } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatDateShort, formatFiscalYear } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { MergeDialog } from './MergeDialog.tsx';
import { duplicateTexts } from './duplicate-texts.ts';
import { mergeTexts } from './merge-texts.ts';

type Holdings = z.output<typeof MergePlan>['holdings'][number];

/** Everything that hangs on two records, side by side, and what has to be settled before one of them goes. */
export function DuplicateCompare({
  sides,
  mayReadBills,
  mayMerge,
}: {
  readonly sides: readonly [DuplicateSide, DuplicateSide];
  readonly mayReadBills: boolean;
  readonly mayMerge: boolean;
}) {
  const words = useWords(duplicateTexts);
  const statuses = useWords(adminMemberTexts).detail.statuses;
  const merging = useWords(mergeTexts);
  const [isMerging, setMerging] = useState(false);
  const trpc = useTRPC();
  const plan = useQuery({
    ...trpc.reports.mergePlan.queryOptions({ memberIds: [sides[0].memberId, sides[1].memberId] }),
    enabled: mayReadBills,
  });
  const or = (value: string): ReactNode => (value === '' ? <span className="faint">{words.none}</span> : value);
  const facts: readonly [string, (side: DuplicateSide) => ReactNode][] = [
    [words.number, (side) => side.memberNumber],
    [words.type, (side) => side.membershipTypeName],
    [words.status, (side) => statuses[side.status]],
    [words.birthDate, (side) => or(side.birthDate === '' ? '' : formatDateShort(side.birthDate))],
    [words.joinedOn, (side) => formatDateShort(side.joinedOn)],
    [words.email, (side) => or(side.contactEmail)],
    [words.phone, (side) => or(side.phone)],
    [words.affiliation, (side) => or(side.affiliation)],
  ];
  const sum = ({ count, amount }: { readonly count: number; readonly amount: number }) =>
    count === 0 ? or('') : fill(words.figure, { count, amount: figure(amount) });
  const count = (value: number) => (value === 0 ? or('') : fill(words.count, { count: value }));
  // Below what is still to come it would move while somebody presses it.
  const act = (
    <>
      <p className="muted">{words.advice}</p>
      {mayMerge ? (
        <p>
          <Button kind="primary" onPress={() => setMerging(true)}>
            {merging.open}
          </Button>
        </p>
      ) : null}
    </>
  );
  return (
    <div className="stack">
      <div className="scroll-x" tabIndex={0} role="region" aria-label={words.table}>
        <table className="table duplicate-table">
          <caption className="sr-only">{words.table}</caption>
          <thead>
            <tr>
              <th scope="col">{words.item}</th>
              {sides.map((side) => (
                <th key={side.memberId} scope="col">
                  {side.familyName} {side.givenName}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {facts.map(([label, cell]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {sides.map((side) => (
                  <td key={side.memberId}>{cell(side)}</td>
                ))}
              </tr>
            ))}
            {plan.data
              ? (
                  [
                    [words.bills, (side) => sum(side.bills)],
                    [words.openBills, (side) => sum(side.openBills)],
                    [words.payments, (side) => sum(side.payments)],
                    [words.receipts, (side) => count(side.receipts)],
                    [words.adjustments, (side) => count(side.adjustments)],
                    [words.applications, (side) => count(side.applications)],
                    [words.statusEntries, (side) => count(side.statusEntries)],
                    [words.login, (side) => words.loginStates[side.login]],
                  ] as [string, (side: Holdings) => ReactNode][]
                ).map(([label, cell]) => (
                  <tr key={label}>
                    <th scope="row">{label}</th>
                    {plan.data.holdings.map((side) => (
                      <td key={side.memberId}>{cell(side)}</td>
                    ))}
                  </tr>
                ))
              : null}
          </tbody>
        </table>
      </div>
      {mayReadBills ? (
        <QueryState query={plan} skeleton={<PanelSkeleton rows={3} />}>
          {({ obstacles, doubleBills }) => (
            <>
              {obstacles.length === 0 ? null : (
                <Note kind="warn" title={words.obstaclesTitle}>
                  <ul>
                    {obstacles.map((obstacle) => (
                      <li key={obstacle}>
                        {fill(words.obstacles[obstacle], {
                          bills: doubleBills.map(({ billName, fiscalYear }) => `${billName} (${formatFiscalYear(fiscalYear)})`).join(', '),
                        })}
                      </li>
                    ))}
                  </ul>
                </Note>
              )}
              {act}
            </>
          )}
        </QueryState>
      ) : (
        act
      )}
      {isMerging ? <MergeDialog sides={sides} onClose={() => setMerging(false)} /> : null}
    </div>
  );
}
