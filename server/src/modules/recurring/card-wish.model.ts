import type { MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { CardWishId } from '@tsudoi/shared/kernel/recurring-ids';

/** A card chosen for the dues, or no longer; rows are only ever added, and the newest counts. */
export interface CardWishDocument {
  _id: CardWishId;
  orgId: OrgId;
  memberId: MemberId;
  isOn: boolean;
  /** The day from which it counts: what ended a membership before it is no end of it. */
  from: JstDate;
  by: string;
  at: Date;
}

export const cardWishCollection = 'card_wishes';
