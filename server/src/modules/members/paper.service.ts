import {
  type MemberPaperInput,
  type PaperCheckOutput,
  labelSheets,
  paperMostMembers,
} from '@tsudoi/shared/contracts/members/member-paper.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member-status.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newListExportId } from '@tsudoi/shared/kernel/ids';
import { partsOfDate } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { lettersMissing } from '../../platform/pdf-fonts.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { streamMembers } from './export-member.repository.ts';
import { labelsCut, labelsPdf } from './label.document.ts';
import { type LabelAddressee, addresseeOf, sheetsFor } from './label.rules.ts';
import type { MemberDocument } from './member.repository.ts';
import { assertMayChoose, listFilterOf } from './member-list.service.ts';
import { listMembershipTypes } from './membership-type.repository.ts';
import { linesPerPage, rollPdf } from './roll.document.ts';

type Input = z.output<typeof MemberPaperInput>;
const shownWithout = 20;
const paperFields = [
  '_id',
  'status',
  'memberNumber',
  'familyName',
  'givenName',
  'familyNameKana',
  'givenNameKana',
  'membershipTypeId',
  'contactEmail',
  'phone',
  'postalCode',
  'address',
  'affiliation',
  'kind',
  'contacts',
] as const;
type OnPaper = Pick<MemberDocument, (typeof paperFields)[number]>;
const paperNames = { labels: '宛名ラベル', roll: '会員名簿PDF' } as const;

/** To whom nothing is sent by post but on purpose: nobody addresses the dead, and these have never become members. */
const withoutPost: ReadonlySet<MemberStatus> = new Set(['deceased', 'rejected', 'application_withdrawn']);

interface OnPapers {
  readonly members: OnPaper[];
  readonly leftOut: number;
}

/** Whom the paper is for, in the order of the list. @throws DomainError PAPER_TOO_LARGE, FORBIDDEN */
async function membersOf(platform: Platform, actor: UserActor, input: Input): Promise<OnPapers> {
  assertMayChoose(actor, input);
  const query = { ...(await listFilterOf(actor.scope, input, platform.clock.today())), sort: input.sort, descending: input.descending };
  const members: OnPaper[] = [];
  let leftOut = 0;
  for await (const batch of streamMembers(platform.databases.server, actor.scope, query, paperFields, 1000)) {
    const wanted = batch.filter((member) => !input.withoutEmail || member.contactEmail === '');
    const shown = wanted.filter(({ status }) => input.paper !== 'labels' || input.status === status || !withoutPost.has(status));
    leftOut += wanted.length - shown.length;
    members.push(...shown);
    if (members.length > paperMostMembers) throw new DomainError('PAPER_TOO_LARGE', { most: paperMostMembers });
  }
  return { members, leftOut };
}

const nameOf = (member: OnPaper): string => fullName(member);

/** The first of those concerned, by number and name. */
const named = (members: readonly OnPaper[]) =>
  members.slice(0, shownWithout).map((member) => ({ memberNumber: member.memberNumber, name: nameOf(member) }));

/** All that stands on a label. */
const onLabel = ({ body = '', name, address, affiliation }: LabelAddressee): string => `${body}${name}${address}${affiliation}`;
/** All that stands in a line of the roll and that somebody wrote. */
const inRoll = (member: OnPaper): string => `${nameOf(member)}${member.familyNameKana}${member.givenNameKana}${member.address}`;

/** How much paper it is, who gets no label, and whose name or address does not come out whole. @throws DomainError PAPER_TOO_LARGE */
export async function checkPaper(platform: Platform, actor: UserActor, input: Input): Promise<z.output<typeof PaperCheckOutput>> {
  const { members, leftOut } = await membersOf(platform, actor, input);
  const without = input.paper === 'labels' ? members.filter(({ address }) => address === '') : [];
  const printed = input.paper === 'labels' ? members.filter(({ address }) => address !== '') : members;
  const types = new Map((await listMembershipTypes(actor.scope)).map((type) => [type._id, type]));
  const labels = (input.paper === 'labels' ? printed : []).map((member) => ({
    member,
    ...addresseeOf(member, types.get(member.membershipTypeId)?.honorific),
  }));
  const texts = input.paper === 'labels' ? labels.map(onLabel) : printed.map(inRoll);
  const unprintable = printed.flatMap((member, at) => {
    const letters = lettersMissing(texts[at] ?? '');
    return letters.length === 0 ? [] : [{ member, letters: letters.join('') }];
  });
  const cut = await labelsCut(labels, labelSheets[input.sheet]);
  const pages =
    input.paper === 'labels'
      ? sheetsFor(labelSheets[input.sheet], input.start, members.length - without.length)
      : Math.ceil(members.length / linesPerPage);
  return {
    members: members.length,
    leftOut,
    withoutAddress: named(without),
    withoutAddressCount: without.length,
    unprintable: unprintable
      .slice(0, shownWithout)
      .map(({ member, letters }) => ({ memberNumber: member.memberNumber, name: nameOf(member), letters })),
    unprintableCount: unprintable.length,
    cut: named(cut.map(({ member }) => member)),
    cutCount: cut.length,
    pages,
  };
}

/** Labels or the roll on paper; who took how many is in the log before it leaves. @throws DomainError PAPER_TOO_LARGE */
export async function memberPaper(platform: Platform, actor: UserActor, input: Input): Promise<Buffer> {
  const { scope } = actor;
  const { members } = await membersOf(platform, actor, input);
  const { name: organization } = await findOrganization(scope);
  const createdAt = platform.clock.now();
  const shown = input.paper === 'labels' ? members.filter(({ address }) => address !== '') : members;
  const subjectName = `${shown.length}名（${paperNames[input.paper]}）`;
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      scope,
      actor,
      { action: 'member.export', subjectKind: 'member', subjectId: actor.userId, subjectName, fields: [] },
      session,
    ),
  );
  const ids = shown.map(({ _id }) => _id);
  platform.reads.taken(actor, 'export', newListExportId(), ids);
  const types = new Map((await listMembershipTypes(scope)).map((type) => [type._id, type]));
  if (input.paper === 'labels')
    return labelsPdf(
      shown.map((member) => addresseeOf(member, types.get(member.membershipTypeId)?.honorific)),
      {
        sheet: labelSheets[input.sheet],
        start: input.start,
        shift: { x: input.shiftX, y: input.shiftY },
        author: organization,
        createdAt,
      },
    );
  const { year, month, day } = partsOfDate(platform.clock.today());
  return rollPdf(
    shown.map((member) => ({
      number: member.memberNumber,
      name: nameOf(member),
      kana: `${member.familyNameKana} ${member.givenNameKana}`.trim(),
      type: types.get(member.membershipTypeId)?.name ?? '',
      address: member.address,
      phone: formatPhone(member.phone),
    })),
    { title: input.kind === 'corporate' ? '法人会員名簿' : '会員名簿', organization, asOf: `${year}年${month}月${day}日現在`, createdAt },
  );
}
