import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { bookEncodings, bookFormats } from '@tsudoi/shared/contracts/reports/books.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { useCallback, useRef } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { DateField } from '../../components/TextField.tsx';
import { today } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { BookFiles } from './BookFiles.tsx';
import { type BookQuestion, BookPreview } from './BookPreview.tsx';
import { type UsualRange, usualRange } from './book-range.rules.ts';
import { booksTexts } from './books-texts.ts';
import './books.css';

const start = { from: '', to: '', format: 'freee', encoding: 'utf8', onlyNew: true };
const usual: readonly UsualRange[] = ['lastMonth', 'thisMonth', 'lastYear', 'thisYear'];
const Question = z
  .strictObject({ from: JstDate, to: JstDate, format: z.enum(bookFormats), encoding: z.enum(bookEncodings), onlyNew: z.boolean() })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'range_reversed' });
type Chosen = Pick<typeof start, 'format' | 'encoding' | 'onlyNew'>;
const chosenIn = ({ format, encoding, onlyNew }: Readonly<Record<string, unknown>>): Chosen => ({
  format: String(format),
  encoding: String(encoding),
  onlyNew: onlyNew === true,
});
const isDay = (text: string): boolean => JstDate.safeParse(text).success;

/** 会計ソフトへの書き出し: the journals of some days, looked at first, then written as a file that is kept. */
export function BooksScreen() {
  const org = useOrg();
  const words = useWords(booksTexts);
  const trpc = useTRPC();
  const maySet = useMay()('settings');
  const [state, set] = useListState(start);
  const settings = useQuery(trpc.reports.bookSettings.queryOptions());
  // Other days are asked for with what the form says by then, looked at or not.
  const chosen = useRef<Chosen | null>(null);
  const keepChosen = useCallback((values: Readonly<Record<string, unknown>>) => {
    chosen.current = chosenIn(values);
  }, []);
  const askFor = (days: Partial<Pick<typeof start, 'from' | 'to'>>) => set({ ...chosen.current, ...days });
  return (
    <>
      <PageHead
        title={words.title}
        sub={words.sub}
        actions={
          maySet ? (
            <LinkButton to="/$org/admin/books/accounts" params={{ org }}>
              {words.toSettings}
            </LinkButton>
          ) : undefined
        }
      />
      <PageBody>
        <QueryState query={settings} skeleton={<PanelSkeleton rows={6} />}>
          {({ fiscalYearStartMonth }) => {
            const days = (which: UsualRange) => usualRange(which, today(), fiscalYearStartMonth);
            const given = isDay(state.from) && isDay(state.to) && state.from <= state.to ? state : days('lastMonth');
            const format = bookFormats.find((one) => one === state.format) ?? 'freee';
            const encoding = format === 'yayoi' || state.encoding === 'sjis' ? 'sjis' : 'utf8';
            const { onlyNew } = state;
            const question = { from: given.from, to: given.to, format, encoding, onlyNew } as BookQuestion;
            return (
              <>
                <Panel title={words.range}>
                  <p className="books-usual" role="group" aria-label={words.quick}>
                    {usual.map((which) => (
                      <Button key={which} size="sm" onPress={() => askFor(days(which))}>
                        {words.months[which]}
                      </Button>
                    ))}
                  </p>
                  <Form
                    key={JSON.stringify(question)}
                    schema={Question}
                    label={words.range}
                    asks={false}
                    defaults={question}
                    onValues={keepChosen}
                    onSubmit={(values) => set(values)}
                  >
                    <div className="books-fields">
                      <DateField name="from" label={words.from} />
                      <DateField name="to" label={words.to} />
                      <SelectField
                        name="format"
                        label={words.format}
                        options={bookFormats.map((value) => ({ value, label: words.formats[value] }))}
                      />
                      <SelectField
                        name="encoding"
                        label={words.encoding}
                        options={bookEncodings.map((value) => ({ value, label: words.encodings[value] }))}
                      />
                    </div>
                    <CheckboxField name="onlyNew" label={words.onlyNew} hint={words.onlyNewHint} />
                    <FormButtons>
                      <SubmitButton size="md">{words.look}</SubmitButton>
                    </FormButtons>
                  </Form>
                </Panel>
                <Looked question={question} onFrom={(from) => askFor({ from, to: question.to })} />
              </>
            );
          }}
        </QueryState>
        <BookFiles />
      </PageBody>
    </>
  );
}

function Looked({ question, onFrom }: { readonly question: BookQuestion; readonly onFrom: (day: string) => void }) {
  const trpc = useTRPC();
  const preview = useQuery({ ...trpc.reports.previewBooks.queryOptions(question), placeholderData: keepPreviousData, staleTime: 0 });
  return (
    <QueryState query={preview} skeleton={<PanelSkeleton rows={5} />}>
      {(view) => <BookPreview question={question} view={view} isStale={preview.isPlaceholderData} onFrom={onFrom} />}
    </QueryState>
  );
}
