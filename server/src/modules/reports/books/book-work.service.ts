import { createHash } from 'node:crypto';
import type { BookFormat } from '@tsudoi/shared/contracts/reports/books.contract';
import { type BookExportId, newBookExportId } from '@tsudoi/shared/kernel/ids';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { csvRecord } from '../../../platform/csv.ts';
import { gridFileStore } from '../../../platform/files.ts';
import { recordLive } from '../../../platform/live.ts';
import { type MailDraft, enqueueMails } from '../../../platform/mail-outbox.ts';
import type { Platform } from '../../../platform/platform.ts';
import { toShiftJis } from '../../../platform/shift-jis.ts';
import { findUser } from '../../identity/identity.public.ts';
import { findOrganization } from '../../organizations/organizations.public.ts';
import { booksReadyMail } from './book.mail.ts';
import {
  type BookExportDocument,
  bookExports,
  discardedBookExports,
  finishDiscarding,
  markJournals,
  marksOfJournals,
  unmarkJournals,
} from './book-export.repository.ts';
import { bookTerms, completedSettings } from './book-settings.service.ts';
import { bookHeads, countRows, journalRows } from './journal-file.rules.ts';
import type { Journal } from './journal.rules.ts';
import { journalsOf } from './journal.service.ts';

export const bookLeaseMs = 120_000;
/** Above that many lines a file is written in the background, and whoever asked for it gets a mail. */
export const mostAtOnce = 5000;

const byDay = (left: Journal, right: Journal): number =>
  left.on === right.on ? (left.key < right.key ? -1 : 1) : left.on < right.on ? -1 : 1;

/** Null: the process is to end before it is all read. What the file holds: of the days asked for, and where only new ones were, those that no other file has taken since. */
async function journalsOfFile(platform: Platform, scope: OrgScope, row: BookExportDocument): Promise<Journal[] | null> {
  const db = platform.databases.server;
  const { settings, from, to, today, onlyNew } = row;
  const terms = bookTerms(settings, row.fiscalYearStartMonth);
  const held: Journal[] = [];
  for await (const page of journalsOf(platform, scope, terms)) {
    if (platform.stopping()) return null;
    const asked = page.filter(
      ({ on, lines }) => on >= from && on <= to && on <= today && lines.every(({ role }) => settings.accounts[role].account !== ''),
    );
    const keys = asked.map(({ key }) => key);
    await markJournals(db, scope, row._id, keys, onlyNew ? 'claim' : 'add');
    const marks = await marksOfJournals(db, scope, keys);
    held.push(...asked.filter(({ key }) => marks.get(key)?.includes(row._id) ?? false));
  }
  return held.sort(byDay);
}

function bytesOf(row: BookExportDocument, journals: readonly Journal[]): Buffer {
  const { format, settings, rounding, encoding } = row;
  const head = bookHeads[format];
  let text = head.length === 0 ? '' : csvRecord(head);
  journals.forEach((journal, index) => {
    for (const cells of journalRows(journal, index + 1, { format, settings, rounding })) text += csvRecord(cells);
  });
  // Without a mark: the first heading is what the programs know the file by.
  return encoding === 'sjis' ? toShiftJis(text) : Buffer.from(text);
}

/** Writes a file; a killed one is written anew with the journals it had taken. Does nothing while another process has it. */
export async function workOnBookExport(platform: Platform, scope: OrgScope, id: BookExportId): Promise<void> {
  const db = platform.databases.server;
  const claimed = await bookExports.claim(db, scope, id, platform.clock.realNow(), bookLeaseMs);
  if (claimed) await writeBookExport(platform, scope, claimed);
}

/** By whoever has claimed it. Where the process is to end it is given back, with the journals it has taken. */
export async function writeBookExport(platform: Platform, scope: OrgScope, claimed: BookExportDocument): Promise<void> {
  const db = platform.databases.server;
  const row = { ...claimed, settings: completedSettings(claimed.settings) };
  const journals = await journalsOfFile(platform, scope, row);
  if (journals === null) {
    await bookExports.report(db, scope, row, { leaseUntil: null });
    return;
  }
  const bytes = bytesOf(row, journals);
  // A key of its own per try: of two processes one names its file, the other's is left unnamed and harmless.
  const fileKey = `books/${row._id}/${newBookExportId()}`;
  await gridFileStore(db).put(scope, fileKey, bytes, 'text/csv');
  const debits = journals.flatMap(({ lines }) => lines.filter(({ side }) => side === 'debit').map(({ amount }) => amount));
  const done: Partial<BookExportDocument> = {
    state: 'done',
    journals: journals.length,
    rows: journals.reduce((sum, journal) => sum + countRows(journal), 0),
    debit: sumYen(debits),
    fileKey,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    leaseUntil: null,
  };
  const mails = row.rows > mostAtOnce ? await readyMails(platform, scope, { ...row, ...done }) : [];
  const now = platform.clock.now();
  const isOurs = await inTransaction(platform.databases.client, async (session) => {
    if (!(await bookExports.report(db, scope, row, done, session))) return false;
    await enqueueMails(db, scope, mails, now, session);
    await recordLive(db, scope, [{ topic: 'books', ref: row._id }], now, session);
    return true;
  });
  platform.nudgeMail();
  if (!isOurs) await gridFileStore(db).remove(scope, fileKey);
}

/** Whoever asked for a large file hears that it is there, if they still belong to the office. */
async function readyMails(platform: Platform, scope: OrgScope, file: BookExportDocument): Promise<MailDraft[]> {
  const user = await findUser(scope, file.userId);
  return user ? [booksReadyMail(user.email, await findOrganization(scope), file, platform.env.PUBLIC_URL)] : [];
}

/** Frees what discarded files held and whoever was killed left; one that fails does not keep the others. */
export async function freeDiscardedBooks(platform: Platform): Promise<void> {
  for (const { orgId, _id } of await discardedBookExports(platform.databases.server))
    await freeJournals(platform, mintOrgScope(orgId), _id).catch((err: unknown) =>
      platform.log.error({ err, exportId: _id }, 'journals of a discarded file could not be freed and are tried again'),
    );
}

/** What a discarded file held is new again; a process that was killed leaves it to the sweep. */
export async function freeJournals(platform: Platform, scope: OrgScope, id: BookExportId): Promise<void> {
  await unmarkJournals(platform.databases.server, scope, id);
  await finishDiscarding(platform.databases.server, scope, id);
}

const programs: Readonly<Record<BookFormat, string>> = { freee: 'freee', moneyforward: 'マネーフォワード', yayoi: '弥生会計' };

/** What a file is called, and what kind it is. */
export function bookFileKind({ format, from, to, encoding }: BookExportDocument): { fileName: string; type: string } {
  const charset = encoding === 'sjis' ? 'shift_jis' : 'utf-8';
  return { fileName: `仕訳_${programs[format]}_${from}_${to}.csv`, type: `text/csv; charset=${charset}` };
}
