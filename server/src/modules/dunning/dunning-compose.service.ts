import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { BillOpened } from '../../platform/mail-outbox.ts';
import { type MailSubject, shortSubject } from '../../platform/mail-subject.ts';
import { numberName } from '../../platform/number-name.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Press, pressOf } from '../documents/documents.public.ts';
import { type MemberFacts, owedOn } from './dunning-facts.service.ts';
import type { NoticeBill } from './dunning-notice.repository.ts';
import type { DunningSettings, DunningStage } from './dunning-settings.repository.ts';
import type { Due } from './dunning.rules.ts';
import { type TextFacts, howToPayByMail, howToPayOnPaper, letterText, mailText } from './dunning-text.rules.ts';

/** What all notices of one organisation have in common; read once for a batch. */
export interface Desk {
  readonly press: Press;
  readonly settings: DunningSettings;
  /** Those of the members asked for who can log in to My Page. */
  readonly canLogIn: ReadonlySet<MemberId>;
  /** Those of them whose number only stands in the place of one. */
  readonly awaitNumber: ReadonlySet<MemberId>;
  readonly publicUrl: string;
  readonly today: JstDate;
}

export async function deskOf(
  platform: Platform,
  scope: OrgScope,
  settings: DunningSettings,
  memberIds: readonly MemberId[],
): Promise<Desk> {
  const [press, cards] = await Promise.all([pressOf(platform, scope), platform.hooks.memberCards(scope, memberIds)]);
  const awaiting = await platform.hooks.awaitNumbers(scope, cards);
  return {
    press,
    settings,
    awaitNumber: new Set([...awaiting].map(({ memberId }) => memberId)),
    canLogIn: new Set(cards.filter(({ mayLogIn }) => mayLogIn).map(({ memberId }) => memberId)),
    publicUrl: platform.env.PUBLIC_URL,
    today: platform.clock.today(),
  };
}

/** Where My Page is for a member; null for who cannot log in. */
export const myPageOf = (desk: Desk, memberId: MemberId): string | null =>
  desk.canLogIn.has(memberId) ? `${desk.publicUrl}/${desk.press.organization.slug}/my` : null;

const accountTypes = { ordinary: '普通', current: '当座', savings: '貯蓄' } as const;

/** The account of the papers, and what to name there; empty where none is printed. */
function accountOf({ press: { settings }, awaitNumber }: Desk, memberId: MemberId): string {
  if (!settings.bankPrinted) return '';
  const { bankName, bankBranch, bankAccountType, bankAccountNumber, bankHolder } = settings;
  return `お振込先　${[bankName, bankBranch].filter(Boolean).join(' ')} ${accountTypes[bankAccountType]} ${bankAccountNumber} ${bankHolder}\nお振込のときは、振込名義に${numberName(awaitNumber.has(memberId))}かお名前を入れてください。`;
}

export function officeOf({ organization, issuer }: Press): string {
  return [`${organization.name} 事務局`, issuer.phone === '' ? '' : `電話 ${issuer.phone}`, organization.contactEmail]
    .filter(Boolean)
    .join('　');
}

export interface Composed {
  readonly link: string | null;
  /** The one bill that the link opens; null where it leads to My Page. */
  readonly opens: BillOpened | null;
  readonly subject: MailSubject;
  readonly mail: string;
  readonly letter: string;
  readonly bills: readonly NoticeBill[];
  readonly honorific: string;
}

/** The bill itself where there is one, the list where there are several; none for who cannot log in any more. */
function linkFor(desk: Desk, memberId: MemberId, billIds: readonly string[]): string | null {
  const my = myPageOf(desk, memberId);
  if (my === null) return null;
  return billIds.length === 1 ? `${my}/pay/${billIds[0]}` : `${my}/bills`;
}

function waysByMail(desk: Desk, memberId: MemberId, link: string | null, isOpen: boolean): TextFacts['howToPay'] {
  return howToPayByMail({ online: link, isOpen, account: accountOf(desk, memberId), office: officeOf(desk.press) });
}

export function waysOnPaper(desk: Desk, memberId: MemberId): TextFacts['howToPay'] {
  return howToPayOnPaper({ online: myPageOf(desk, memberId), account: accountOf(desk, memberId), office: officeOf(desk.press) });
}

/** Whole words of one notice: a mail and a letter say the same, but for the way to pay. */
export function compose(desk: Desk, facts: MemberFacts, due: Due<DunningStage>): Composed {
  const bills = facts.bills
    .filter(({ _id }) => due.billIds.includes(_id))
    .map((bill) => ({
      billId: bill._id,
      billNumber: bill.billNumber,
      billName: bill.billName,
      dueOn: bill.dueOn,
      outstanding: owedOn(bill),
    }));
  const memberId = facts.member._id;
  const link = linkFor(desk, memberId, due.billIds);
  const [one, ...more] = bills;
  const opens = link !== null && one && more.length === 0 ? { billId: one.billId, memberId } : null;
  const honorific = desk.press.titleOf(facts.member);
  const text: TextFacts = {
    name: fullName(facts.member),
    honorific,
    memberNumber: facts.member.memberNumber,
    awaitsNumber: desk.awaitNumber.has(memberId),
    organizationName: desk.press.organization.name,
    bills,
    howToPay: waysByMail(desk, memberId, link, opens !== null),
  };
  return {
    link,
    opens,
    bills,
    honorific,
    subject: shortSubject(desk.press.organization.name, due.stage.subject),
    mail: mailText(due.stage, text, desk.settings.english),
    letter: letterText(due.stage, { ...text, howToPay: waysOnPaper(desk, memberId) }, desk.settings.english),
  };
}
