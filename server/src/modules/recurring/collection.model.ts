import type { SavedCardId } from '@tsudoi/shared/kernel/card-ids';
import type { BillId, ChargeId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { CollectionTryId } from '@tsudoi/shared/kernel/recurring-ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';

/** What asked for the collection; `dues`: the member's own choice of a card, named by the member. */
export interface CollectionSource {
  readonly kind: 'plan' | 'renewal' | 'dues';
  readonly id: string;
}

/** How a try ended. `dropped`: the provider never charged anything and nobody is to blame; it counts as no failure. */
export type TryOutcome = 'declined' | 'no_card' | 'not_offered' | 'dropped';

/** One try to charge the card; written before the payments-service is asked, so that whoever asks again asks for the same. */
export interface CollectionTry {
  readonly tryId: CollectionTryId;
  /** Idempotency key of the charge: one try is one charge at most. */
  readonly key: string;
  /** Null where the member had none. */
  readonly cardId: SavedCardId | null;
  readonly amount: Yen;
  readonly askedAt: Date;
  /** Null until the payments-service has answered. */
  readonly chargeId: ChargeId | null;
  /** Null while it is open. */
  readonly outcome: TryOutcome | null;
}

/** The automatic collection of one bill from the member's saved card. */
export interface CollectionDocument {
  /** The bill's own id: a bill is collected by one of these, however often it is asked for. */
  _id: BillId;
  orgId: OrgId;
  memberId: MemberId;
  source: CollectionSource;
  state: 'waiting' | 'paid' | 'past_due' | 'ended';
  /** What was agreed to: a bill that asks for more later is not charged. */
  agreed: Yen;
  tries: CollectionTry[];
  /** Day from which the retries are counted. */
  firstFailedOn: JstDate | null;
  /** Day of the next try; null when there is none by itself. */
  nextTryOn: JstDate | null;
  /** When the job looks at it again; null when nothing is to be done. */
  lookAt: Date | null;
  createdAt: Date;
  version: number;
}

export const collectionCollection = 'bill_collections';
