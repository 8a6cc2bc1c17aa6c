import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { type WebhookEndpointDocument, listEndpoints } from './webhook-endpoint.repository.ts';

/**
 * Every batch of money would ask who is to be told of it, and nearly always the answer is nobody: it is remembered for some
 * seconds. What another process has changed meanwhile counts that much later; a change of this process counts at once.
 */
const keptMs = 5000;
const most = 10_000;

interface Kept {
  readonly until: number;
  readonly endpoints: readonly WebhookEndpointDocument[];
}
const memories = new WeakMap<Platform['databases'], Map<OrgId, Kept>>();

function memoryOf({ databases }: Pick<Platform, 'databases'>): Map<OrgId, Kept> {
  const known = memories.get(databases);
  if (known) return known;
  const made = new Map<OrgId, Kept>();
  memories.set(databases, made);
  return made;
}

export async function endpointsToTell(platform: Pick<Platform, 'databases'>, scope: OrgScope): Promise<readonly WebhookEndpointDocument[]> {
  const memory = memoryOf(platform);
  const kept = memory.get(scope.orgId);
  if (kept && kept.until > monotonicMs()) return kept.endpoints;
  const endpoints = await listEndpoints(platform.databases.server, scope);
  if (memory.size >= most) memory.clear();
  memory.set(scope.orgId, { until: monotonicMs() + keptMs, endpoints });
  return endpoints;
}

export function forgetEndpoints(platform: Pick<Platform, 'databases'>, scope: OrgScope): void {
  memoryOf(platform).delete(scope.orgId);
}
