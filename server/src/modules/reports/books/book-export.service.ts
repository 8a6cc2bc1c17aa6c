import { createHash } from 'node:crypto';
import type {
  BookExportView,
  BookPreview,
  BookPreviewInput,
  BookSettings,
  ExportBooksInput,
} from '@tsudoi/shared/contracts/reports/books.contract';
import { accountRoles } from '@tsudoi/shared/contracts/reports/books.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BookExportId, newBookExportId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../../platform/actor.ts';
import { gridFileStore } from '../../../platform/files.ts';
import { recordLive } from '../../../platform/live.ts';
import { assertAllowed } from '../../../platform/permissions.ts';
import type { Platform } from '../../../platform/platform.ts';
import { unmappable } from '../../../platform/shift-jis.ts';
import { recordAudit } from '../../audit/audit.public.ts';
import { paperSettingsOf } from '../../documents/documents.public.ts';
import { type BookExportDocument, bookExports, discardBookExport, marksOfJournals } from './book-export.repository.ts';
import { bookSettings, bookTerms } from './book-settings.service.ts';
import { bookFileKind, bookLeaseMs, freeJournals, mostAtOnce, writeBookExport } from './book-work.service.ts';
import { countRows, isTooLong } from './journal-file.rules.ts';
import type { BookTerms, Journal } from './journal.rules.ts';
import { journalsOf } from './journal.service.ts';

type Preview = z.output<typeof BookPreviewInput>;
type Total = BookPreview['totals'][number];

/** What one file may hold: a longer time is taken in parts. */
const mostJournals = 100_000;
const shownLetters = 50;

export const bookExportJob = 'reports.book-export';

async function termsOf(platform: Platform, scope: OrgScope): Promise<{ settings: BookSettings; terms: BookTerms }> {
  const { version: _version, fiscalYearStartMonth, ...settings } = await bookSettings(platform, scope);
  return { settings, terms: bookTerms(settings, fiscalYearStartMonth) };
}

interface Looked {
  /** Of the days asked for. */
  readonly journals: Journal[];
  /** Those of them that stand in a file. */
  readonly exported: ReadonlySet<string>;
  readonly earlier: number;
  readonly earliestOn: JstDate | null;
}

/** @throws DomainError BOOKS_TOO_MANY */
async function look(platform: Platform, scope: OrgScope, terms: BookTerms, from: JstDate, to: JstDate): Promise<Looked> {
  const db = platform.databases.server;
  const today = platform.clock.today();
  const journals: Journal[] = [];
  const exported = new Set<string>();
  let earlier = 0;
  let earliestOn: JstDate | null = null;
  for await (const page of journalsOf(platform, scope, terms)) {
    const past = page.filter(({ on }) => on <= to && on <= today);
    const marks = await marksOfJournals(
      db,
      scope,
      past.map(({ key }) => key),
    );
    for (const journal of past) {
      const isExported = marks.has(journal.key);
      if (journal.on >= from) {
        journals.push(journal);
        if (isExported) exported.add(journal.key);
      } else if (!isExported) {
        earlier += 1;
        if (earliestOn === null || journal.on < earliestOn) earliestOn = journal.on;
      }
    }
    if (journals.length > mostJournals) throw new DomainError('BOOKS_TOO_MANY', { most: mostJournals });
  }
  return { journals, exported, earlier, earliestOn };
}

function totalsOf(journals: readonly Journal[], settings: BookSettings): Total[] {
  const totals = new Map<string, Total>();
  for (const { lines } of journals)
    for (const { role, side, amount } of lines) {
      const { account, sub } = settings.accounts[role];
      const name = `${account}\n${sub}`;
      const known = totals.get(name) ?? { account, sub, debit: zeroYen as Total['debit'], credit: zeroYen as Total['credit'] };
      totals.set(name, { ...known, [side]: addYen(known[side], amount) });
    }
  return [...totals.values()];
}

const debitOf = (journals: readonly Journal[]): Yen =>
  sumYen(journals.flatMap(({ lines }) => lines.filter(({ side }) => side === 'debit').map(({ amount }) => amount)));

