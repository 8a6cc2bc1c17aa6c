import { encodeTime, monotonicFactory, ulid } from 'ulid';
import * as z from 'zod';
import { idPrefixes as prefixes } from './id-prefixes.ts';

type IdKind = keyof typeof prefixes;

const ulidPattern = '[0-9A-HJKMNP-TV-Z]{26}';

/** For the ids that stand in files of their own. */
export function idSchema<K extends IdKind>(kind: K) {
  return z
    .string()
    .regex(new RegExp(`^${prefixes[kind]}_${ulidPattern}$`))
    .brand<K, 'inout'>();
}

/** One call for the randomness of many ids: ulid alone asks the system sixteen times for each. */
const pool = new Uint8Array(4096);
let taken = pool.length;
function drawFraction(): number {
  if (taken === pool.length) {
    crypto.getRandomValues(pool);
    taken = 0;
  }
  const byte = pool[taken]!;
  taken += 1;
  return byte / 256;
}

/** Makes a new id such as `mem_01J…`; `now` (epoch ms) orders it and is optional. */
export function makeId<K extends IdKind>(kind: K, now?: number): z.output<ReturnType<typeof idSchema<K>>> {
  return `${prefixes[kind]}_${ulid(now, drawFraction)}` as z.output<ReturnType<typeof idSchema<K>>>;
}

export const OrgId = idSchema('org');
export type OrgId = z.output<typeof OrgId>;
export const newOrgId = (): OrgId => makeId('org');

export const UserId = idSchema('user');
export type UserId = z.output<typeof UserId>;
export const newUserId = (): UserId => makeId('user');

export const SessionId = idSchema('session');
export type SessionId = z.output<typeof SessionId>;
export const newSessionId = (): SessionId => makeId('session');

export const PasskeyId = idSchema('passkey');
export type PasskeyId = z.output<typeof PasskeyId>;
export const newPasskeyId = (): PasskeyId => makeId('passkey');

export const PasskeyChallengeId = idSchema('passkeyChallenge');
export type PasskeyChallengeId = z.output<typeof PasskeyChallengeId>;
export const newPasskeyChallengeId = (): PasskeyChallengeId => makeId('passkeyChallenge');

export const LoginInquiryId = idSchema('loginInquiry');
export type LoginInquiryId = z.output<typeof LoginInquiryId>;
export const newLoginInquiryId = (): LoginInquiryId => makeId('loginInquiry');

export const TokenId = idSchema('token');
export type TokenId = z.output<typeof TokenId>;
export const newTokenId = (): TokenId => makeId('token');

export const MembershipTypeId = idSchema('membershipType');
export type MembershipTypeId = z.output<typeof MembershipTypeId>;
export const newMembershipTypeId = (): MembershipTypeId => makeId('membershipType');

export const CustomFieldId = idSchema('customField');
export type CustomFieldId = z.output<typeof CustomFieldId>;
export const newCustomFieldId = (): CustomFieldId => makeId('customField');

export const CustomOptionId = idSchema('customOption');
export type CustomOptionId = z.output<typeof CustomOptionId>;
export const newCustomOptionId = (): CustomOptionId => makeId('customOption');

export const MemberRankId = idSchema('memberRank');
export type MemberRankId = z.output<typeof MemberRankId>;
export const newMemberRankId = (): MemberRankId => makeId('memberRank');

export const MemberId = idSchema('member');
export type MemberId = z.output<typeof MemberId>;
export const newMemberId = (): MemberId => makeId('member');

export const StatusEntryId = idSchema('statusEntry');
export type StatusEntryId = z.output<typeof StatusEntryId>;
export const newStatusEntryId = (): StatusEntryId => makeId('statusEntry');

export const AccountId = idSchema('account');
export type AccountId = z.output<typeof AccountId>;
export const newAccountId = (): AccountId => makeId('account');

export const AdjustmentId = idSchema('adjustment');
export type AdjustmentId = z.output<typeof AdjustmentId>;
export const newAdjustmentId = (): AdjustmentId => makeId('adjustment');

export const BillingItemId = idSchema('billingItem');
export type BillingItemId = z.output<typeof BillingItemId>;
export const newBillingItemId = (): BillingItemId => makeId('billingItem');

