import * as z from 'zod';
import { FileId, ProviderAccountId, ScreeningId } from '../../kernel/ids.ts';
import { OrganizationKind, Slug } from '../organizations/organization.contract.ts';
import { Memo, OptionalText } from '../text.contract.ts';
import { ChooseMethodsRequest } from './charge.contract.ts';
import { AccountMode, CredentialValues, EnteredAccount, ProviderFacts, ProviderName, rotationDaysMost } from './account.contract.ts';

/** What can be applied for. Direct debit has a door of its own, the contract with the bank (domain.md 3.9, PAY-04, docs/decisions/0039). */
export const screeningMethods = ['card', 'konbini', 'payeasy', 'virtual_account'] as const;
export const ScreeningMethod = z.enum(screeningMethods);
export type ScreeningMethod = z.output<typeof ScreeningMethod>;

/** Of one method: each goes its own way, and goes live by itself (PAY-02). */
export const screeningStates = ['draft', 'submitted', 'reviewing', 'docs_requested', 'approved', 'rejected', 'live', 'revoked'] as const;
export const ScreeningState = z.enum(screeningStates);
export type ScreeningState = z.output<typeof ScreeningState>;

export const screeningSteps = ['submitted', 'reviewing', 'docs_requested', 'answered', 'approved', 'rejected', 'live', 'revoked'] as const;
export const ScreeningStep = z.enum(screeningSteps);
export type ScreeningStep = z.output<typeof ScreeningStep>;

/** What the money is for. `donation` can be said and is refused: donations may not be collected. */
export const screeningPurposes = ['dues', 'events', 'goods', 'other', 'donation'] as const;
export const screeningDocuments = ['identity', 'registry', 'bylaws', 'accounts', 'other'] as const;
export const ScreeningDocument = z.enum(screeningDocuments);
export type ScreeningDocument = z.output<typeof ScreeningDocument>;
/** Beside those that something was decided on. */
export const screeningFilesMost = 20;

/** As far as they are filled in; what is missing or not right is listed, and refused when the application is sent. */
export const ScreeningFacts = z.strictObject({
  legalName: OptionalText,
  corporateNumber: OptionalText,
  postalCode: OptionalText,
  address: OptionalText,
  phone: OptionalText,
  repFamilyName: OptionalText,
  repGivenName: OptionalText,
  repFamilyNameKana: OptionalText,
  repGivenNameKana: OptionalText,
  repBirthDate: OptionalText,
  bankCode: OptionalText,
  branchCode: OptionalText,
  accountType: z.enum(['', 'ordinary', 'current']),
  accountNumber: OptionalText,
  accountHolder: OptionalText,
  purpose: z.enum(['', ...screeningPurposes]),
  purposeText: Memo,
});
export type ScreeningFacts = z.output<typeof ScreeningFacts>;

/** What can be missing: a fact, a method, or a document of a kind. */
export const screeningGaps = [
  'legalName',
  'corporateNumber',
  'postalCode',
  'address',
  'phone',
  'repFamilyName',
  'repGivenName',
  'repFamilyNameKana',
  'repGivenNameKana',
  'repBirthDate',
  'bankCode',
  'branchCode',
  'accountType',
  'accountNumber',
  'accountHolder',
  'purpose',
  'purposeText',
  'methods',
  'identity',
  'registry',
] as const;
export type ScreeningGap = (typeof screeningGaps)[number];

export const ScreeningFile = z.object({
  fileId: FileId,
  kind: ScreeningDocument,
  name: z.string(),
  contentType: z.string(),
  size: z.number().int(),
  at: z.iso.datetime(),
  /** False while it is under review, and for good once something was decided on it. */
  removable: z.boolean(),
});
export const ScreeningView = z.object({
  kind: OrganizationKind,
  facts: ScreeningFacts,
  methods: z.array(z.object({ method: ScreeningMethod, state: ScreeningState, reason: z.string() })),
  /** Which ones this kind of organisation may apply for (PAY-03). */
  open: z.array(ScreeningMethod),
  files: z.array(ScreeningFile),
  missing: z.array(z.enum(screeningGaps)),
  editable: z.boolean(),
  /** While it is editable, and while documents are asked for, whatever else lies with the operator. */
  takesDocuments: z.boolean(),
  /** What the operator asks for; empty when nothing is asked. */
  request: z.string(),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.string(),
      step: ScreeningStep,
      methods: z.array(ScreeningMethod),
      note: z.string(),
    }),
  ),
  version: z.number().int(),
});
export type ScreeningView = z.output<typeof ScreeningView>;

