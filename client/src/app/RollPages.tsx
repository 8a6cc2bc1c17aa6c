import { lazy } from 'react';
import type { ChosenDialog } from '../features/members/bulk-chosen.view.ts';
import { CorporateListScreen } from '../features/members/corporate-list.screen.tsx';
import { MembersListScreen } from '../features/members/members-list.screen.tsx';

// A dialog few open: the lists must not carry it.
const ChosenReminders = lazy(async () => ({ default: (await import('../features/dunning/ChosenReminders.tsx')).ChosenReminders }));

const remind: ChosenDialog = (memberIds, onClose) => <ChosenReminders memberIds={memberIds} onClose={onClose} />;

/** The roll of persons, from which those who owe are reminded. */
export function MembersPage() {
  return <MembersListScreen remind={remind} />;
}

/** The same of corporate members. */
export function CorporateMembersPage() {
  return <CorporateListScreen remind={remind} />;
}