export const BillingRunId = idSchema('billingRun');
export type BillingRunId = z.output<typeof BillingRunId>;
export const newBillingRunId = (): BillingRunId => makeId('billingRun');

export const BillId = idSchema('bill');
export type BillId = z.output<typeof BillId>;
export const newBillId = (): BillId => makeId('bill');

export const PaymentId = idSchema('payment');
export type PaymentId = z.output<typeof PaymentId>;
export const newPaymentId = (): PaymentId => makeId('payment');
export const CorrectionId = idSchema('correction');
export type CorrectionId = z.output<typeof CorrectionId>;
export const newCorrectionId = (): CorrectionId => makeId('correction');
export const AllocationId = idSchema('allocation');
export type AllocationId = z.output<typeof AllocationId>;
export const newAllocationId = (): AllocationId => makeId('allocation');
export const CreditUseId = idSchema('creditUse');
export type CreditUseId = z.output<typeof CreditUseId>;
export const newCreditUseId = (): CreditUseId => makeId('creditUse');
export const PayLinkId = idSchema('payLink');
export type PayLinkId = z.output<typeof PayLinkId>;
export const newPayLinkId = (): PayLinkId => makeId('payLink');
export const ReceiptId = idSchema('receipt');
export type ReceiptId = z.output<typeof ReceiptId>;
export const newReceiptId = (): ReceiptId => makeId('receipt');
export const InvoiceId = idSchema('invoice');
export type InvoiceId = z.output<typeof InvoiceId>;
export const newInvoiceId = (): InvoiceId => makeId('invoice');
export const RefundId = idSchema('refund');
export type RefundId = z.output<typeof RefundId>;
export const newRefundId = (): RefundId => makeId('refund');
export const CreditNoteId = idSchema('creditNote');
export type CreditNoteId = z.output<typeof CreditNoteId>;
export const newCreditNoteId = (): CreditNoteId => makeId('creditNote');

export const DunningNoticeId = idSchema('dunningNotice');
export type DunningNoticeId = z.output<typeof DunningNoticeId>;
export const newDunningNoticeId = (): DunningNoticeId => makeId('dunningNotice');

export const CancelJobId = idSchema('cancelJob');
export type CancelJobId = z.output<typeof CancelJobId>;
export const newCancelJobId = (): CancelJobId => makeId('cancelJob');

export const DunningJobId = idSchema('dunningJob');
export type DunningJobId = z.output<typeof DunningJobId>;
export const newDunningJobId = (): DunningJobId => makeId('dunningJob');

export const DunningHoldId = idSchema('dunningHold');
export type DunningHoldId = z.output<typeof DunningHoldId>;
export const newDunningHoldId = (): DunningHoldId => makeId('dunningHold');
export const ListExportId = idSchema('listExport');
export type ListExportId = z.output<typeof ListExportId>;
export const newListExportId = (): ListExportId => makeId('listExport');

export const BookExportId = idSchema('bookExport');
export type BookExportId = z.output<typeof BookExportId>;
export const newBookExportId = (): BookExportId => makeId('bookExport');

export const PaperJobId = idSchema('paperJob');
export type PaperJobId = z.output<typeof PaperJobId>;
export const newPaperJobId = (): PaperJobId => makeId('paperJob');

export const MailId = idSchema('mail');
export type MailId = z.output<typeof MailId>;
export const newMailId = (): MailId => makeId('mail');

export const AuditId = idSchema('audit');
export type AuditId = z.output<typeof AuditId>;
export const newAuditId = (): AuditId => makeId('audit');
/** Below every id that is made at this moment (epoch ms) or later, and above all from before. */
export const auditIdFrom = (moment: number): AuditId => `${prefixes.audit}_${encodeTime(Math.max(0, moment))}${'0'.repeat(16)}` as AuditId;

export const RecoveryId = idSchema('recovery');
export type RecoveryId = z.output<typeof RecoveryId>;
export const newRecoveryId = (): RecoveryId => makeId('recovery');
export const TaskId = idSchema('task');
export type TaskId = z.output<typeof TaskId>;
export const newTaskId = (): TaskId => makeId('task');

