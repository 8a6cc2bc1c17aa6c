import type { AccountAnswer, EnteredAccount } from '@tsudoi/shared/contracts/payments/account.contract';
import type {
  ChooseMethodsInput,
  EnterAccountInput,
  OperatorScreeningView,
  RotateSecretInput,
  ScreeningDecisionInput,
  ScreeningList,
  ScreeningListInput,
} from '@tsudoi/shared/contracts/payments/screening.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type FileId, type ProviderAccountId, type ScreeningId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Operator } from '../../platform/operators.ts';
import { ifAnswered, paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordWithAnswer } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import {
  type ScreeningPaper,
  type ScreeningRow,
  approvedScreenings,
  bringLive,
  decideScreening,
  screeningById,
  screeningFile,
  screeningWithFile,
  submittedScreenings,
  toSentView,
} from '../payments/payments.public.ts';

type View = z.input<typeof OperatorScreeningView>;
const pageSize = 50;
/** Looked at in one turn of the job. */
const listed = 200;

/** Applications of all organisations that have been sent, the newest first; every one of them can be reached. */
export async function listScreenings(
  platform: Platform,
  { state, cursor }: z.output<typeof ScreeningListInput>,
): Promise<z.input<typeof ScreeningList>> {
  const after = cursor ? { submittedAt: new Date(cursor.submittedAt), id: cursor.screeningId } : null;
  const found = await submittedScreenings(platform.databases.server, state, after, pageSize + 1);
  const rows = await Promise.all(
    found.slice(0, pageSize).map(async (row) => {
      const { name, slug, kind } = await findOrganization(mintOrgScope(row.orgId));
      return {
        screeningId: row._id,
        orgName: name,
        orgSlug: slug,
        kind: kind as View['kind'],
        submittedAt: (row.submittedAt ?? new Date(0)).toISOString(),
        methods: row.methods.map(({ method, state: at }) => ({ method, state: at })),
      };
    }),
  );
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  return { rows, next: last ? { submittedAt: last.submittedAt, screeningId: last.screeningId } : null };
}

async function found(platform: Platform, screeningId: ScreeningId): Promise<{ row: ScreeningRow; scope: OrgScope }> {
  const row = await screeningById(platform.databases.server, screeningId);
  if (!row) throw new DomainError('NOT_FOUND');
  return { row, scope: mintOrgScope(row.orgId) };
}

/** One application with its accounts; those are left out while the payments-service is away. @throws DomainError NOT_FOUND */
export async function screeningForOperator(platform: Platform, screeningId: ScreeningId): Promise<View> {
  const { row, scope } = await found(platform, screeningId);
  const organization = await findOrganization(scope);
  const payments = paymentsClient(platform, scope);
  const facts = await ifAnswered(Promise.all([payments.call('accounts.entered', {}), payments.call('accounts.providers', {})]));
  return {
    ...toSentView(row, organization),
    screeningId: row._id,
    orgName: organization.name,
    orgSlug: organization.slug,
    accounts: facts?.[0] ?? null,
    providers: facts?.[1] ?? [],
  };
}

/** @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION */
export async function decide(
  platform: Platform,
  operator: Operator,
  { screeningId, version, decision }: z.output<typeof ScreeningDecisionInput>,
): Promise<View> {
  const { row, scope } = await found(platform, screeningId);
  if (row.version !== version) throw new DomainError('CONFLICT');
  await decideScreening(platform, scope, row, decision, operator.name);
  if (decision.step === 'approved') await tryLive(platform, scope);
  return screeningForOperator(platform, screeningId);
}

const methodsOf = (accounts: readonly EnteredAccount[]): string[] =>
  accounts.filter(({ mode }) => mode === 'live').flatMap(({ methods }) => methods);

/** At once where that can be; what cannot be asked now is found by the next look. */
async function tryLive(platform: Platform, scope: OrgScope): Promise<void> {
  try {
    await bringLive(platform, scope, methodsOf(await paymentsClient(platform, scope).call('accounts.entered', {})));
  } catch (err) {
    platform.log.warn({ err, orgId: scope.orgId }, 'whether approved methods have an account is looked at again later');
  }
}

/** Approved methods whose account has come meanwhile go live (PAY-02). */
export async function bringAllLive(platform: Platform): Promise<void> {
  for (const row of await approvedScreenings(platform.databases.server, listed)) await tryLive(platform, mintOrgScope(row.orgId));
}

