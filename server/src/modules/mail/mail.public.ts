export { bouncedMembers } from './bounce.service.ts';
