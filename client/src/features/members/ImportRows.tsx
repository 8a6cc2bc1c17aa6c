import { type Column, DataTable } from '../../components/DataTable.tsx';
import { issueText } from '../../lib/errors.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import type { ImportRowView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';

const shownAtMost = 200;

/** Rows of a file, with what is wrong in each, by column. */
export function ImportRows({
  title,
  rows,
  withErrors,
}: {
  readonly title: string;
  readonly rows: readonly ImportRowView[];
  readonly withErrors: boolean;
}) {
  const words = useWords(adminMemberTexts).import;
  const kit = useKit();
  const reasonOf = ({ column, code, value }: ImportRowView['errors'][number]): string => {
    const text = words.codes[code as keyof typeof words.codes] ?? issueText(code, kit);
    return column === null ? text : value === '' ? fill(words.column, { column, text }) : fill(words.columnValue, { column, value, text });
  };
  const columns: Column<ImportRowView>[] = [
    { id: 'line', head: words.line, cell: (row) => row.line, align: 'end', at: 'end' },
    { id: 'name', head: words.name, cell: (row) => <b>{row.name}</b>, note: (row) => row.kana, at: 'title' },
    ...(withErrors
      ? [
          {
            id: 'reason',
            head: words.reason,
            cell: (row: ImportRowView) => (
              <span className="import-reasons">
                {row.errors.map((error) => (
                  <span key={`${error.column}-${error.code}`}>{reasonOf(error)}</span>
                ))}
              </span>
            ),
            at: 'sub' as const,
          },
        ]
      : [
          { id: 'number', head: words.number, cell: (row: ImportRowView) => row.memberNumber || words.auto, at: 'drop' as const },
          { id: 'type', head: words.type, cell: (row: ImportRowView) => row.membershipTypeName, at: 'sub' as const },
          { id: 'email', head: words.email, cell: (row: ImportRowView) => row.contactEmail, at: 'drop' as const },
        ]),
  ];
  return (
    <section className="stack-8">
      <h2>
        {title} <small className="muted num">{fill(words.rows, { count: rows.length })}</small>
      </h2>
      <DataTable label={title} columns={columns} rows={rows.slice(0, shownAtMost)} rowId={(row) => String(row.line)} />
    </section>
  );
}
