import type { ExportProofsInput } from '@tsudoi/shared/contracts/members/proof-export.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { ListFile } from '../../platform/list-file.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMembershipType } from './membership-type.repository.ts';
import { proofCells } from './proof-export.rules.ts';
import { listedOf, peopleOfPass } from './proof-pass.service.ts';
import { findRule, proofsInState } from './proof.repository.ts';

const atOnce = 500;

/**
 * One list of a period as a file, with the addresses by which the office tells those whom no mail reaches: all of it, where the
 * screen shows the first ones. Nobody where the type asks for no proof. @throws DomainError NOT_FOUND
 */
export async function proofList(platform: Platform, scope: OrgScope, input: z.output<typeof ExportProofsInput>): Promise<ListFile> {
  const db = platform.databases.server;
  if (!(await findMembershipType(scope, input.membershipTypeId))) throw new DomainError('NOT_FOUND');
  const rule = await findRule(db, scope, input.membershipTypeId);
  const people = rule ? (await peopleOfPass(platform, scope, rule, await proofsInState(db, scope, 'lapsed'))).people : [];
  const listed = listedOf(people, input.show).filter(({ row }) => !input.unreached || !row.byMail);
  const read = input.columns.map((column) => proofCells[column]);
  return {
    sheetName: '年次の証明',
    head: input.columns,
    count: () => Promise.resolve(listed.length),
    async *rows() {
      for (let at = 0; at < listed.length; at += atOnce)
        yield listed.slice(at, at + atOnce).map((person) => ({
          cells: read.map((cell) => cell(person)),
          memberId: person.member._id,
          memberNumber: person.member.memberNumber,
          name: person.row.name,
        }));
    },
  };
}
