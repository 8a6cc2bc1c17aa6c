import {
  type MarkPrintedInput,
  type MarkedLetters,
  type PrintLettersInput,
  mostChosen,
} from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { writtenDate } from '../billing/billing.public.ts';
import { type Sheet, invoiceToEnclose, pressOf, receiptToEnclose, unnumberedAmong } from '../documents/documents.public.ts';
import { findMembers } from '../members/members.public.ts';
import { type DunningLetter, dunningLettersPdf } from './dunning-letter.document.ts';
import { type DunningNoticeDocument, findNotices, moveNotices, notePrinted, waitingLetters } from './dunning-notice.repository.ts';
import { dunningLetters, lettersToPost, stopOutdated } from './dunning-notice.service.ts';

const inOrder = (left: DunningNoticeDocument, right: DunningNoticeDocument): number =>
  right.stageDays - left.stageDays || (left._id < right._id ? -1 : 1);

/** What a letter says that it encloses, issued by whoever prints it. */
async function enclosedIn(platform: Platform, actor: UserActor, { _id, about, encloses, bills }: DunningNoticeDocument): Promise<Sheet[]> {
  const sheets: Sheet[] = [];
  if (!encloses) return sheets;
  for (const { billId } of bills)
    sheets.push(await (about === 'receipt' ? receiptToEnclose(platform, actor, billId, _id) : invoiceToEnclose(platform, actor, billId)));
  return sheets;
}

/**
 * The letters of one kind or stage, or all, as one file; whoever has paid since gets none. Who took how many is in the log before
 * they leave, and of each letter that it was printed. What a letter encloses is issued with it: printed again it is the same paper.
 */
export async function printLetters(
  platform: Platform,
  actor: UserActor,
  { about, stage }: z.output<typeof PrintLettersInput>,
): Promise<Buffer> {
  const { scope } = actor;
  const isAsked = (row: DunningNoticeDocument): boolean =>
    (about === null || (row.about ?? 'reminder') === about) && (stage === null || row.stageKey === stage);
  const asked = (await waitingLetters(platform.databases.server, scope)).filter(isAsked);
  const stopped = await stopOutdated(platform, scope, asked);
  const notices = asked.filter(({ _id }) => !stopped.has(_id)).toSorted(inOrder);
  const members = new Map(
    (await findMembers(scope, [...new Set(notices.map(({ memberId }) => memberId))])).map((member) => [member._id, member]),
  );
  const unnumbered = await unnumberedAmong(platform, scope, notices);
  const { organization, issuer, titleOf } = await pressOf(platform, scope);
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      scope,
      actor,
      { action: 'dunning.letters_print', subjectKind: 'dunning', subjectId: scope.orgId, subjectName: `${notices.length}通`, fields: [] },
      session,
    ),
  );
  const letters: DunningLetter[] = [];
  for (const notice of notices) {
    const member = members.get(notice.memberId);
    letters.push({
      postalCode: member?.postalCode ?? '',
      address: member?.address ?? '',
      name: member ? fullName(member) : notice.memberName,
      honorific: member ? titleOf(member) : '様',
      memberNumber: notice.memberNumber,
      awaitsNumber: unnumbered.has(notice),
      subject: notice.subject,
      text: notice.text,
      enclosed: await enclosedIn(platform, actor, notice),
    });
  }
  const file = await dunningLettersPdf(letters, {
    name: issuer.name,
    contact: [issuer.address, issuer.phone === '' ? '' : `電話 ${issuer.phone}`, organization.contactEmail].filter(Boolean),
    date: writtenDate(platform.clock.today()),
    createdAt: platform.clock.now(),
  });
  await notePrinted(
    platform.databases.server,
    scope,
    notices.map(({ _id }) => _id),
    platform.clock.now(),
  );
  return file;
}

/** Marks as posted today what was printed and still waits; letters made or printed since then go on waiting. */
export async function markPrinted(
  platform: Platform,
  actor: UserActor,
  { until }: z.output<typeof MarkPrintedInput>,
): Promise<z.output<typeof MarkedLetters>> {
  const { scope } = actor;
  const db = platform.databases.server;
  const last = new Date(until);
  const printed = (await lettersToPost(platform, scope)).filter(({ printedAt }) => printedAt !== undefined && printedAt <= last);
  const marked: DunningNoticeDocument['_id'][] = [];
  for (let from = 0; from < printed.length; from += mostChosen) {
    const some = printed.slice(from, from + mostChosen).map(({ _id }) => _id);
    marked.push(
      ...(await inTransaction(platform.databases.client, async (session) => {
        const ids = (await findNotices(db, scope, some, session)).flatMap(({ _id, state }) => (state === 'waiting' ? [_id] : []));
        if (ids.length === 0) return ids;
        await moveNotices(db, scope, ids, 'waiting', { state: 'posted', on: platform.clock.today() }, session);
        const note = {
          action: 'dunning.letters_sent',
          subjectKind: 'dunning',
          subjectId: ids[0]!,
          subjectName: `${ids.length}通`,
        } as const;
        await recordAudit(platform, scope, actor, { ...note, fields: [] }, session);
        return ids;
      })),
    );
  }
  return { dunningNoticeIds: marked, letters: await dunningLetters(platform, scope) };
}
