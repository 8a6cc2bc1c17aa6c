import type { Honorific } from '@tsudoi/shared/contracts/members/honorific.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';

export type Title = '様' | '御中' | '殿';

const chosenTitles: Readonly<Record<Exclude<Honorific, 'usual'>, Title>> = { sama: '様', onchu: '御中', dono: '殿' };

/** What stands behind a member's own name: what was chosen for the type, else 様 behind a person and 御中 behind a body. */
export function titleOf(kind: MemberKind | undefined, chosen: Honorific = 'usual'): Title {
  if (chosen !== 'usual') return chosenTitles[chosen];
  return kind === 'corporate' ? '御中' : '様';
}

/** What stands behind somebody who is named for a body: 御中 is said to no person, whatever the type has. */
export const titleOfContact = (chosen: Honorific = 'usual'): Title => (chosen === 'dono' ? '殿' : '様');
