import { payableChanged, payableClosed, payableOpened, payableSettled } from './billing.messages.ts';
import type { MessageDefinition } from './define-message.ts';
import { debitWished, memberLeft, membersMerged, membersNamed } from './member.messages.ts';
import {
  cardChanged,
  chargeChanged,
  debitDue,
  discrepancyRaised,
  mandateChanged,
  moneyReversed,
  moneySettled,
  payoutStuck,
} from './payments.messages.ts';
import { refundMoved, refundWanted } from './refund.messages.ts';
import { methodsAllowed } from './screening.messages.ts';

/** Every message of the product. A name that is not here is dead-lettered. */
export const catalogue: readonly MessageDefinition[] = [
  payableOpened,
  payableChanged,
  payableClosed,
  payableSettled,
  moneySettled,
  moneyReversed,
  chargeChanged,
  discrepancyRaised,
  refundWanted,
  refundMoved,
  methodsAllowed,
  debitDue,
  cardChanged,
  mandateChanged,
  payoutStuck,
  debitWished,
  memberLeft,
  membersMerged,
  membersNamed,
];
