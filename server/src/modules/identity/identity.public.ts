/** What the app and later modules may use of identity. */
export { forgetAccess } from './access-memory.service.ts';
export type { Access } from './access-memory.service.ts';
export { letterRoutes } from './letter.routes.ts';
export { ownerAddresses } from './incident.service.ts';
export { forgetLinksOf } from './account-link.repository.ts';
export { forgetMemberPasskeys } from './passkey.repository.ts';
export { inviteRecoveredOwner, peopleToWarn } from './owner-recovery.service.ts';
export { mailClosingEnded, openArchive } from './closing.service.ts';
export { findUser, findUsers } from './org-user.repository.ts';
export { stillStands, verifyAccess } from './access.service.ts';
export { countLogins } from './account-count.service.ts';
export { accountOf, createAccounts, followStatus, restartAccount } from './account.service.ts';
export {
  type KeptLogin,
  admitApplicantAccount,
  closeApplicantAccount,
  dropApplicantPair,
  followNumber,
  hashApplicantPassword,
  loginEmailOf,
  memberOfLoginEmail,
  openApplicantAccount,
} from './applicant-account.service.ts';
export {
  newAccounts,
  drawPairsFor,
  loginHolders,
  loginKeysInUse,
  numbersWithLoginTaken,
  removeAccounts,
  whoHasLoggedIn,
} from './imported-account.service.ts';
export { isAddressTaken } from './login-address.service.ts';
export { type HeldAccount, heldAccounts, joinAccounts, partAccounts } from './merged-account.service.ts';
export { loginKeyOfNumber } from './login-id.rules.ts';
export {
  type Redeemed,
  endMailTokens,
  hasLiveMailToken,
  issueMailToken,
  issueTokenBeside,
  mailTokenExpiry,
  readMailToken,
  redeemMailToken,
} from './mail-token.service.ts';
export { ownLoginProcedure } from './own-login.policy.ts';
export { removeSignUp } from './sign-up.service.ts';
export { refuseSharedSession } from './session.service.ts';
export { type Gate, findGate, gateOf } from './org-gate.service.ts';
export { readOperator, signOperator } from './access-token.service.ts';
export { drawRefreshToken, isAheadOf, refreshHash, sessionOfToken } from './refresh-token.service.ts';
export { attemptOf, provingOnce } from './login-delay.service.ts';
export { hashPassword, refuseWeakPassword, standingInLine, verifyPassword } from './password.service.ts';
export { proveOwnPassword } from './own-password.service.ts';
export { hostCookie, readCookie } from './refresh-cookie.rules.ts';
export { drawTotpSecret, readCode, stepOfCode, totpUri } from './second-factor.rules.ts';
export { peopleWhoMay, settingsKeepers } from './settings-keeper.service.ts';
