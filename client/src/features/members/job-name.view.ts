import type { MemberJobRow } from '@tsudoi/shared/contracts/members/member-job.contract';
import { formatDateLong } from '../../lib/dates.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { jobTexts } from './job-texts.ts';
import { typeJobTexts } from './type-job-texts.ts';

/** What a change of many was, in a few words. */
export function useJobName(): (job: MemberJobRow) => string {
  const words = useWords(jobTexts);
  const { statuses } = useWords(adminMemberTexts).detail;
  const types = useWords(typeJobTexts);
  return (job) => {
    if (job.kind === 'status') return fill(words.status, { status: statuses[job.status], date: formatDateLong(job.effectiveOn) });
    return job.kind === 'type' ? fill(types.job, { type: job.membershipTypeName }) : fill(words.tags[job.action], { tag: job.tag });
  };
}
