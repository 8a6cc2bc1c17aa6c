import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MemberNumber } from '@tsudoi/shared/contracts/members/member-number.contract';
import { useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Choice.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { NumberList, NumberProblem } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { numberTexts } from './number-texts.ts';

/** A row for everybody who waits, and all of them saved together or none. */
export function NumberAssignment({ list }: { readonly list: NumberList }) {
  const words = useWords(numberTexts);
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [tell, setTell] = useState(true);
  const [problems, setProblems] = useState<ReadonlyMap<string, NumberProblem>>(new Map());
  const assign = useMutation(trpc.members.assignNumbers.mutationOptions());
  const { rows } = list;
  const empty = rows.filter((row) => (typed[row.memberId] ?? '').trim() === '');

  const fillAll = () => {
    const taken = new Set(Object.values(typed).map((number) => number.trim()));
    const free = rows.map((row) => row.proposal).filter((number) => !taken.has(number));
    const next = { ...typed };
    for (const row of empty) {
      // Their own proposal where it is still free; it follows the pattern of their type.
      const at = free.includes(row.proposal) ? free.indexOf(row.proposal) : 0;
      const [number] = free.splice(at, 1);
      if (number !== undefined) next[row.memberId] = number;
    }
    setTyped(next);
    setProblems(new Map([...problems].filter(([, problem]) => problem.problem !== 'missing')));
  };
  const save = async () => {
    const given = rows.map(({ memberId }) => ({ memberId, number: typed[memberId] ?? '' }));
    const wrong = given.filter(({ number }) => number.trim() !== '' && !MemberNumber.safeParse(number).success);
    if (wrong.length > 0) {
      setProblems(new Map(wrong.map((row) => [row.memberId, { ...row, problem: 'bad', holder: null }])));
      return;
    }
    try {
      const answer = await assign.mutateAsync({ rows: given.map((row) => ({ ...row, number: row.number.trim() })), tell });
      setProblems(new Map(answer.problems.map((problem) => [problem.memberId, problem])));
      if (answer.assigned > 0) {
        setTyped({});
        toast({ text: fill(answer.mailed > 0 ? words.savedTold : words.saved, { count: answer.assigned, mailed: answer.mailed }) });
      }
      await queries.invalidateQueries(trpc.members.pathFilter());
    } catch {
      // Shown below by the mutation that failed.
    }
  };
  const missing = [...problems.values()].filter((problem) => problem.problem === 'missing').length;
  const fillButton = <Button onPress={fillAll}>{words.fill}</Button>;
  return (
    <div className="stack-8">
      {list.total > rows.length ? (
        <p className="muted">{fill(words.more, { shown: rows.length, rest: list.total - rows.length })}</p>
      ) : null}
      <div>{fillButton}</div>
      <ul className="number-rows">
        {rows.map((row) => (
          <NumberRow
            key={row.memberId}
            row={row}
            value={typed[row.memberId] ?? ''}
            problem={problems.get(row.memberId)}
            onChange={(number) => {
              setTyped({ ...typed, [row.memberId]: number });
              setProblems(new Map([...problems].filter(([id]) => id !== row.memberId)));
            }}
          />
        ))}
      </ul>
      <Explained list={list} />
      {problems.size > 0 ? (
        <Note kind="danger" title={fill(words.refused, { count: problems.size })}>
          {missing > 0 ? (
            <div className="stack-8">
              <p>{fill(words.missing, { count: missing })}</p>
              <div>{fillButton}</div>
            </div>
          ) : null}
        </Note>
      ) : null}
      {assign.error ? <Note kind="danger">{text(assign.error)}</Note> : null}
      <Checkbox isSelected={tell} onChange={setTell}>
        {words.tell}
      </Checkbox>
      <p className="muted">{words.immutable}</p>
      <div className="form__buttons">
        <Button size="lg" kind="primary" isPending={assign.isPending} onPress={() => void save()}>
          {fill(words.save, { count: rows.length })}
        </Button>
      </div>
    </div>
  );
}

interface NumberRowProps {
  readonly row: NumberList['rows'][number];
  readonly value: string;
  readonly problem: NumberProblem | undefined;
  readonly onChange: (number: string) => void;
}

function NumberRow({ row, value, problem, onChange }: NumberRowProps) {
  const words = useWords(numberTexts);
  const org = useOrg();
  const id = useId();
  const isWrong = problem !== undefined;
  return (
    <li>
      <div className="number-rows__who">
        <b>{row.name}</b> <span className="kana">{row.kana}</span>
        <br />
        <span className="muted">
          {row.membershipTypeName} <span className="num">{row.reception}</span>
        </span>
      </div>
      <div className={`field${isWrong ? ' is-error' : ''}`}>
        <span className="input input--w7">
          <input
            value={value}
            placeholder={row.proposal}
            autoComplete="off"
            aria-label={fill(words.numberOf, { name: row.name })}
            aria-invalid={isWrong}
            aria-describedby={isWrong ? `${id}-error` : undefined}
            onChange={(event) => onChange(event.target.value)}
          />
        </span>
        {problem ? (
          <span className="error" id={`${id}-error`}>
            <span>
              {problem.problem === 'bad' ? words.badNumber : words.problems[problem.problem]}
              {problem.holder ? (
                <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: problem.holder.memberId }}>
                  {problem.holder.name}
                </TextLink>
              ) : null}
            </span>
          </span>
        ) : null}
      </div>
    </li>
  );
}

/** Why the proposals are what they are: whom they passed over, and what is free below. */
function Explained({ list }: { readonly list: NumberList }) {
  const words = useWords(numberTexts);
  const org = useOrg();
  return (
    <>
      {list.skipped.length > 0 ? (
        <Note title={words.skippedTitle}>
          <ul>
            {list.skipped.map(({ number, holder }) => (
              <li key={number}>
                <span className="num">{number}</span>{' '}
                <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: holder.memberId }}>
                  {holder.name}
                </TextLink>
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      {list.gaps.length > 0 ? (
        <Note title={words.gapsTitle}>
          <p>{fill(words.gaps, { numbers: list.gaps.join(words.join) })}</p>
        </Note>
      ) : null}
    </>
  );
}