function chosen({ journals, exported }: Looked, onlyNew: boolean): Journal[] {
  return onlyNew ? journals.filter(({ key }) => !exported.has(key)) : journals;
}

const usedRoles = (journals: readonly Journal[]) => {
  const used = new Set(journals.flatMap(({ lines }) => lines.map(({ role }) => role)));
  return accountRoles.filter((role) => used.has(role));
};
const unmappedIn = (journals: readonly Journal[], { accounts }: BookSettings) =>
  usedRoles(journals).filter((role) => accounts[role].account === '');

/** What a file would hold, before anything is written. @throws DomainError BOOKS_TOO_MANY */
export async function previewBooks(platform: Platform, scope: OrgScope, input: Preview): Promise<BookPreview> {
  const { settings, terms } = await termsOf(platform, scope);
  const looked = await look(platform, scope, terms, input.from, input.to);
  const journals = chosen(looked, input.onlyNew);
  const debit = debitOf(journals);
  const letters = new Set<string>();
  if (input.encoding === 'sjis')
    for (const { lines, partner } of journals)
      for (const text of [partner, ...lines.map((line) => line.text)]) for (const letter of unmappable(text)) letters.add(letter);
  return {
    journals: journals.length,
    rows: journals.reduce((sum, journal) => sum + countRows(journal), 0),
    debit: debit as BookPreview['debit'],
    credit: debit as BookPreview['credit'],
    totals: totalsOf(journals, settings),
    fresh: looked.journals.length - looked.exported.size,
    exported: looked.exported.size,
    earlier: looked.earlier,
    earliestOn: looked.earliestOn,
    unmapped: unmappedIn(journals, settings),
    tooLong: usedRoles(journals).filter((role) => isTooLong(input.format, settings.accounts[role])),
    letters: [...letters].slice(0, shownLetters),
  };
}

function toView(row: BookExportDocument): BookExportView {
  const { _id, from, to, format, encoding, onlyNew, state, journals, rows, debit, madeAt, userName } = row;
  return {
    bookExportId: _id,
    from,
    to,
    format,
    encoding,
    onlyNew,
    state: state === 'discarding' ? 'discarded' : state,
    journals,
    rows,
    debit: debit as BookExportView['debit'],
    madeAt: madeAt.toISOString(),
    madeBy: userName,
    downloadPath: `/documents/books/${_id}.csv`,
  };
}

async function madeBefore(platform: Platform, scope: OrgScope, input: z.output<typeof ExportBooksInput>): Promise<BookExportView | null> {
  const known = await bookExports.byKey(platform.databases.server, scope, input.idempotencyKey);
  const isSame = (['from', 'to', 'format', 'encoding', 'onlyNew'] as const).every((name) => known?.[name] === input[name]);
  if (known && !isSame) throw new DomainError('IDEMPOTENCY_MISMATCH');
  return known && toView(known);
}

/**
 * Writes the journals of some days as a file for an accounting program and keeps it; what it holds is known from then on
 * (docs/decisions/0031). A small one is ready with the answer, a large one is written in the background.
 * @throws DomainError BOOKS_EMPTY, BOOKS_TOO_MANY, BOOKS_ACCOUNTS_MISSING, IDEMPOTENCY_MISMATCH
 */
