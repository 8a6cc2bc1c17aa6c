import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { AuditId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { findPersonKeys, insertPersonKeys } from './person-key.repository.ts';

/** What a field was and became. Values are kept only encrypted, under a key of the person they are of (security.md 4.11). */
export interface ValueChange {
  readonly field: AuditField;
  readonly before: unknown;
  readonly after: unknown;
}

const cipher = 'aes-256-gcm';

/** Bound to its place by `about`: a text moved to another row does not open there. */
function close(key: Buffer, about: string, text: string): string {
  const iv = randomBytes(12);
  const work = createCipheriv(cipher, key, iv).setAAD(Buffer.from(about));
  const body = Buffer.concat([work.update(text, 'utf8'), work.final()]);
  return Buffer.concat([iv, work.getAuthTag(), body]).toString('base64url');
}

/** @throws Error when key, place or text is not the one it was closed with */
function open(key: Buffer, about: string, closed: string): string {
  const bytes = Buffer.from(closed, 'base64url');
  const work = createDecipheriv(cipher, key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(about));
  work.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([work.update(bytes.subarray(28)), work.final()]).toString('utf8');
}

/** Whoever copies the database has the wrapped keys and not this one. */
function wrappingKey(platform: Platform): Buffer {
  return Buffer.from(hkdfSync('sha256', platform.env.PASSWORD_PEPPER, '', 'tsudoi person keys', 32));
}

async function keysOf(platform: Platform, scope: OrgScope, personIds: readonly string[]): Promise<Map<string, Buffer>> {
  const wrapped = await findPersonKeys(platform.databases.server, scope, personIds);
  const outer = wrappingKey(platform);
  return new Map([...wrapped].map(([id, text]) => [id, Buffer.from(open(outer, `${scope.orgId} ${id}`, text), 'base64url')]));
}

async function keysToWrite(platform: Platform, scope: OrgScope, personIds: readonly string[]): Promise<Map<string, Buffer>> {
  const ids = [...new Set(personIds)];
  const known = await keysOf(platform, scope, ids);
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const outer = wrappingKey(platform);
  await insertPersonKeys(
    platform.databases.server,
    scope,
    new Map(missing.map((id) => [id, close(outer, `${scope.orgId} ${id}`, randomBytes(32).toString('base64url'))])),
  );
  return keysOf(platform, scope, ids);
}

/** The keys of people whose values a batch is about to write, so that it need not wait for them. */
export async function makePersonKeys(platform: Platform, scope: OrgScope, personIds: readonly string[]): Promise<void> {
  if (personIds.length > 0) await keysToWrite(platform, scope, personIds);
}

interface Valued {
  readonly auditId: AuditId;
  readonly personId: string;
  readonly changes: readonly ValueChange[];
}

/** Encrypts the values of a batch; at most one read and, for people new to the log, one write and one read more. */
export async function closeValues(platform: Platform, scope: OrgScope, rows: readonly Valued[]): Promise<Map<AuditId, string>> {
  if (rows.length === 0) return new Map();
  const keys = await keysToWrite(
    platform,
    scope,
    rows.map((row) => row.personId),
  );
  return new Map(
    rows.map(({ auditId, personId, changes }) => [
      auditId,
      close(keys.get(personId)!, `${scope.orgId} ${auditId}`, JSON.stringify(changes)),
    ]),
  );
}

/** The values of rows, by row; those whose key is gone are left out. */
export async function openValues(
  platform: Platform,
  scope: OrgScope,
  rows: readonly { readonly auditId: AuditId; readonly personId: string; readonly closed: string }[],
): Promise<Map<AuditId, readonly ValueChange[]>> {
  const keys = await keysOf(platform, scope, [...new Set(rows.map((row) => row.personId))]);
  return new Map(
    rows.flatMap(({ auditId, personId, closed }) => {
      const key = keys.get(personId);
      return key ? [[auditId, JSON.parse(open(key, `${scope.orgId} ${auditId}`, closed)) as ValueChange[]] as const] : [];
    }),
  );
}
