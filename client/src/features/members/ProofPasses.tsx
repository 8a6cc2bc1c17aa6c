import { useQuery } from '@tanstack/react-query';
import { type ProofList, statesOfProofList } from '@tsudoi/shared/contracts/members/proof-export.contract';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { PrintHead } from '../../components/lists/ListTools.tsx';
import { formatDate, formatDateLong, formatMoment } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProofPassRow, ProofPassView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ProofFile } from './ProofFile.tsx';
import { ProofSeenDialog, ProofTakeBackDialog } from './ProofSeenDialogs.tsx';
import { proofPassTexts } from './proof-pass-texts.ts';

interface PassesProps {
  readonly mayDecide: boolean;
  readonly onDone: () => Promise<unknown>;
}

interface Doing {
  readonly what: 'confirm' | 'takeBack';
  readonly row: ProofPassRow;
}

/** How the period of each type stands: who has sent nothing, who fell back, and who is through with it. */
export function ProofPasses({ mayDecide, onDone }: PassesProps) {
  const trpc = useTRPC();
  const passes = useQuery(trpc.proofs.passes.queryOptions());
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  return (
    <QueryState query={passes} skeleton={<ListSkeleton rows={4} />}>
      {(all) => (
        <>
          {all.map((pass) => (
            <Pass key={pass.membershipTypeId} pass={pass} onDo={mayDecide ? setDoing : null} />
          ))}
          {doing?.what === 'confirm' ? <ProofSeenDialog row={doing.row} onDone={onDone} onClose={close} /> : null}
          {doing?.what === 'takeBack' ? <ProofTakeBackDialog row={doing.row} onDone={onDone} onClose={close} /> : null}
        </>
      )}
    </QueryState>
  );
}

function Pass({ pass, onDo }: { readonly pass: ProofPassView; readonly onDo: ((doing: Doing) => void) | null }) {
  const org = useOrg();
  const words = useWords(proofPassTexts);
  const { counts, membershipTypeName: type } = pass;
  const name: Column<ProofPassRow> = {
    id: 'name',
    head: words.member,
    cell: (row) => <b>{row.name}</b>,
    note: (row) => row.memberNumber,
    to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
    at: 'title',
  };
  const state: Column<ProofPassRow> = {
    id: 'state',
    head: words.state,
    cell: (row) => (
      <>
        {words.states[row.state]}
        {row.reason === '' ? null : <span className="proof-reason">{row.reason}</span>}
      </>
    ),
    at: 'sub',
  };
  const mail: Column<ProofPassRow> = {
    id: 'mail',
    head: words.mail,
    cell: (row) => (row.byMail ? words.byMail : <b>{words.notByMail}</b>),
    at: 'sub',
  };
  const lastDay: Column<ProofPassRow> = { id: 'lastDay', head: words.lastDay, cell: (row) => formatDate(row.lastDay), at: 'end' };
  const how: Column<ProofPassRow> = {
    id: 'how',
    head: words.how,
    cell: ({ seenOn, memo }) => (seenOn === null ? words.bySent : fill(words.bySeen, { date: formatDate(seenOn), memo }).trim()),
    at: 'sub',
  };
  const by: Column<ProofPassRow> = { id: 'by', head: words.by, cell: (row) => row.decidedBy, at: 'drop' };
  const at: Column<ProofPassRow> = {
    id: 'at',
    head: words.at,
    cell: (row) => (row.decidedAt === null ? '' : formatMoment(row.decidedAt)),
    at: 'end',
  };
  const acts = (what: Doing['what'], [label, labelOf]: readonly [string, string], isOffered: (row: ProofPassRow) => boolean) =>
    onDo === null
      ? []
      : [
          {
            id: 'acts',
            head: <span className="sr-only">{words.acts}</span>,
            cell: (row: ProofPassRow) =>
              isOffered(row) ? (
                <Button size="sm" label={fill(labelOf, { name: row.name })} onPress={() => onDo({ what, row })}>
                  {label}
                </Button>
              ) : null,
            align: 'end' as const,
            at: 'state' as const,
          },
        ];
  const table = (show: ProofList, columns: readonly Column<ProofPassRow>[], none: readonly [string, string]) => {
    const rows = pass.rows.filter((row) => statesOfProofList[show].includes(row.state));
    const unreached = { missing: counts.missingUnreached, lapsed: counts.lapsedUnreached, accepted: 0 }[show];
    return (
      <>
        <PrintHead title={words[show]} count={rows.length} />
        <DataTable
          label={`${type} ${words[show]}`}
          columns={columns}
          rows={rows}
          rowId={(row) => row.memberId}
          empty={<Empty title={none[0]} text={none[1]} />}
          tools={
            rows.length === 0 ? null : (
              <>
                <ProofFile pass={pass} show={show} unreached={unreached} />
                {rows.length < counts[show] ? <p className="muted">{fill(words.cut, { count: rows.length })}</p> : null}
              </>
            )
          }
        />
      </>
    );
  };
  const confirm = acts('confirm', [words.confirm, words.confirmOf], () => true);
  const takeBack = acts('takeBack', [words.takeBack, words.takeBackOf], (row) => row.mayTakeBack);
  return (
    <Panel
      title={fill(words.title, { type, from: formatDateLong(pass.opensOn), to: formatDateLong(pass.dueOn) })}
      action={
        <span className="no-print">
          <Button size="sm" icon={<Printer size={16} strokeWidth={1.75} aria-hidden />} onPress={() => window.print()}>
            {words.print}
          </Button>
        </span>
      }
    >
      <div className="stack proof-pass">
        <p>
          {fill(words.counts, {
            missing: counts.missing,
            unreached: counts.missingUnreached,
            sent: counts.sent,
            accepted: counts.accepted,
          })}
        </p>
        <Tabs
          label={fill(words.tabs, { type })}
          items={[
            {
              id: 'missing',
              label: words.missing,
              count: counts.missing,
              content: table('missing', [name, state, mail, lastDay, ...confirm], [words.noMissing, words.noMissingText]),
            },
            {
              id: 'lapsed',
              label: words.lapsed,
              count: counts.lapsed,
              content: (
                <div className="stack">
                  {counts.lapsed === 0 ? null : (
                    <p>{fill(words.lapsedText, { type: pass.fallbackTypeName, unreached: counts.lapsedUnreached })}</p>
                  )}
                  {table('lapsed', [name, mail, lastDay], [words.noLapsed, words.noLapsedText])}
                </div>
              ),
            },
            {
              id: 'accepted',
              label: words.accepted,
              count: counts.accepted,
              content: table('accepted', [name, how, by, at, ...takeBack], [words.noAccepted, words.noAcceptedText]),
            },
          ]}
        />
      </div>
    </Panel>
  );
}