export async function exportBooks(platform: Platform, actor: UserActor, input: z.output<typeof ExportBooksInput>): Promise<BookExportView> {
  const { scope } = actor;
  const db = platform.databases.server;
  const before = await madeBefore(platform, scope, input);
  if (before) return before;
  const { settings, terms } = await termsOf(platform, scope);
  const journals = chosen(await look(platform, scope, terms, input.from, input.to), input.onlyNew);
  if (journals.length === 0) throw new DomainError('BOOKS_EMPTY');
  if (unmappedIn(journals, settings).length > 0) throw new DomainError('BOOKS_ACCOUNTS_MISSING');
  const rows = journals.reduce((sum, journal) => sum + countRows(journal), 0);
  const isAtOnce = rows <= mostAtOnce;
  const { idempotencyKey, from, to, format, encoding, onlyNew } = input;
  const row: BookExportDocument = {
    _id: newBookExportId(),
    orgId: scope.orgId,
    requestKey: idempotencyKey,
    from,
    to,
    today: platform.clock.today(),
    format,
    encoding,
    onlyNew,
    settings,
    rounding: (await paperSettingsOf(platform, scope)).settings.taxRounding,
    fiscalYearStartMonth: terms.fiscalYearStartMonth,
    state: 'running',
    journals: journals.length,
    rows,
    debit: debitOf(journals),
    fileKey: null,
    sha256: '',
    userId: actor.userId,
    userName: actor.name,
    madeAt: platform.clock.now(),
    // What is written here and now is nobody else's to take up.
    leaseUntil: isAtOnce ? new Date(platform.clock.realNow().getTime() + bookLeaseMs) : null,
    leaseToken: isAtOnce ? 1 : 0,
  };
  const subjectName = `${from}〜${to}（${format}、${journals.length}件）`;
  try {
    await inTransaction(platform.databases.client, async (session) => {
      await bookExports.insert(db, scope, row, session);
      const note = { action: 'book.export', subjectKind: 'bookExport', subjectId: row._id, subjectName, fields: [] } as const;
      await recordAudit(platform, scope, actor, note, session);
    });
  } catch (error) {
    const other = isDuplicateKey(error) ? await madeBefore(platform, scope, input) : null;
    if (other) return other;
    throw error;
  }
  if (isAtOnce) await writeBookExport(platform, scope, row);
  else await platform.wakeJob(bookExportJob, { orgId: scope.orgId, exportId: row._id });
  return toView(await bookExports.get(db, scope, row._id));
}

/** The newest files, and what became of them. */
export async function newestBookExports(platform: Platform, scope: OrgScope): Promise<{ exports: BookExportView[] }> {
  return { exports: (await bookExports.newest(platform.databases.server, scope, 100)).map(toView) };
}

/**
 * Says that a file was not taken in: what it held, and no other file does, is new again.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION where it is not done
 */
export async function discardBooks(platform: Platform, actor: UserActor, id: BookExportId): Promise<BookExportView> {
  const { scope } = actor;
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const { state, from, to, format } = await bookExports.get(db, scope, id, session);
    if (state === 'discarding' || state === 'discarded') return;
    if (!(await discardBookExport(db, scope, id, session))) throw new DomainError('INVALID_TRANSITION', { from: state, to: 'discarded' });
    const subjectName = `${from}〜${to}（${format}）`;
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'book.discard', subjectKind: 'bookExport', subjectId: id, subjectName, fields: ['state'] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'books', ref: id }], platform.clock.now(), session);
  });
  await freeJournals(platform, scope, id);
  return toView(await bookExports.get(db, scope, id));
}

export interface BookFile {
  readonly fileName: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * The file as it was written, byte for byte. Who took it is in the log.
 * @throws DomainError NOT_FOUND, also for one that is not written yet, FORBIDDEN without members.export
 */
export async function downloadBooks(platform: Platform, actor: UserActor, id: BookExportId): Promise<BookFile> {
  const { scope } = actor;
  const db = platform.databases.server;
  const row = await bookExports.get(db, scope, id);
  // Said only of a file that is there: what belongs to others is not found, whoever asks.
  assertAllowed(actor, 'members.export');
  const bytes = row.fileKey === null ? null : await gridFileStore(db).get(scope, row.fileKey);
  if (!bytes) throw new DomainError('NOT_FOUND');
  if (createHash('sha256').update(bytes).digest('hex') !== row.sha256)
    throw new Error('the stored bytes of a journal file do not match its hash');
  const note = {
    action: 'book.download',
    subjectKind: 'bookExport',
    subjectId: id,
    subjectName: `${row.from}〜${row.to}（${row.format}）`,
    fields: [],
  } as const;
  await inTransaction(platform.databases.client, (session) => recordAudit(platform, scope, actor, note, session));
  return { ...bookFileKind(row), bytes };
}