export const SavedViewId = idSchema('savedView');
export type SavedViewId = z.output<typeof SavedViewId>;
export const newSavedViewId = (): SavedViewId => makeId('savedView');

export const FileId = idSchema('file');
export type FileId = z.output<typeof FileId>;
export const newFileId = (): FileId => makeId('file');

export const ImportJobId = idSchema('importJob');
export type ImportJobId = z.output<typeof ImportJobId>;
export const newImportJobId = (): ImportJobId => makeId('importJob');

export const StatusJobId = idSchema('statusJob');
export type StatusJobId = z.output<typeof StatusJobId>;
export const newStatusJobId = (): StatusJobId => makeId('statusJob');

export const TagJobId = idSchema('tagJob');
export type TagJobId = z.output<typeof TagJobId>;
export const newTagJobId = (): TagJobId => makeId('tagJob');

export const TypeJobId = idSchema('typeJob');
export type TypeJobId = z.output<typeof TypeJobId>;
export const newTypeJobId = (): TypeJobId => makeId('typeJob');

export const MemberMergeId = idSchema('memberMerge');
export type MemberMergeId = z.output<typeof MemberMergeId>;
export const newMemberMergeId = (): MemberMergeId => makeId('memberMerge');

export const MemberReadId = idSchema('memberRead');
export type MemberReadId = z.output<typeof MemberReadId>;
export const newMemberReadId = (): MemberReadId => makeId('memberRead');

export const ApplicationId = idSchema('application');
export type ApplicationId = z.output<typeof ApplicationId>;
export const newApplicationId = (): ApplicationId => makeId('application');

export const TermsId = idSchema('terms');
export type TermsId = z.output<typeof TermsId>;
export const newTermsId = (): TermsId => makeId('terms');

export const MessageId = idSchema('message');
export type MessageId = z.output<typeof MessageId>;
const nextUlid = monotonicFactory();
/** Rising within a process, also inside a millisecond: messages of one transaction are delivered in the order they were written. */
export const newMessageId = (): MessageId => `${prefixes.message}_${nextUlid()}` as MessageId;
export const ScreeningId = idSchema('screening');
export type ScreeningId = z.output<typeof ScreeningId>;
export const newScreeningId = (): ScreeningId => makeId('screening');

export const ProviderAccountId = idSchema('providerAccount');
export type ProviderAccountId = z.output<typeof ProviderAccountId>;
export const newProviderAccountId = (): ProviderAccountId => makeId('providerAccount');

export const ChargeId = idSchema('charge');
export type ChargeId = z.output<typeof ChargeId>;
export const newChargeId = (): ChargeId => makeId('charge');

export const MoneyEventId = idSchema('moneyEvent');
export type MoneyEventId = z.output<typeof MoneyEventId>;
export const newMoneyEventId = (): MoneyEventId => makeId('moneyEvent');

export const MandateId = idSchema('mandate');
export type MandateId = z.output<typeof MandateId>;
export const newMandateId = (): MandateId => makeId('mandate');

export const DebitCollectionId = idSchema('debitCollection');
export type DebitCollectionId = z.output<typeof DebitCollectionId>;
export const newDebitCollectionId = (): DebitCollectionId => makeId('debitCollection');

export const DebitResultId = idSchema('debitResult');
export type DebitResultId = z.output<typeof DebitResultId>;
export const newDebitResultId = (): DebitResultId => makeId('debitResult');
export const WebhookEndpointId = idSchema('webhookEndpoint');
export type WebhookEndpointId = z.output<typeof WebhookEndpointId>;
export const newWebhookEndpointId = (): WebhookEndpointId => makeId('webhookEndpoint');

export const WebhookDeliveryId = idSchema('webhookDelivery');
export type WebhookDeliveryId = z.output<typeof WebhookDeliveryId>;
export const newWebhookDeliveryId = (): WebhookDeliveryId => makeId('webhookDelivery');

export const WebhookMessageId = idSchema('webhookMessage');
export type WebhookMessageId = z.output<typeof WebhookMessageId>;
export const newWebhookMessageId = (): WebhookMessageId => makeId('webhookMessage');
