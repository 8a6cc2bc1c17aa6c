import type { ExportRunRowsInput, PlanRowsInput, PlanRowsOutput } from '@tsudoi/shared/contracts/billing/run-rows.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Filter } from 'mongodb';
import type * as z from 'zod';
import type { ListFile } from '../../platform/list-file.ts';
import type { Platform } from '../../platform/platform.ts';
import { numberedAs, writtenAs } from '../members/members.public.ts';
import { type PlanRowDocument, countPlanRows, getRun, pageOfPlanRows } from './billing-run.repository.ts';
import { madeBillOf, planRowView } from './billing-run.view.ts';
import { runRowCells } from './run-export.rules.ts';
import { replacedBills } from './run-replaced.service.ts';

type Asked = Pick<z.output<typeof PlanRowsInput>, 'show' | 'q'>;
const atOnce = 500;

const shows: Readonly<Record<Asked['show'], Filter<PlanRowDocument>>> = {
  all: {},
  included: { included: true },
  excluded: { included: false },
  changed: { changed: true },
  failed: { failure: { $ne: null } },
};

/** What of a plan is asked for; each word in the name, the reading or the number, as in the lists of bills. */
function rowFilter({ show, q }: Asked): Filter<PlanRowDocument> {
  const words = q.split(/\s+/).filter(Boolean);
  if (words.length === 0) return shows[show];
  const named = words.map((word) => {
    const text = writtenAs(word);
    return { $or: [{ name: text }, { kana: text }, { memberNumber: numberedAs(word) }] };
  });
  return { ...shows[show], $and: named };
}

/** A page of a plan, with what has become of its rows so far. @throws DomainError NOT_FOUND, INVALID_INPUT */
export async function planRows(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof PlanRowsInput>,
): Promise<z.output<typeof PlanRowsOutput>> {
  const db = platform.databases.server;
  const run = await getRun(db, scope, input.billingRunId);
  const backwards = input.direction === 'previous';
  const after = input.cursor ? Number(input.cursor) : null;
  if (after !== null && !Number.isSafeInteger(after)) throw new DomainError('INVALID_INPUT');
  const filter = rowFilter(input);
  const found = await pageOfPlanRows(db, scope, run._id, filter, after, backwards, input.size);
  const more = found.length > input.size;
  const rows = found.slice(0, input.size);
  if (backwards) rows.reverse();
  const made = rows.flatMap((row) => madeBillOf(row, run) ?? []);
  const replaced = await replacedBills(platform, scope, made);
  const isWhole = input.show === 'all' && input.q === '';
  return {
    rows: rows.map((row) => planRowView(row, run, replaced)),
    nextCursor: rows.length > 0 && (backwards || more) ? String(rows.at(-1)!.seq) : null,
    previousCursor: rows.length > 0 && (backwards ? more : after !== null) ? String(rows[0]!.seq) : null,
    total: isWhole ? run.included + run.excluded : await countPlanRows(db, scope, run._id, filter),
    totalCapped: false,
  };
}

/** The same rows, all of them, as a file: the rehearsal before a run, its results after it. @throws DomainError NOT_FOUND */
export async function runRowList(platform: Platform, scope: OrgScope, input: z.output<typeof ExportRunRowsInput>): Promise<ListFile> {
  const db = platform.databases.server;
  const run = await getRun(db, scope, input.billingRunId);
  const filter = rowFilter(input);
  const read = input.columns.map((column) => runRowCells[column]);
  return {
    sheetName: '請求作成',
    head: input.columns,
    count: () => countPlanRows(db, scope, run._id, filter),
    async *rows() {
      for (let after: number | null = null; ;) {
        const found: PlanRowDocument[] = await pageOfPlanRows(db, scope, run._id, filter, after, false, atOnce);
        const rows = found.slice(0, atOnce);
        yield rows.map((row) => ({
          cells: read.map((cell) => cell(row, run)),
          memberId: row.memberId,
          memberNumber: row.memberNumber,
          name: row.name,
        }));
        if (found.length <= atOnce) return;
        after = rows.at(-1)!.seq;
      }
    },
  };
}
