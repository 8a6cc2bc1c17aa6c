import * as z from 'zod';
import { domainErrorCodes } from '../../kernel/domain-error.ts';
import { type CustomFieldId, ImportJobId, MemberId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { ProvisionalPair } from '../identity/identity.contract.ts';
import { MemberStatus } from './member-status.contract.ts';

/** POST /uploads/member-imports takes the bytes; everything after that is asked under `memberImports`. */
export const importLimits = {
  bytes: 100 * 1024 * 1024,
  rows: 100_000,
  columns: 200,
  /** Letters of one record: a quotation mark that is never closed would otherwise swallow the file. */
  record: 20_000,
} as const;
/** A plan is carried out within this time or made anew; an import is taken back within it. */
export const importDays = 7;

export const importEncodings = ['utf-8', 'shift_jis'] as const;
export const ImportEncoding = z.enum(importEncodings);
export type ImportEncoding = z.output<typeof ImportEncoding>;

/** Of a corporate member alone: its one name, and the people behind it (docs/decisions/0010). */
export const corporateTargets = [
  'corporateName',
  'corporateNameKana',
  'liaisonName',
  'liaisonKana',
  'liaisonDepartment',
  'liaisonEmail',
  'liaisonPhone',
  'representativeName',
  'representativeKana',
  'representativeTitle',
  'representativeEmail',
  'representativePhone',
  'billingName',
  'billingKana',
  'billingEmail',
] as const;
export type CorporateTarget = (typeof corporateTargets)[number];

/** An address as one text, which is split, or in its parts. */
export const addressTargets = ['address', 'prefecture', 'city', 'street', 'building', 'country'] as const;
export type AddressTarget = (typeof addressTargets)[number];

/** Of a person, or of both kinds. `fullName` and `fullKana` are cut at their space. */
export const memberTargets = [
  'kind',
  'memberNumber',
  'familyName',
  'givenName',
  'fullName',
  'familyNameKana',
  'givenNameKana',
  'fullKana',
  'membershipType',
  'contactEmail',
  'phone',
  'postalCode',
  ...addressTargets,
  'affiliation',
  'formerName',
  'rank',
  'tags',
  'units',
  'birthDate',
  'joinedOn',
  'status',
  'suspendedOn',
  'withdrawnOn',
  'rejoinedOn',
  'memo',
] as const;

/** What a column of a file can be; `ignore` is left alone. */
export const importTargets = [...memberTargets, ...corporateTargets, 'ignore'] as const;
export type PlainTarget = (typeof importTargets)[number];
/** A field of the organisation's own, by its id. */
export type CustomTarget = `custom:${string}`;
export type ImportTarget = PlainTarget | CustomTarget;
export const CustomTarget = z.string().regex(/^custom:cfd_[0-9A-HJKMNP-TV-Z]{26}$/) as unknown as z.ZodType<CustomTarget>;
export const ImportTarget: z.ZodType<ImportTarget> = z.union([z.enum(importTargets), CustomTarget]);
export const isCustomTarget = (target: string): target is CustomTarget => target.startsWith('custom:');
export const customTarget = (fieldId: CustomFieldId): CustomTarget => `custom:${fieldId}`;
/** Several columns may go into one of these; they are joined in their order. */
export const joinedTargets: readonly ImportTarget[] = ['address', 'street', 'building', 'memo', 'ignore'];

/** Who in the roll a row is: nobody (every row is new), or the member with the same number or address. */
export const importMatches = ['none', 'memberNumber', 'contactEmail'] as const;
export const ImportMatch = z.enum(importMatches);
export type ImportMatch = z.output<typeof ImportMatch>;

export const importStates = ['uploaded', 'checking', 'refused', 'checked', 'running', 'done', 'undoing', 'undone', 'failed'] as const;
export type ImportState = (typeof importStates)[number];

export const importKinds = ['new', 'changed', 'unchanged', 'error'] as const;
export type ImportKind = (typeof importKinds)[number];

/** What was put right in a cell without asking. */
export const cleanKinds = ['half_kana', 'hiragana', 'width', 'era', 'space', 'case', 'invisible', 'undeliverable'] as const;
export type CleanKind = (typeof cleanKinds)[number];

/** What became of a row. */
export const importOutcomes = [
  'added',
  'changed',
  'unchanged',
  'left_out',
  'number_taken',
  'email_taken',
  'changed_since',
  'type_gone',
] as const;
export type ImportOutcome = (typeof importOutcomes)[number];
/** Of those: what the plan had meant to write, and could not. */
export const failedOutcomes = ['number_taken', 'email_taken', 'changed_since', 'type_gone'] as const satisfies readonly ImportOutcome[];
/** What became of it when the import was taken back. */
export const undoOutcomes = ['removed', 'restored', 'kept_changed', 'kept_used', 'kept_type_gone', 'nothing'] as const;
export type UndoOutcome = (typeof undoOutcomes)[number];
/** Of those: what stayed as the import had left it. */
export const keptOutcomes = ['kept_changed', 'kept_used', 'kept_type_gone'] as const satisfies readonly UndoOutcome[];

export const ImportRowError = z.object({ target: ImportTarget.nullable(), code: z.string(), value: z.string() });
export type ImportRowError = z.output<typeof ImportRowError>;
const Change = z.object({ target: ImportTarget, before: z.string(), after: z.string() });
export type ImportChange = z.output<typeof Change>;

export const ImportRowView = z.object({
  line: z.number().int(),
  kind: z.enum(importKinds),
  name: z.string(),
  kana: z.string(),
  memberNumber: z.string(),
  membershipTypeName: z.string(),
  memberId: MemberId.nullable(),
  /** Whether the row is of a corporate member. */
  isCorporate: z.boolean(),
  errors: z.array(ImportRowError),
  /** Who has the number of a row that could not come in, or its log-in ID, or the address it was matched by, as it is now. */
  holder: z.object({ memberId: MemberId, name: z.string(), by: z.enum(['number', 'login', 'email']) }).nullable(),
  /** Of a member who is there already: what will be another. */
  changes: z.array(Change),
  /** What comes into the history after joining (IMP-01). */
  statuses: z.array(z.object({ status: MemberStatus, effectiveOn: JstDate })).readonly(),
  /** What was put right by itself. */
  cleaned: z.array(Change),
  /** The cells as they stand in the file; of rows with errors only, for the file of errors. */
  cells: z.array(z.string()),
  outcome: z.enum(importOutcomes).nullable(),
  undo: z.enum(undoOutcomes).nullable(),
});

const Counts = z.object({ new: z.number().int(), changed: z.number().int(), unchanged: z.number().int(), error: z.number().int() });

export const ImportJobView = z.object({
  importJobId: ImportJobId,
  fileName: z.string(),
  state: z.enum(importStates),
  encoding: ImportEncoding,
  /** Encodings that the bytes can be. */
  encodings: z.array(ImportEncoding),
  headings: z.array(z.string()),
  sample: z.array(z.array(z.string())),
  targets: z.array(ImportTarget),
  /** The organisation's own fields, as further targets. */
  customTargets: z.array(z.object({ target: CustomTarget, label: z.string() })),
  /** Whether the columns were put in place by what the organisation chose the last time. */
  remembered: z.boolean(),
  match: ImportMatch,
  emptyClears: z.boolean(),
  /** Records of the file: as counted while it came in, exact once it is checked. */
  total: z.number().int(),
  /** Rows checked, carried out or taken back so far, by what is going on. */
  done: z.number().int(),
  counts: Counts,
  cleaned: z.array(z.object({ kind: z.enum(cleanKinds), count: z.number().int(), before: z.string(), after: z.string() })),
  /** People by the last status that their rows bring. */
  statuses: z.partialRecord(MemberStatus, z.number().int()),
  outcomes: z.partialRecord(z.enum(importOutcomes), z.number().int()),
  undone: z.partialRecord(z.enum(undoOutcomes), z.number().int()),
  refusal: z
    .object({
      code: z.enum(Object.keys(domainErrorCodes) as (keyof typeof domainErrorCodes)[]),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** Until when it can be carried out, or taken back. */
  openUntil: z.iso.datetime().nullable(),
});
export const ImportJobRow = ImportJobView.pick({
  importJobId: true,
  fileName: true,
  state: true,
  total: true,
  createdAt: true,
  createdBy: true,
});

export const ImportJobIdInput = z.strictObject({ importJobId: ImportJobId });
export const ChangeEncodingInput = z.strictObject({ importJobId: ImportJobId, encoding: ImportEncoding });
export const CheckImportInput = z.strictObject({
  importJobId: ImportJobId,
  targets: z.array(ImportTarget).min(1).max(importLimits.columns),
  match: ImportMatch,
  /** An empty cell empties what is registered; otherwise it leaves it alone. */
  emptyClears: z.boolean(),
});
export const ImportRowsInput = z.strictObject({
  importJobId: ImportJobId,
  kind: z.enum(['all', ...importKinds, 'failed', 'kept']),
  /** The place of the last row seen. */
  after: z.number().int().min(0).nullish(),
  size: z.number().int().min(1).max(500).default(50),
});
export const ImportRowsOutput = z.object({ rows: z.array(ImportRowView), next: z.number().int().nullable() });
/** A file with errors is refused unless staff tick エラー行を除く (domain.md case 80). */
export const RunImportInput = z.strictObject({ importJobId: ImportJobId, skipErrors: z.boolean() });
/** Pairs are drawn when they are asked for, a part at a time, and shown once. */
export const IssuePairsInput = z.strictObject({ importJobId: ImportJobId, part: z.number().int().min(0) });
export const IssuePairsOutput = z.object({
  pairs: z.array(ProvisionalPair.extend({ memberNumber: z.string(), name: z.string() })),
  /** Bodies whose 連絡者 came without a reading, which the first access would ask for: none is issued for them. */
  unread: z.array(z.object({ memberId: MemberId, memberNumber: z.string(), name: z.string() })),
  next: z.number().int().nullable(),
});
