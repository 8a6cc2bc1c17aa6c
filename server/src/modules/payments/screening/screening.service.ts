import {
  type AnswerScreeningInput,
  type SaveScreeningInput,
  type ScreeningDecision,
  type ScreeningMethod,
  type ScreeningStep,
  type ScreeningView,
  type SentScreening,
} from '@tsudoi/shared/contracts/payments/screening.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newScreeningId } from '@tsudoi/shared/kernel/ids';
import { methodsAllowed } from '@tsudoi/shared/queue/screening.messages';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, UserActor } from '../../../platform/actor.ts';
import { enqueueMail } from '../../../platform/mail-outbox.ts';
import type { Platform } from '../../../platform/platform.ts';
import { recordAudit } from '../../audit/audit.public.ts';
import { settingsKeepers } from '../../identity/identity.public.ts';
import { type OrganizationDocument, findOrganization } from '../../organizations/organizations.public.ts';
import { screeningMail } from './screening.mail.ts';
import { type ScreeningRow, changeScreening, findScreening, insertScreening } from './screening.repository.ts';
import {
  type Stepped,
  allowedMethods,
  answering,
  changedFacts,
  decided,
  factsSent,
  fieldsToLog,
  isEditable,
  isUnderWay,
  methodsOpenTo,
  missingOf,
  noFacts,
  refuseIncomplete,
  requestOf,
  sendingsOf,
  step,
  takesDocuments,
  whyKept,
  wishing,
} from './screening.rules.ts';

const itself = 'screening';

/** What everybody may see of it who may see it at all; the names and types of documents, never their bytes. */
function toScreeningView(row: ScreeningRow, organization: Pick<OrganizationDocument, 'kind'>): z.input<typeof ScreeningView> {
  const kind = organization.kind as ScreeningView['kind'];
  return {
    kind,
    facts: row.facts,
    methods: row.methods,
    open: [...methodsOpenTo(kind)],
    files: row.files.map((file) => ({ ...file, at: file.at.toISOString(), removable: whyKept(row, file) === null })),
    missing: missingOf(row, kind),
    editable: isEditable(row.methods),
    takesDocuments: takesDocuments(row.methods),
    request: row.request,
    history: row.history.map(({ facts: _sent, ...entry }) => ({ ...entry, at: entry.at.toISOString() })),
    version: row.version,
  };
}

/** As the operator sees it: what was sent to them, whatever is typed by now. */
export function toSentView(row: ScreeningRow, organization: Pick<OrganizationDocument, 'kind'>): z.input<typeof SentScreening> {
  const facts = factsSent(row);
  return {
    ...toScreeningView(row, organization),
    facts,
    changedSince: changedFacts(facts, row.facts),
    earlier: sendingsOf(row)
      .slice(1)
      .map((sending) => ({ ...sending, at: sending.at.toISOString() })),
  };
}

/** Before anything is typed: what is known of the organisation already. */
function blank(scope: OrgScope, organization: OrganizationDocument): ScreeningRow {
  const { name, postalAddress, phone } = organization;
  return {
    _id: newScreeningId(),
    orgId: scope.orgId,
    facts: { ...noFacts, legalName: name, address: postalAddress, phone },
    methods: [],
    files: [],
    request: '',
    history: [],
    submittedAt: null,
    version: 0,
  };
}

/** The row, made when there is none yet; two at once make one. */
export async function begun(platform: Platform, scope: OrgScope): Promise<{ row: ScreeningRow; organization: OrganizationDocument }> {
  const db = platform.databases.server;
  const organization = await findOrganization(scope);
  const found = await findScreening(db, scope);
  if (found) return { row: found, organization };
  const row = blank(scope, organization);
  try {
    await insertScreening(db, scope, row);
    return { row, organization };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return begun(platform, scope);
  }
}

export async function screeningOf(platform: Platform, scope: OrgScope): Promise<z.input<typeof ScreeningView>> {
  const organization = await findOrganization(scope);
  const row = (await findScreening(platform.databases.server, scope)) ?? blank(scope, organization);
  return toScreeningView(row, organization);
}

/** Whether something of it lies with the operator, or waits for the organisation's papers. */
export async function isScreeningUnderWay(platform: Platform, scope: OrgScope): Promise<boolean> {
  const row = await findScreening(platform.databases.server, scope);
  return row !== null && isUnderWay(row.methods);
}

/**
 * What has been typed so far, as it is. That something was decided on is changed stands in the log.
 * @throws DomainError CONFLICT, SCREENING_UNDER_REVIEW, INDIVIDUAL_CARD_ONLY
 */
export async function saveScreening(
  platform: Platform,
  actor: UserActor,
  { facts, methods: wanted, version }: z.output<typeof SaveScreeningInput>,
): Promise<z.input<typeof ScreeningView>> {
  const { scope } = actor;
  // What is behind changes nothing, not even by beginning.
  if (version !== 0 && !(await findScreening(platform.databases.server, scope))) throw new DomainError('CONFLICT');
  const { row, organization } = await begun(platform, scope);
  const methods = wishing(row.methods, wanted, organization.kind);
  if (row.version !== version) throw new DomainError('CONFLICT');
  const fields = fieldsToLog(row, facts);
  const logged = fields.length === 0 ? {} : { loggedFields: [...(row.loggedFields ?? []), ...fields] };
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await changeScreening(platform.databases.server, scope, row, { facts, methods, ...logged }, { session })))
      throw new DomainError('CONFLICT');
    const note = { action: 'screening.changed', subjectKind: 'screening', subjectId: row._id, subjectName: facts.legalName } as const;
    if (fields.length > 0) await recordAudit(platform, scope, actor, { ...note, fields }, session);
  });
  return toScreeningView({ ...row, facts, methods, version: version + 1 }, organization);
}