const version = z.number().int().min(0);
const Note = Memo.pipe(z.string().trim().min(1, 'required'));
export const SaveScreeningInput = z.strictObject({ facts: ScreeningFacts, methods: z.array(ScreeningMethod).max(10), version });
export const SubmitScreeningInput = z.strictObject({ version });
export const AnswerScreeningInput = z.strictObject({ version, note: Memo });
export const ScreeningFileInput = z.strictObject({ fileId: FileId });

// ── the operator's side
/** The last row that was shown. */
export const ScreeningCursor = z.strictObject({ submittedAt: z.iso.datetime(), screeningId: ScreeningId });
export const ScreeningListInput = z.strictObject({
  state: ScreeningState.nullable(),
  cursor: ScreeningCursor.nullish(),
  direction: z.enum(['forward', 'backward']).optional(),
});
export const ScreeningListRow = z.object({
  screeningId: ScreeningId,
  orgName: z.string(),
  orgSlug: Slug,
  kind: OrganizationKind,
  submittedAt: z.iso.datetime(),
  methods: z.array(z.object({ method: ScreeningMethod, state: ScreeningState })),
});
export const ScreeningList = z.object({ rows: z.array(ScreeningListRow), next: ScreeningCursor.nullable() });
export const ScreeningIdInput = z.strictObject({ screeningId: ScreeningId });
export const ScreeningDecisionInput = z.strictObject({
  screeningId: ScreeningId,
  version,
  decision: z.discriminatedUnion('step', [
    z.strictObject({ step: z.literal('reviewing') }),
    z.strictObject({ step: z.literal('docs_requested'), note: Note }),
    z.strictObject({ step: z.literal('approved'), method: ScreeningMethod }),
    z.strictObject({ step: z.literal('rejected'), method: ScreeningMethod, note: Note }),
    z.strictObject({ step: z.literal('revoked'), method: ScreeningMethod, note: Note }),
  ]),
});
export type ScreeningDecision = z.output<typeof ScreeningDecisionInput>['decision'];

// ── accounts at providers, entered by the operator
export const EnterAccountInput = z.strictObject({
  screeningId: ScreeningId,
  provider: ProviderName,
  mode: AccountMode,
  values: CredentialValues,
});
export const RotateSecretInput = z.strictObject({
  screeningId: ScreeningId,
  accountId: ProviderAccountId,
  values: CredentialValues,
  /** The old secret ends then. */
  days: z.number().int().min(0).max(rotationDaysMost),
});
/** Which new payments an account takes; none: it is set aside, and what was opened at it still comes in. */
export const ChooseMethodsInput = ChooseMethodsRequest.extend({ screeningId: ScreeningId });
/** As the operator sees it: what is typed is theirs once it is sent, and what they decided on stays before them. */
export const SentScreening = ScreeningView.extend({
  /** As they were last sent. */
  facts: ScreeningFacts,
  /** Which of them the organisation has changed since, without sending them. */
  changedSince: z.array(ScreeningFacts.keyof()),
  /** What was sent before, the newest first. */
  earlier: z.array(z.object({ at: z.iso.datetime(), by: z.string(), facts: ScreeningFacts })),
});
export const OperatorScreeningView = SentScreening.extend({
  screeningId: ScreeningId,
  orgName: z.string(),
  orgSlug: Slug,
  /** Null while the payments-service cannot be asked. */
  accounts: z.array(EnteredAccount).nullable(),
  providers: z.array(ProviderFacts),
});
