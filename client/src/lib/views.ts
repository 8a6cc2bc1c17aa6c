import type * as applications from '@tsudoi/shared/contracts/applications/application.contract';
import type * as audit from '@tsudoi/shared/contracts/audit/audit.contract';
import type * as arrears from '@tsudoi/shared/contracts/billing/arrears.contract';
import type * as billing from '@tsudoi/shared/contracts/billing/billing.contract';
import type * as billingItems from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type * as documents from '@tsudoi/shared/contracts/documents/receipt.contract';
import type * as identity from '@tsudoi/shared/contracts/identity/identity.contract';
import type * as codes from '@tsudoi/shared/contracts/identity/code-login.contract';
import type * as invitations from '@tsudoi/shared/contracts/identity/first-access-invitation.contract';
import type * as inquiries from '@tsudoi/shared/contracts/identity/login-inquiry.contract';
import type * as secondStep from '@tsudoi/shared/contracts/identity/second-step.contract';
import type * as mail from '@tsudoi/shared/contracts/mail/mailbox.contract';
import type * as imports from '@tsudoi/shared/contracts/members/member-import.contract';
import type * as numbers from '@tsudoi/shared/contracts/members/member-number.contract';
import type * as statuses from '@tsudoi/shared/contracts/members/member-status.contract';
import type * as customFields from '@tsudoi/shared/contracts/members/custom-field.contract';
import type * as proofs from '@tsudoi/shared/contracts/members/proof.contract';
import type * as memberKinds from '@tsudoi/shared/contracts/members/member-kind.contract';
import type * as memberSettings from '@tsudoi/shared/contracts/members/member-settings.contract';
import type * as members from '@tsudoi/shared/contracts/members/member.contract';
import type * as savedViews from '@tsudoi/shared/contracts/members/saved-view.contract';
import type * as recoveries from '@tsudoi/shared/contracts/operations/recovery.contract';
import type * as organizations from '@tsudoi/shared/contracts/organizations/organization.contract';
import type * as charges from '@tsudoi/shared/contracts/payments/charge.contract';
import type * as corrections from '@tsudoi/shared/contracts/payments/correction.contract';
import type * as payments from '@tsudoi/shared/contracts/payments/payment.contract';
import type * as credits from '@tsudoi/shared/contracts/payments/credit.contract';
import type * as reports from '@tsudoi/shared/contracts/reports/dashboard.contract';
import type * as z from 'zod';

/** What the screens show, by name. Types only: no schema reaches the browser through this file. */
export type MemberViewer = z.output<typeof identity.MemberViewer>;
export type OrgUserView = z.output<typeof identity.OrgUserView>;
export type AdminViewer = z.output<typeof identity.AdminViewer>;
export type InquiryCandidate = z.output<typeof inquiries.InquiryCandidate>;
export type LoginInquiryDetail = z.output<typeof inquiries.LoginInquiryDetail>;
export type LoginInquiryRow = z.output<typeof inquiries.LoginInquiryRow>;
export type MemberToInvite = z.output<typeof invitations.MemberToInvite>;
export type WhoAreYou = z.output<typeof codes.WhoAreYou>;
export type PasskeyAssertion = z.output<typeof secondStep.PasskeyAssertion>;
export type PasskeyLoginOffer = z.output<typeof secondStep.PasskeyLoginOffer>;
export type PasskeyOffer = z.output<typeof secondStep.PasskeyOffer>;
export type PasskeyRegistration = z.output<typeof secondStep.PasskeyRegistration>;
export type PasskeyView = z.output<typeof secondStep.PasskeyView>;
export type SecondStepView = z.output<typeof secondStep.SecondStepView>;
export type MyProofView = z.output<typeof proofs.MyProofView>;
export type ProofRow = z.output<typeof proofs.ProofRow>;
export type ProofRuleView = z.output<typeof proofs.ProofRuleView>;
export type ProvisionalPair = z.output<typeof identity.ProvisionalPair>;