/** What goes with every step: history, log, mail, and what the payments-service may offer from now on. All in one transaction. */
async function takeSteps(
  platform: Platform,
  scope: OrgScope,
  before: ScreeningRow,
  steps: readonly Stepped[],
  actor: AuditActor,
  changes: Partial<Pick<ScreeningRow, 'request' | 'submittedAt'>> = {},
): Promise<ScreeningRow> {
  const db = platform.databases.server;
  // What no person did is nobody's: each page says so in its own words.
  const by = actor.kind === 'system' && actor.name === itself ? '' : actor.name;
  // What is decided later is decided on what is sent now: a copy stays, whatever is typed over it.
  const sent = (what: ScreeningStep) => (what === 'submitted' || what === 'answered' ? { facts: before.facts } : {});
  const entries = steps.map(({ entry }) => ({ ...entry, at: platform.clock.now(), by, ...sent(entry.step) }));
  const { methods } = steps.at(-1)!;
  const logged = entries.some((entry) => 'facts' in entry) ? { loggedFields: [] } : {};
  const after = { ...changes, ...logged, methods, history: [...before.history, ...entries] };
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await changeScreening(db, scope, before, after, { session, files: before.files.length }))) throw new DomainError('CONFLICT');
    const subject = { subjectKind: 'screening', subjectId: before._id, subjectName: before.facts.legalName };
    for (const [at, entry] of entries.entries()) {
      await recordAudit(platform, scope, actor, { action: `screening.${entry.step}`, ...subject, fields: ['state', 'method'] }, session);
      await tellKeepers(platform, scope, entry, `${before._id}:${before.version + 1}${at === 0 ? '' : `:${at}`}`, session);
    }
    const allowed = [allowedMethods(before.methods), allowedMethods(methods)] as const;
    if (allowed[0].join() !== allowed[1].join()) {
      const payload = { methods: [...allowed[1]], revision: before.version + 1 };
      await insertOutbox(db, [outboxRow(methodsAllowed, scope.orgId, payload, before._id, platform.clock)], session);
    }
  });
  platform.nudgeMail();
  platform.nudgeOutbox();
  return { ...before, ...after, version: before.version + 1 };
}

async function tellKeepers(
  platform: Platform,
  scope: OrgScope,
  entry: { readonly step: ScreeningStep; readonly methods: readonly ScreeningMethod[]; readonly note: string },
  key: string,
  session: ClientSession,
): Promise<void> {
  const organization = await findOrganization(scope, session);
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/admin/settings/screening`;
  for (const { email: to } of await settingsKeepers(platform, scope)) {
    const facts = { organizationName: organization.name, step: entry.step, methods: entry.methods, note: entry.note };
    await enqueueMail(
      platform.databases.server,
      scope,
      screeningMail({ to, ...facts, link, key: `${key}:${to}` }),
      platform.clock.now(),
      session,
    );
  }
}

async function current(platform: Platform, scope: OrgScope, version: number): Promise<ScreeningRow> {
  const row = await findScreening(platform.databases.server, scope);
  if (!row) throw new DomainError('NOT_FOUND');
  if (row.version !== version) throw new DomainError('CONFLICT');
  return row;
}

/** Sends the methods that are drafts. @throws DomainError CONFLICT, INVALID_TRANSITION, DONATION_PURPOSE, INDIVIDUAL_CARD_ONLY, SCREENING_INCOMPLETE */
export async function submitScreening(platform: Platform, actor: UserActor, version: number): Promise<z.input<typeof ScreeningView>> {
  const { scope } = actor;
  const row = await current(platform, scope, version);
  const organization = await findOrganization(scope);
  refuseIncomplete(row, organization.kind);
  const after = await takeSteps(platform, scope, row, [step(row.methods, 'submitted')], actor, { submittedAt: platform.clock.now() });
  return toScreeningView(after, organization);
}

/** What was asked for is there, and what is wished for besides goes along. @throws DomainError CONFLICT, INVALID_TRANSITION, DONATION_PURPOSE, INDIVIDUAL_CARD_ONLY, SCREENING_INCOMPLETE */
export async function answerScreening(
  platform: Platform,
  actor: UserActor,
  { version, note }: z.output<typeof AnswerScreeningInput>,
): Promise<z.input<typeof ScreeningView>> {
  const { scope } = actor;
  const row = await current(platform, scope, version);
  const organization = await findOrganization(scope);
  refuseIncomplete(row, organization.kind);
  const steps = answering(row.methods, note);
  const sent = steps.length > 1 ? { submittedAt: platform.clock.now() } : {};
  const after = await takeSteps(platform, scope, row, steps, actor, { request: '', ...sent });
  return toScreeningView(after, organization);
}

/** By somebody of the operator. @throws DomainError CONFLICT, INVALID_TRANSITION */
export async function decideScreening(
  platform: Platform,
  scope: OrgScope,
  row: ScreeningRow,
  decision: ScreeningDecision,
  operatorName: string,
): Promise<ScreeningRow> {
  const request = decision.step === 'docs_requested' ? { request: requestOf(row, decision.note) } : {};
  return takeSteps(platform, scope, row, [decided(row.methods, decision)], { kind: 'system', name: operatorName }, request);
}

/** Methods that are approved and that an account at a provider has. Twice, or by two processes at once, is the same as once. */
export async function bringLive(platform: Platform, scope: OrgScope, connected: readonly string[]): Promise<void> {
  const row = await findScreening(platform.databases.server, scope);
  if (!row) return;
  let now = row;
  for (const { method, state } of row.methods) {
    if (state !== 'approved' || !connected.includes(method)) continue;
    now = await takeSteps(platform, scope, now, [step(now.methods, 'live', { method })], { kind: 'system', name: itself });
  }
}
