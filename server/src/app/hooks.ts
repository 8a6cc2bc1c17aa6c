import type { MailPurpose } from '../platform/mail-outbox.ts';
import type { Hooks, Platform } from '../platform/platform.ts';
import {
  admissionDays,
  applicationRows,
  followContactOfApplicant,
  followTypeOfApplicant,
  isInDraft,
  openApplicationOf,
  openApplicationsFor,
  reopenApplication,
  valuesApplied,
} from '../modules/applications/applications.public.ts';
import {
  adjustmentRows,
  billJoiningFee,
  billRows,
  createDefaultItem,
  extendJoiningFee,
  joiningFeeOf,
  openBillsOf,
  registerCreditSource,
  registerMoneyHappenings,
  registerReplacements,
  unwantedBillNotices,
} from '../modules/billing/billing.public.ts';
import {
  dunningHoldRows,
  dunningRows,
  letterForPaper,
  letterForUndelivered,
  keepHolds,
  unwantedReminders,
} from '../modules/dunning/dunning.public.ts';
import {
  linksOfInvoices,
  paperRows,
  paperSettingsOf,
  receiptRows,
  voidInvoicesPaidByPayers,
  voidReceiptsOf,
} from '../modules/documents/documents.public.ts';
import {
  changeRequestRows,
  fileRows,
  findLookalikes,
  findMembers,
  memberCardOf,
  awaitNumbers,
  memberCardsOf,
  membersSharing,
  proofRows,
  sortKanaOf,
  takeContactEmail,
} from '../modules/members/members.public.ts';
import {
  allocationRows,
  offersDebit,
  paymentRows,
  registerMoneyMovedHook,
  registerMoneyReversedHook,
  releaseJoiningFee,
  replaceJoiningFee,
  taskRows,
  moneyHappenings,
  replacementsOf,
  unallocatedByMember,
} from '../modules/payments/payments.public.ts';
import {
  cardWishRows,
  collectionRows,
  dropCardWish,
  duesCardOf,
  duesNoticeGivenUp,
  followCollection,
  offersCard,
  planAmountGivenUp,
  resumeDrawnPlans,
  planRows,
  registerCollectionOutcome,
  settleCollections,
  unwantedCollectionMails,
  wishCard,
} from '../modules/recurring/recurring.public.ts';
import {
  noteOutcome,
  renewalConsentRows,
  renewalNoticeGivenUp,
  renewalRows,
  termRows,
  termsOfMoney,
  typesWithTerms,
} from '../modules/renewals/renewals.public.ts';
import { tellOfMoney } from '../modules/webhooks/webhooks.public.ts';

