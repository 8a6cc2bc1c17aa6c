/** What later modules may use of billing: bills as facts, and the two ways in which money and charges touch them. */
export { askedOnceAs } from './bill-once.rules.ts';
export { billsWithPendingCharge, countPendingDebits, noteCollecting } from './bill-charge.repository.ts';
export { pendingChargeOf, withChargeNote } from './bill-charge.rules.ts';
export { acceptsMoney, billStatus, creditYen, isOverdue, isPayable, outstandingYen } from './bill-status.rules.ts';
export { type BillHappening } from './bill-happening.rules.ts';
export { toldAs } from './bill-happening.rules.ts';
export { registerMoneyHappenings, tellingWhatHappened } from './bill-happening.service.ts';
export { registerReplacements } from './run-replaced.service.ts';
export { billOpenedMail, writtenDate } from './bill.mail.ts';
export { mailsInVain, unwantedBillNotices } from './bill-mail.service.ts';
export {
  type BillDocument,
  type ChargeNote,
  billNames,
  billsDueBetween,
  billsOf,
  findBills,
  getBill,
  pageOfBills,
  saveBills,
  touchBills,
} from './bill.repository.ts';
export { billIdsOfRun, countBillsOfRun } from './run-bills.repository.ts';
export { getRun as billingRunOf } from './billing-run.repository.ts';
export { payLinkOf } from './bill-charge.rules.ts';
export { ownBill, registerCreditSource } from './bill.service.ts';
export { keepOwingMembers } from './owing-members.service.ts';
export { openBillsByMember, openBillsOf } from './open-bills.service.ts';
export { billRow, factsOf } from './bill.view.ts';
export { type TaxGroup, groupsOf, sharesOf, taxGroups } from './tax.rules.ts';
export { provisoText } from './billing-item.rules.ts';
export { openSingleBill } from './opened-bill.service.ts';
export { refuseDonation } from './billing-item.rules.ts';
export { billJoiningFee, extendJoiningFee, joiningFeeAt, joiningFeeOf, setJoiningFeeAside } from './joining-bill.service.ts';
export { type BillAnew, asksTheSameAgain, duesAnew, openAnew, otherAmount, sameAgain } from './reissue.service.ts';
export { liveBillOf, liveBillOfRenewal } from './bill.repository.ts';
export { noDuesOf } from './dues-exclusion.service.ts';
export { billRenewal, renewalFee } from './renewal-bill.service.ts';
export { retireInTransaction } from './bill-cancel.service.ts';
export { createDefaultItem, dueByRule } from './billing-item.service.ts';
export { adjustmentRows, billRows } from './member-rows.service.ts';
export { arrearsList, billList } from './bill-export.service.ts';
export { cancelJobList } from './cancel-export.service.ts';
export { runRowList } from './run-rows.service.ts';
