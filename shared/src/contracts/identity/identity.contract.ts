import * as z from 'zod';
import { MemberId, OrgId, SessionId, UserId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { EmailAddress, PasswordText, PersonNamePart, ReadingPart } from '../text.contract.ts';
import { Slug } from '../organizations/organization.contract.ts';

export const orgRoles = ['owner', 'admin', 'staff'] as const;
export const OrgRole = z.enum(orgRoles);
export type OrgRole = z.output<typeof OrgRole>;

/** What somebody of the office may be allowed; what each role has, domain.md 1. */
export const permissions = [
  'members.read',
  'members.write',
  'members.export',
  'billing.read',
  'billing.write',
  'payments.read',
  'payments.write',
  'settings',
  'users',
  'audit',
] as const;
export const Permission = z.enum(permissions);
export type Permission = z.output<typeof Permission>;

/** Which front door a session belongs to: the admin console or My Page. */
export const Audience = z.enum(['admin', 'my']);
export type Audience = z.output<typeof Audience>;

export const AccessGrant = z.object({ accessToken: z.string(), expiresAt: z.iso.datetime() });

export const AdminLoginInput = z.strictObject({ org: Slug, email: EmailAddress, password: PasswordText });
export const MemberLoginInput = z.strictObject({
  org: Slug,
  /** Login id or e-mail address, normalised on the server. */
  login: z.string().trim().min(1, 'required').max(254, 'too_long'),
  password: PasswordText,
});
/** A provisional pair typed at the ordinary log-in leads to the first access, not to a failure. */
export const MemberLoginOutput = z.discriminatedUnion('outcome', [
  AccessGrant.extend({ outcome: z.literal('signed_in') }),
  z.object({ outcome: z.literal('first_access') }),
]);

export const FirstAccessStartInput = z.strictObject({
  org: Slug,
  provisionalId: z.string().trim().min(1, 'required').max(40, 'too_long'),
  provisionalPassword: PasswordText,
});
export const FirstAccessStartOutput = z.object({
  /** Proves the pair for 30 minutes; the pair itself dies only when the first access is completed. */
  firstAccessToken: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  memberNumber: z.string(),
  /** Whether it only stands in the place of a number. */
  awaitsNumber: z.boolean(),
  loginId: z.string(),
  /** Present address, for the person to confirm or correct. */
  email: z.string(),
});
export const FirstAccessCompleteInput = z.strictObject({
  org: Slug,
  firstAccessToken: z.string().min(1).max(2000),
  /** The reading of the name, typed by the person: proof beyond the paper (本人認証). */
  familyNameKana: ReadingPart,
  givenNameKana: ReadingPart,
  email: EmailAddress,
  password: PasswordText,
});
/** `loginEmail` is null where the address on the record is somebody else's log-in: a family with one mailbox (domain.md, case 23). */
export const FirstAccessCompleteOutput = AccessGrant.extend({ loginEmail: EmailAddress.nullable() });

export const AdminViewer = z.object({
  audience: z.literal('admin'),
  userId: UserId,
  orgId: OrgId,
  orgSlug: Slug,
  orgName: z.string(),
  /** The operator lets it read and not write. */
  isSuspended: z.boolean(),
  role: OrgRole,
  permissions: z.array(Permission),
  familyName: z.string(),
  givenName: z.string(),
  email: z.string(),
  /** The organisation asks for two-step log-in and it is not set up: until then nothing else may be done. */
  secondStepDue: z.boolean(),
  /** Whom the office asks about Tsudoi: an address of mail or of a page; empty where none was given. */
  operatorContact: z.string(),
});
export const MemberViewer = z.object({
  audience: z.literal('my'),
  memberId: MemberId,
  orgId: OrgId,
  orgSlug: Slug,
  orgName: z.string(),
  /** The operator lets it read and not write. */
  isSuspended: z.boolean(),
  familyName: z.string(),
  givenName: z.string(),
  memberNumber: z.string(),
  /** It only stands in the place of one, and is not called so. */
  awaitsNumber: z.boolean(),
  membershipTypeName: z.string(),
  loginId: z.string(),
  email: z.string(),
  /** Not admitted yet: here to pay the joining fee, and for nothing else. */
  isApplicant: z.boolean(),
  /** Admitted but for that fee: once it is paid they are a member, and if it is not, the application ends with the due day. */
  awaitsPayment: z.boolean(),
  /** Came in by a mailbox that others read, too: reads and pays, and changes nothing. */
  viaMailbox: z.boolean(),
});

export const accountStates = ['none', 'provisional_issued', 'verified', 'disabled'] as const;
export const AccountView = z.object({
  state: z.enum(accountStates),
  loginId: z.string(),
  loginEmail: z.string(),
  provisionalExpiresAt: z.iso.datetime().nullable(),
  lastLoginAt: z.iso.datetime().nullable(),
});

/** Shown once, to be printed or mailed; only hashes are kept. */
export const ProvisionalPair = z.object({
  memberId: MemberId,
  provisionalId: z.string(),
  provisionalPassword: z.string(),
  expiresAt: z.iso.datetime(),
});

export const MemberIdInput = z.strictObject({ memberId: MemberId });
export const SetLoginEmailInput = z.strictObject({ memberId: MemberId, email: EmailAddress });

export const SessionView = z.object({
  sessionId: SessionId,
  device: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  current: z.boolean(),
});

export const ChangePasswordInput = z.strictObject({ currentPassword: PasswordText, newPassword: PasswordText });

/** 忘れた方: the answer is the same whoever asks (ACC-04). */
export const RequestPasswordResetInput = z.strictObject({
  audience: Audience,
  org: Slug,
  login: z.string().trim().min(1, 'required').max(254, 'too_long'),
});
export const RequestPasswordResetOutput = z.object({ accepted: z.literal(true) });
export const ResetPasswordInput = z.strictObject({ token: z.string().min(1).max(200), password: PasswordText });
/** The door at which the person logs in with the new password; a reset never signs anybody in. */
export const ResetPasswordOutput = z.object({ audience: Audience, org: Slug });
export const ConfirmEmailChangeInput = z.strictObject({ token: z.string().min(1).max(200) });
/** `log_in`: opened by nobody who is signed in; the next log-in under the old address completes it (ACC-14). */
export const ConfirmEmailChangeOutput = z.object({ outcome: z.enum(['changed', 'log_in']), email: z.string(), org: Slug });
export const UserIdInput = z.strictObject({ userId: UserId });
/** With the own password once more: what it does outlives the page it is done on (security.md 4.8). */
export const ProvenUserInput = UserIdInput.extend({ password: PasswordText });
/** Where the link went. */
export const MailedOutput = z.object({ to: z.string() });

export const OrgUserView = z.object({
  userId: UserId,
  familyName: z.string(),
  givenName: z.string(),
  email: z.string(),
  role: OrgRole,
  /** What they may do: all of it for owners and admins, what was chosen for staff. */
  permissions: z.array(Permission),
  /** The one owner incidents are told to; this place is handed over, never emptied. */
  isContact: z.boolean(),
  /** Invited and not here yet. */
  isInvited: z.boolean(),
  /** 任期: the last day of their rights; null: no end. The contact's never end by it. */
  termEndsOn: JstDate.nullable(),
  /** The term is over: they cannot log in. */
  termIsOver: z.boolean(),
  /** Asked for more than the password at the log-in. */
  hasSecondStep: z.boolean(),
  lastLoginAt: z.iso.datetime().nullable(),
  /** Of role, rights and term: of two who change them, the second is told. */
  version: z.number().int(),
});

/** The last day of a term of office (任期); '' is without end. */
const OfficeTerm = z.union([JstDate, z.literal('')]).default('');

export const InviteUserInput = z.strictObject({
  email: EmailAddress,
  familyName: PersonNamePart,
  givenName: PersonNamePart,
  role: OrgRole,
  termEndsOn: OfficeTerm,
  /** Of whoever invites: an open page alone lets nobody in (security.md 4.8). */
  password: PasswordText,
});
export const ChangeUserAccessInput = z.strictObject({
  userId: UserId,
  role: OrgRole,
  /** Counts for staff only. */
  permissions: z.array(Permission).max(permissions.length),
  termEndsOn: OfficeTerm,
  version: z.number().int().min(0),
  /** Of whoever changes it (security.md 4.8). */
  password: PasswordText,
});
export const InvitationTokenInput = z.strictObject({ token: z.string().min(1).max(200) });
export const InvitationView = z.object({
  orgName: z.string(),
  orgSlug: Slug,
  email: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  role: OrgRole,
  termEndsOn: JstDate.nullable(),
});
export const AcceptInvitationInput = z.strictObject({
  token: z.string().min(1).max(200),
  familyName: PersonNamePart,
  givenName: PersonNamePart,
  familyNameKana: ReadingPart,
  givenNameKana: ReadingPart,
  password: PasswordText,
});
export const AcceptInvitationOutput = AccessGrant.extend({ slug: Slug });

/** Bodies of the two cookie routes, POST /auth/refresh and POST /auth/logout. */
export const CookieRouteInput = z.strictObject({ audience: Audience, org: Slug });
