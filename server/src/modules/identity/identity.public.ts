/** What the app and later modules may use of identity. */
export { type Access, stillStands, verifyAccess } from './access.service.ts';
export { accountOf, createAccounts, followStatus } from './account.service.ts';