/** Where earlier modules are given what later ones provide; the only place that knows both. */
export function createHooks(platform: () => Platform): Hooks {
  registerCreditSource((given, scope, memberIds) => unallocatedByMember(given.databases.server, scope, memberIds));
  registerMoneyHappenings(moneyHappenings);
  registerReplacements(replacementsOf);
  registerMoneyReversedHook(voidReceiptsOf);
  registerMoneyMovedHook(voidInvoicesPaidByPayers);
  registerMoneyMovedHook(tellOfMoney);
  registerMoneyMovedHook(settleCollections);
  registerMoneyMovedHook(resumeDrawnPlans);
  registerMoneyMovedHook(termsOfMoney);
  registerCollectionOutcome(noteOutcome);
  registerCollectionOutcome(followCollection);
  return {
    memberRows: () => [
      billRows,
      adjustmentRows,
      paymentRows,
      allocationRows,
      receiptRows,
      paperRows,
      dunningRows,
      dunningHoldRows,
      collectionRows,
      termRows,
      renewalRows,
      renewalConsentRows,
      planRows,
      cardWishRows,
      taskRows,
      applicationRows,
      fileRows,
      changeRequestRows,
      proofRows,
    ],
    taxRounding: async (scope) => (await paperSettingsOf(platform(), scope)).settings.taxRounding,
    async mailGivenUp(mail, session) {
      if (mail.purpose === 'dunning') await letterForUndelivered(platform(), mail, session);
      if (mail.purpose === 'bill_opened' || mail.purpose === 'receipt') await letterForPaper(platform(), mail, session);
      if (mail.purpose === 'renewal') await renewalNoticeGivenUp(platform(), mail, session);
      if (mail.purpose === 'recurring') await planAmountGivenUp(platform(), mail, session);
      if (mail.purpose === 'collection') await duesNoticeGivenUp(platform(), mail, session);
    },
    typesWithTerms: (scope) => typesWithTerms(platform(), scope),
    billReplaced: (scope, cancelled, by, session) => keepHolds(platform(), scope, cancelled, by, session),
    async unwantedMails(mails) {
      const ofPurpose = (wanted: MailPurpose) => mails.filter(({ purpose }) => purpose === wanted);
      const reminders = await unwantedReminders(platform(), ofPurpose('dunning'));
      const notices = await unwantedBillNotices(platform(), ofPurpose('bill_opened'));
      return new Set([...reminders, ...notices, ...(await unwantedCollectionMails(platform(), ofPurpose('collection')))]);
    },
    organizationActivated: (scope, session) => createDefaultItem(platform(), scope, session),
    openBills: (scope, memberIds) => openBillsOf(platform().databases.server, scope, memberIds),
    linksOfInvoices: (scope, numbers) => linksOfInvoices(platform().databases.server, scope, numbers),
    async memberCard(scope, memberId) {
      const card = await memberCardOf(scope, memberId);
      if (!card || card.mayLogIn) return card;
      const waiting = await openApplicationOf(platform(), scope, memberId);
      return {
        ...card,
        pending: card.pending || waiting !== null,
        paysAhead: waiting?.paysAhead ?? false,
        awaitsPayment: waiting?.awaitsPayment ?? false,
      };
    },
    offersDebit: (scope) => offersDebit(platform(), scope),
    offersCard: (scope) => offersCard(platform(), scope),
    wishCard: (scope, wish, session) => wishCard(platform(), scope, wish, session),
    dropCardWish: (scope, wish, session) => dropCardWish(platform(), scope, wish, session),
    duesCardOf: (scope, memberId) => duesCardOf(platform(), scope, memberId),
    billJoiningFee: (scope, actor, due, session) => billJoiningFee(platform(), scope, actor, due, session),
    extendJoiningFee: (scope, actor, billId, dueOn, session) => extendJoiningFee(platform(), scope, actor, billId, dueOn, session),
    replaceJoiningFee: (scope, actor, applicationId, due, session) =>
      replaceJoiningFee(platform(), scope, actor, applicationId, due, session),
    followContactOfApplicant: (scope, member, session) => followContactOfApplicant(platform(), scope, member, session),
    followTypeOfApplicant: (scope, actor, member, session) => followTypeOfApplicant(platform(), scope, actor, member, session),
    reopenApplication: (scope, actor, memberId, rejoinsOn, session) =>
      reopenApplication(platform(), scope, actor, memberId, rejoinsOn, session),
    admissionDays: (scope, memberId) => admissionDays(platform(), scope, memberId),
    openApplicationsFor: (scope, membershipTypeId) => openApplicationsFor(platform(), scope, membershipTypeId),
    valuesApplied: (scope, memberId) => valuesApplied(platform(), scope, memberId),
    isInDraft: (scope, key, fieldId, value) => isInDraft(platform(), scope, key, fieldId, value),
    joiningFeeOf: (scope, applicationId, session, memberId) =>
      joiningFeeOf(platform().databases.server, scope, applicationId, session, memberId),
    releaseJoiningFee: (scope, actor, applicationId, session) => releaseJoiningFee(platform(), scope, actor, applicationId, session),
    async memberCards(scope, memberIds) {
      const found = new Map((await findMembers(scope, memberIds)).map((member) => [member._id, member]));
      return memberCardsOf(
        scope,
        memberIds.flatMap((memberId) => found.get(memberId) ?? []),
      );
    },
    awaitNumbers: (scope, cards) => awaitNumbers(platform(), scope, cards),
    async membersAt(scope, email) {
      return memberCardsOf(scope, await membersSharing(scope, email));
    },
    async membersLike(scope, { email, memberIds, ...reading }) {
      const sharing = await membersSharing(scope, email);
      const namesakes = await findLookalikes(scope, { contactEmail: '', sortKana: sortKanaOf(reading) });
      const named = await findMembers(scope, memberIds);
      const people = [...new Map([...sharing, ...namesakes, ...named].map((member) => [member._id, member])).values()];
      const cards = await memberCardsOf(scope, people);
      return cards.map((card, index) => ({ ...card, birthDate: people[index]!.birthDate }));
    },
    memberGaveEmail: (scope, memberId, email, replaced, actor, session) =>
      takeContactEmail(platform(), scope, memberId, email, replaced, actor, session),
  };
}
