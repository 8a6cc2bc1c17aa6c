import { useMutation, useQuery } from '@tanstack/react-query';
import { type MemberPaper, labelSheetNames, labelSheets } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Choice.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Select } from '../../components/Select.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import type { ExportFilter } from './roll-state.rules.ts';
import { exportTexts } from './export-texts.ts';

interface PaperFormProps {
  readonly paper: MemberPaper;
  readonly filter: ExportFilter;
  readonly onClose: () => void;
}

const shifts = Array.from({ length: 13 }, (_, at) => (at - 6) / 2);

/** Labels on sheets as they are sold, from the first free one; or the roll as a list. */
export function PaperForm({ paper, filter, onClose }: PaperFormProps) {
  const words = useWords(exportTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [sheet, setSheet] = useState<(typeof labelSheetNames)[number]>('2x6');
  const [start, setStart] = useState(1);
  const [shiftX, setShiftX] = useState(0);
  const [shiftY, setShiftY] = useState(0);
  const [withoutEmail, setWithoutEmail] = useState(false);
  const { across, down } = labelSheets[sheet];
  const input = { ...filter, paper, sheet, start, shiftX, shiftY, withoutEmail };
  // How far it is shifted changes nothing of what is told: each look lays out every label.
  const check = useQuery(trpc.members.paperCheck.queryOptions({ ...input, shiftX: 0, shiftY: 0 }, { staleTime: 0 }));
  const save = useMutation({
    mutationFn: () =>
      downloadFile('/downloads/member-papers', `${words.paperFiles[paper]}.pdf`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    onSuccess: () => {
      toast({ text: fill(words.paperDone, { count: check.data?.pages ?? 0 }) });
      onClose();
    },
  });
  return (
    <>
      <div className="stack">
        <p className="muted" role="status">
          {check.data ? fill(words.paperRows, { count: check.data.members, pages: check.data.pages }) : words.checking}
        </p>
        {paper === 'labels' ? (
          <>
            <div className="paper-fields">
              <Labelled label={words.sheet}>
                <Select
                  label={words.sheet}
                  value={sheet}
                  options={labelSheetNames.map((name) => ({ value: name, label: words.sheets[name] }))}
                  onChange={(next) => {
                    setSheet(next as typeof sheet);
                    setStart(1);
                  }}
                />
              </Labelled>
              <Labelled label={words.shiftX}>
                <Select
                  label={words.shiftX}
                  value={String(shiftX)}
                  options={shifts.map((value) => ({ value: String(value), label: fill(words.millimetres, { value: String(value) }) }))}
                  onChange={(next) => setShiftX(Number(next))}
                />
              </Labelled>
              <Labelled label={words.shiftY}>
                <Select
                  label={words.shiftY}
                  value={String(shiftY)}
                  options={shifts.map((value) => ({ value: String(value), label: fill(words.millimetres, { value: String(value) }) }))}
                  onChange={(next) => setShiftY(Number(next))}
                />
              </Labelled>
            </div>
            <StartPlace across={across} down={down} start={start} onChange={setStart} />
            <Checkbox isSelected={withoutEmail} onChange={setWithoutEmail}>
              {words.withoutEmail}
            </Checkbox>
          </>
        ) : null}
        {check.data ? (
          <>
            <Concerned title={words.withoutAddress} people={check.data.withoutAddress} count={check.data.withoutAddressCount} />
            <Concerned title={words.unprintable} people={check.data.unprintable} count={check.data.unprintableCount} />
            <Concerned title={words.cut} people={check.data.cut} count={check.data.cutCount} />
            {check.data.leftOut > 0 ? <Note live>{fill(words.leftOut, { count: check.data.leftOut })}</Note> : null}
          </>
        ) : null}
        {check.data?.pages === 0 ? <Note kind="danger">{words.nobody}</Note> : null}
        {save.isError || check.isError ? <Note kind="danger">{errorText(save.error ?? check.error)}</Note> : null}
      </div>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <Button
          kind="primary"
          size="lg"
          isPending={save.isPending || check.isPending}
          onPress={() => check.data && check.data.pages > 0 && save.mutate()}
        >
          {words.submit}
        </Button>
      </DialogActions>
    </>
  );
}

interface OnPaper {
  readonly memberNumber: string;
  readonly name: string;
  /** Of their name or address, what no font has. */
  readonly letters?: string;
}

/** The first of those whom something keeps off the paper, or from coming out whole. */
function Concerned({ title, people, count }: { readonly title: string; readonly people: readonly OnPaper[]; readonly count: number }) {
  const words = useWords(exportTexts);
  if (count === 0) return null;
  const shown = people.slice(0, 5);
  return (
    <Note kind="warn" live title={fill(title, { count })}>
      <ul>
        {shown.map(({ memberNumber, name, letters }) => (
          <li key={memberNumber}>
            {letters === undefined
              ? fill(words.person, { number: memberNumber, name })
              : fill(words.personWithLetters, { number: memberNumber, name, letters })}
          </li>
        ))}
      </ul>
      {count > shown.length ? <p>{fill(words.morePeople, { count: count - shown.length })}</p> : null}
    </Note>
  );
}

function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="paper-field">
      <span aria-hidden>{label}</span>
      {children}
    </div>
  );
}

/** The sheet in small: where the first label goes is pointed at. */
function StartPlace({
  across,
  down,
  start,
  onChange,
}: {
  readonly across: number;
  readonly down: number;
  readonly start: number;
  readonly onChange: (start: number) => void;
}) {
  const words = useWords(exportTexts);
  const name = useId();
  return (
    <fieldset className="fieldset">
      <legend>{words.start}</legend>
      <div className="paper-sheet" style={{ gridTemplateColumns: `repeat(${across}, 1fr)` }}>
        {Array.from({ length: across * down }, (_, at) => (
          <label key={at + 1} className={at + 1 < start ? 'is-used' : undefined}>
            <input
              type="radio"
              className="sr-only"
              name={name}
              checked={start === at + 1}
              onChange={() => onChange(at + 1)}
              aria-label={fill(words.place, { place: at + 1 })}
            />
            <span aria-hidden>{at + 1}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