export type RecoveryView = z.output<typeof recoveries.RecoveryView>;
export type ClosingView = z.output<typeof organizations.ClosingView>;
export type EmergencyContactsView = z.output<typeof organizations.EmergencyContactsView>;
export type SecurityView = z.output<typeof organizations.SecurityView>;
export type OrganizationView = z.output<typeof organizations.OrganizationView>;
export type DashboardView = z.output<typeof reports.DashboardView>;

export type ArrearsRow = z.output<typeof arrears.ArrearsRow>;
export type ArrearsView = z.output<typeof arrears.ArrearsOutput>;
export type CreditRow = z.output<typeof credits.CreditRow>;
export type CreditTarget = z.output<typeof credits.CreditsOutput>['targets'][number];
export type SplitPlanBill = z.output<typeof credits.SplitPlan>['bills'][number];

export type MemberRow = z.output<typeof members.MemberRow>;
export type MemberCountsView = z.output<typeof members.MemberCounts>;
export type SavedViewView = z.output<typeof savedViews.SavedViewView>;
export type MemberDetail = z.output<typeof members.MemberDetail>;
export type StatusChange = z.output<typeof statuses.StatusChangeForm>;
export type NumberList = z.output<typeof numbers.NumberListOutput>;
export type NumberingView = z.output<typeof numbers.NumberingView>;
/** What the server refused in a row, or what was not a number at all. */
export type NumberProblem = Omit<z.output<typeof numbers.AssignNumbersOutput>['problems'][number], 'problem' | 'memberId'> & {
  readonly memberId: string;
  readonly problem: (typeof numbers.numberProblems)[number] | 'bad';
};
export type StatusPlan = z.output<typeof statuses.StatusPlan>;
export type MyProfileView = z.output<typeof members.MyProfileView>;
export type CustomField = customFields.CustomField;
export type MemberRankView = z.output<typeof memberSettings.MemberRank>;
export type MemberSettingsView = z.output<typeof memberSettings.MemberSettingsView>;
export type ContactRole = memberKinds.ContactRole;
export type ContactPerson = memberKinds.ContactPerson;
export type MembershipTypeView = z.output<typeof members.MembershipTypeView>;
export type ImportJobView = z.output<typeof imports.ImportJobView>;
export type ImportJobRow = z.output<typeof imports.ImportJobRow>;
export type ImportRowView = z.output<typeof imports.ImportRowView>;

export type BillRow = billing.BillRow;
export type BillDetail = z.output<typeof billing.BillDetail>;
export type BillPayment = z.output<typeof billing.BillPayment>;
export type BillingItemView = z.output<typeof billingItems.BillingItemView>;
export type BillingRunView = z.output<typeof billing.BillingRunView>;
export type PlanRow = z.output<typeof billing.PlanRow>;

export type ChargeMethod = z.output<typeof charges.ChargeMethod>;
export type KonbiniStore = z.output<typeof charges.KonbiniStore>;
export type ChargeView = z.output<typeof charges.ChargeView>;
export type MethodAvailability = z.output<typeof charges.MethodAvailability>;
export type ProviderAccountView = z.output<typeof charges.ProviderAccountView>;
export type CorrectionPlanView = z.output<typeof corrections.CorrectionPlan>;
export type CorrectionView = z.output<typeof corrections.CorrectionView>;
export type PaymentRow = z.output<typeof payments.PaymentRow>;
export type TaskView = z.output<typeof payments.TaskView>;

export type ApplicationRow = applications.ApplicationRow;
export type ApplicationDetail = z.output<typeof applications.ApplicationDetail>;
export type JoinFormView = z.output<typeof applications.JoinFormView>;
export type JoinPageView = z.output<typeof applications.JoinPageView>;
export type JoiningSettingsView = z.output<typeof applications.JoiningSettingsView>;
export type OfferedType = z.output<typeof applications.OfferedType>;

export type ReceiptView = z.output<typeof documents.ReceiptView>;
export type AuditRow = z.output<typeof audit.AuditRow>;
export type MailboxMessage = z.output<typeof mail.MailboxMessage>;