/** Stands in the organisation's log together with the answer, or not at all. */
function noted<T>(
  platform: Platform,
  scope: OrgScope,
  operator: Operator,
  note: Pick<AuditNote, 'action' | 'subjectKind' | 'subjectId' | 'subjectName'>,
  act: () => Promise<T>,
): Promise<T> {
  return recordWithAnswer(platform, scope, { kind: 'system', name: operator.name }, { ...note, fields: [] }, act);
}

function subjectOf(accountId: ProviderAccountId, account: Pick<EnteredAccount, 'provider' | 'mode'> | undefined) {
  return { subjectKind: 'providerAccount', subjectId: accountId, subjectName: account ? `${account.provider} (${account.mode})` : '' };
}

function accountOf(answer: AccountAnswer): EnteredAccount {
  if (answer.outcome === 'done') return answer.account;
  // What is wrong is told by name, never by value (G16).
  const issues = answer.field === null ? [] : [{ path: ['values', answer.field], code: answer.reason }];
  throw new DomainError('CREDENTIALS_REFUSED', { why: answer.reason }, issues);
}

/** An account at a provider, as the provider gave it out. @throws DomainError NOT_FOUND, CREDENTIALS_REFUSED, PROVIDER_UNAVAILABLE */
export async function enterAccount(
  platform: Platform,
  operator: Operator,
  { screeningId, ...request }: z.output<typeof EnterAccountInput>,
): Promise<View> {
  const { scope } = await found(platform, screeningId);
  const accountId = newProviderAccountId();
  const note = { action: 'providerAccount.enter', ...subjectOf(accountId, request) } as const;
  await noted(platform, scope, operator, note, async () =>
    accountOf(await paymentsClient(platform, scope).call('accounts.enter', { accountId, ...request })),
  );
  await tryLive(platform, scope);
  return screeningForOperator(platform, screeningId);
}

/** What is done to an account that is there, with its row in the organisation's log. */
async function actOnAccount(
  platform: Platform,
  operator: Operator,
  { screeningId, accountId }: { readonly screeningId: ScreeningId; readonly accountId: ProviderAccountId },
  action: AuditNote['action'],
  act: (payments: ReturnType<typeof paymentsClient>) => Promise<AccountAnswer>,
): Promise<OrgScope> {
  const { scope } = await found(platform, screeningId);
  const payments = paymentsClient(platform, scope);
  const account = (await payments.call('accounts.entered', {})).find((one) => one.accountId === accountId);
  await noted(platform, scope, operator, { action, ...subjectOf(accountId, account) }, async () => accountOf(await act(payments)));
  return scope;
}

/** A new secret for notices, the old one staying valid for some days, or a new key for calls. @throws DomainError NOT_FOUND, CREDENTIALS_REFUSED, PROVIDER_UNAVAILABLE */
export async function rotateSecret(
  platform: Platform,
  operator: Operator,
  { screeningId, ...request }: z.output<typeof RotateSecretInput>,
): Promise<View> {
  const { accountId } = request;
  await actOnAccount(platform, operator, { screeningId, accountId }, 'providerAccount.rotate', (payments) =>
    payments.call('accounts.rotate', request),
  );
  return screeningForOperator(platform, screeningId);
}

/** Which new payments an account takes from now on. @throws DomainError NOT_FOUND, CREDENTIALS_REFUSED, PROVIDER_UNAVAILABLE */
export async function chooseMethods(
  platform: Platform,
  operator: Operator,
  { screeningId, ...request }: z.output<typeof ChooseMethodsInput>,
): Promise<View> {
  const { accountId } = request;
  const scope = await actOnAccount(platform, operator, { screeningId, accountId }, 'providerAccount.choose', (payments) =>
    payments.call('accounts.choose', request),
  );
  await tryLive(platform, scope);
  return screeningForOperator(platform, screeningId);
}

/** A document of any application that was sent; that it was read stands in the organisation's own log. @throws DomainError NOT_FOUND */
export async function readDocument(platform: Platform, operator: Operator, fileId: FileId): Promise<ScreeningPaper> {
  const row = await screeningWithFile(platform.databases.server, fileId);
  if (!row) throw new DomainError('NOT_FOUND');
  const scope = mintOrgScope(row.orgId);
  const paper = await screeningFile(platform, scope, fileId, row);
  const note = { action: 'screening.read_file', subjectKind: 'screening', subjectId: row._id, subjectName: paper.name } as const;
  return noted(platform, scope, operator, note, () => Promise.resolve(paper));
}
