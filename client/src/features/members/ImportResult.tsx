import { Download, Printer } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useOrg } from '../../lib/org.ts';
import type { ProvisionalPair } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';

export interface ImportOutcome {
  readonly imported: number;
  readonly skipped: number;
  readonly provisional: readonly (ProvisionalPair & { readonly memberNumber: string; readonly name: string })[];
}

/** A cell that a spreadsheet might take for a formula is made plain text (security.md T55). */
const cell = (text: string): string => `"${(/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

export function ImportResult({ outcome }: { readonly outcome: ImportOutcome }) {
  const texts = useWords(adminMemberTexts);
  const words = texts.import;
  const org = useOrg();
  const save = () => {
    const head = [words.number, words.name, texts.pair.id, texts.pair.password];
    const lines = [head, ...outcome.provisional.map((row) => [row.memberNumber, row.name, row.provisionalId, row.provisionalPassword])];
    const url = URL.createObjectURL(
      new Blob([`\ufeff${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`], { type: 'text/csv' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = `${words.pairs}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <>
      <Panel title={fill(words.done, { count: outcome.imported })}>
        <div className="stack" role="status">
          {outcome.skipped > 0 ? <p>{fill(words.doneSkipped, { count: outcome.skipped })}</p> : null}
          <div>
            <LinkButton to="/$org/admin/members" params={{ org }} kind="primary">
              {words.toMembers}
            </LinkButton>
          </div>
        </div>
      </Panel>
      {outcome.provisional.length > 0 ? (
        <Panel title={words.pairs}>
          <div className="stack">
            <div className="no-print stack-8">
              <Note kind="warn">{words.pairsNote}</Note>
              <div className="row">
                <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={save}>
                  {words.saveCsv}
                </Button>
                <Button icon={<Printer size={18} strokeWidth={1.75} aria-hidden />} onPress={() => window.print()}>
                  {words.print}
                </Button>
              </div>
            </div>
            <div className="scroll-x" tabIndex={0} role="region" aria-label={words.pairs}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{words.number}</th>
                    <th scope="col">{words.name}</th>
                    <th scope="col">{texts.pair.id}</th>
                    <th scope="col">{texts.pair.password}</th>
                  </tr>
                </thead>
                <tbody>
                  {outcome.provisional.map((row) => (
                    <tr key={row.memberId}>
                      <td>{row.memberNumber}</td>
                      <td>{row.name}</td>
                      <td>
                        <code>{row.provisionalId}</code>
                      </td>
                      <td>
                        <code>{row.provisionalPassword}</code>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        </Panel>
      ) : null}
    </>
  );
}
