import type { Words } from '../words.ts';
import type * as ja from './happenings.ja.ts';

/** What a colleague did to a bill that somebody was about to act on: the first sentence of the refusal. */
export const happenings: Words<typeof ja.happenings> = {
  cancelled: '“{{bill}}” was cancelled by {{by}} ({{at}}).',
  replaced: '“{{bill}}” was corrected by {{by}} ({{at}}): bill {{number}} stands in its place. Please go on there.',
  corrected: 'The payments of “{{bill}}” were corrected by {{by}} ({{at}}). ¥{{left}} is still open.',
  paid: '{{by}} recorded a payment of ¥{{amount}} for “{{bill}}” ({{at}}). ¥{{left}} is still open.',
  paid_online: '{{by}} paid ¥{{amount}} for “{{bill}}” ({{at}}). ¥{{left}} is still open.',
  carried: '{{by}} put ¥{{amount}} on “{{bill}}” ({{at}}). ¥{{left}} is still open.',
  waived: '{{by}} waived the shortage of ¥{{amount}} of “{{bill}}” ({{at}}).',
  taken_back: '{{by}} reversed ¥{{amount}} of the payments of “{{bill}}” ({{at}}). ¥{{left}} is open now.',
  returned: '¥{{amount}} of the payments of “{{bill}}” went back ({{at}}). ¥{{left}} is open now.',
  renamed: '{{by}} renamed the bill “{{name}}” ({{at}}).',
  adjusted: '{{by}} changed the amount of “{{bill}}” to ¥{{amount}} ({{at}}).',
  confirmed: '“{{bill}}” was confirmed by {{by}} ({{at}}). It is due on {{dueOn}}.',
  started: '{{by}} began to make the bills of “{{bill}}” ({{at}}).',
  paused: '{{by}} paused “{{bill}}” ({{at}}).',
  resumed: '{{by}} resumed “{{bill}}” ({{at}}).',
  discarded: '{{by}} discarded the plan of “{{bill}}” ({{at}}).',
  link_withdrawn: 'The link for {{bill}} was withdrawn by {{by}} ({{at}}).',
};

/** What to do then, by what was refused. */
export const afterwards: Words<typeof ja.afterwards> = {
  BILL_CHANGED_SINCE: 'Please look at it as it is now; if you still want to, press once more.',
  dueOn: 'The date that you entered is not used.',
  ALLOCATION_EXCEEDS_BILL:
    'If it is the same payment, it is recorded already. Only if it is another one, please divide it anew over what is open.',
  CORRECTION_REFUSED: 'Please look again at what it is now.',
  CONFLICT: 'Load again and look at it as it is now.',
  PAY_LINK_CHANGED: 'Please look at the bills and the sum as they are now; if you still want to, press once more.',
};

/** Where nobody is named. */
export const somebody = 'a colleague';
