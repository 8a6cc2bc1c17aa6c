import type { OrgRole, Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { MemberId, SessionId, UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';

/** Someone of the office, signed in to the admin console. */
export interface UserActor {
  readonly kind: 'user';
  readonly userId: UserId;
  readonly role: OrgRole;
  readonly permissions: readonly Permission[];
  readonly sessionId: SessionId;
  readonly scope: OrgScope;
  readonly name: string;
}

/** A member, signed in to My Page. */
export interface MemberActor {
  readonly kind: 'member';
  readonly memberId: MemberId;
  readonly sessionId: SessionId;
  readonly scope: OrgScope;
  readonly name: string;
  /** Not admitted yet: may pay what they were asked for before the decision, and nothing else. */
  readonly appliesOnly?: true;
}

/** A job or a message: names itself in the audit log. */
export interface SystemActor {
  readonly kind: 'system';
  readonly name: string;
}

interface AnonymousActor {
  readonly kind: 'anonymous';
}

export type SignedInActor = UserActor | MemberActor;
/** Who can stand behind a change; a job that outlives a session keeps just this of whoever asked for it. */
export type AuditActor = Pick<UserActor, 'kind' | 'userId' | 'name'> | Pick<MemberActor, 'kind' | 'memberId' | 'name'> | SystemActor;
export type RequestActor = SignedInActor | AnonymousActor;
