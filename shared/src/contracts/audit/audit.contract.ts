import * as z from 'zod';
import { AuditId } from '../../kernel/ids.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';

export const AuditRow = z.object({
  auditId: AuditId,
  at: z.iso.datetime(),
  actorKind: z.enum(['user', 'member', 'system', 'provider']),
  actorName: z.string(),
  /** A dotted verb, e.g. member.create; the client has the words. */
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  subjectName: z.string(),
  /** Names of the fields that changed; values are not kept here. */
  fields: z.array(z.string()),
});
export const AuditListInput = PageRequest.extend({ subjectId: z.string().max(60).nullish() });
export const AuditListOutput = pageOf(AuditRow);
