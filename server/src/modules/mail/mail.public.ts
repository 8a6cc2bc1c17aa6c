export { bouncedMembers } from './bounce.service.ts';
export { releaseHeldMails } from './held-mail.service.ts';
