import * as z from 'zod';
import { OrgId } from '../../kernel/ids.ts';
import { FiscalYearStartMonth, JstDate } from '../../kernel/jst.ts';
import { EmailAddress, OptionalText, PasswordText, PersonNamePart, PhoneNumber, ReadingPart, ShortText } from '../text.contract.ts';

export const organizationKinds = ['society', 'association', 'club', 'alumni', 'school', 'npo', 'company', 'individual', 'other'] as const;
export const OrganizationKind = z.enum(organizationKinds);

export const organizationStatuses = [
  'applied',
  'reviewing',
  'active',
  'suspended',
  'deletion_requested',
  'terminated',
  'deleted',
  'rejected',
] as const;
export const OrganizationStatus = z.enum(organizationStatuses);

const reservedSlugs = [
  'ops',
  'api',
  'trpc',
  'callbacks',
  'signup',
  'login',
  'assets',
  'dev',
  'auth',
  'uploads',
  'documents',
  'livez',
  'readyz',
  'metrics',
];

/** The place of the organisation that `npm start` makes for whoever tries Tsudoi. */
export const demoSlug = 'shinonome';

/** The organisation's place in the path: 3–30 of a–z, 0–9 and -, not one of the platform's own words (design.md 1). */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$/, 'not_a_slug')
  .refine((slug) => !reservedSlugs.includes(slug), 'reserved_slug');

export const SignUpInput = z.strictObject({
  name: ShortText,
  kind: OrganizationKind,
  ownerFamilyName: PersonNamePart,
  ownerGivenName: PersonNamePart,
  ownerFamilyNameKana: ReadingPart,
  ownerGivenNameKana: ReadingPart,
  email: EmailAddress,
  password: PasswordText,
  /** Left out: the system picks one. */
  slug: Slug.optional(),
});

/** Sign-up always answers the same, so that nobody learns which addresses are known (security.md T34). */
export const SignUpOutput = z.object({ accepted: z.literal(true) });

/** The password of the form once more: whoever reads the mailbox may have got the link of a form that somebody else filled in. */
export const ConfirmSignUpInput = z.strictObject({ token: z.string().min(1).max(200), password: PasswordText });
export const ConfirmSignUpOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('active'), slug: Slug, accessToken: z.string(), expiresAt: z.iso.datetime() }),
  z.object({ outcome: z.literal('reviewing'), slug: Slug }),
]);

/** `open`: any characters. `classic`: half-width letters and figures and a short list of signs, thirty at most (domain.md 4.1). */
export const passwordPolicies = ['open', 'classic'] as const;
export const PasswordPolicy = z.enum(passwordPolicies);
export type PasswordPolicy = z.output<typeof PasswordPolicy>;
/** The signs `classic` knows, as its messages name them. */
export const classicSigns = '!%&@#$^*?_~';

export const PublicProfile = z.object({
  slug: Slug,
  name: z.string(),
  kind: OrganizationKind,
  open: z.boolean(),
  passwordPolicy: PasswordPolicy,
});

export const OrganizationView = z.object({
  orgId: OrgId,
  slug: Slug,
  name: z.string(),
  kind: OrganizationKind,
  status: OrganizationStatus,
  fiscalYearStartMonth: FiscalYearStartMonth,
  postalAddress: z.string(),
  phone: z.string(),
  contactEmail: z.string(),
  /** Printed on receipts under the issuer's name. */
  representative: z.string(),
  version: z.number().int(),
});

export const UpdateOrganizationInput = z.strictObject({
  name: ShortText,
  fiscalYearStartMonth: FiscalYearStartMonth,
  postalAddress: OptionalText,
  phone: z.union([PhoneNumber, z.literal('')]),
  contactEmail: z.union([EmailAddress, z.literal('')]),
  representative: OptionalText,
  version: z.number().int().min(0),
});

/** Rules for the log-ins of the organisation's own people. */
export const SecurityView = z.object({
  /** Owners and admins must have a second step; staff may. */
  secondStepRequired: z.boolean(),
  passwordPolicy: PasswordPolicy,
  version: z.number().int(),
});
export const UpdateSecurityInput = z.strictObject({
  secondStepRequired: z.boolean(),
  passwordPolicy: PasswordPolicy,
  version: z.number().int().min(0),
});

/** Who is told of an incident, beside or instead of the contact owner (ADM-06). */
export const EmergencyContact = z.strictObject({ name: ShortText, email: EmailAddress, phone: z.union([PhoneNumber, z.literal('')]) });
export const emergencyContactsMost = 10;
export const EmergencyContactsView = z.object({
  contacts: z.array(z.object({ name: z.string(), email: z.string(), phone: z.string() })),
  /** Told while the list is empty. */
  fallback: z.string(),
  version: z.number().int(),
});
export const SaveEmergencyContactsInput = z.strictObject({
  contacts: z.array(EmergencyContact).max(emergencyContactsMost, 'too_long'),
  version: z.number().int().min(0),
});

/** Days of an end of the contract (domain.md 3.1). */
export const ClosingDates = z.object({
  /** Everything works through this day. */
  effectiveOn: JstDate,
  /** Personal data is gone after this day. */
  purgedBy: JstDate,
});
export const ClosingView = z.object({
  /** What it would be if it were asked for today. */
  ifToday: ClosingDates,
  requested: ClosingDates.extend({ requestedOn: JstDate, requestedBy: z.string() }).nullable(),
  version: z.number().int(),
});
export const RequestClosingInput = z.strictObject({ password: PasswordText, version: z.number().int().min(0) });
/** POST /downloads/archive: everything the organisation has here, as one file (IMP-07). */
export const ArchiveInput = z.strictObject({ password: PasswordText });
export const CancelClosingInput = z.strictObject({ version: z.number().int().min(0) });
