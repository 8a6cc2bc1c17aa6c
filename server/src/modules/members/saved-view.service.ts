import {
  type SaveViewInput,
  type SavedViewView,
  type UpdateViewInput,
  savedViewLimits,
} from '@tsudoi/shared/contracts/members/saved-view.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type SavedViewId, newSavedViewId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { type SavedViewDocument, changeSavedView, insertSavedView, removeSavedView, savedViewsOf } from './saved-view.repository.ts';

type View = z.output<typeof SavedViewView>;

/** Theirs and those of the office. */
async function visibleTo(actor: UserActor): Promise<SavedViewDocument[]> {
  return (await savedViewsOf(actor.scope)).filter((view) => view.shared || view.ownerId === actor.userId);
}

const toView = (actor: UserActor, { _id, name, shared, ownerId, state }: SavedViewDocument): View => ({
  savedViewId: _id,
  name,
  shared,
  own: ownerId === actor.userId,
  state,
});

/** What all of the office sees is changed by whoever may change members. @throws DomainError FORBIDDEN */
function checkShared(actor: UserActor, shared: boolean): void {
  if (shared && !actor.permissions.includes('members.write')) throw new DomainError('FORBIDDEN', { permission: 'members.write' });
}

function checkRoom(actor: UserActor, others: readonly SavedViewDocument[], shared: boolean): void {
  const most = shared ? savedViewLimits.shared : savedViewLimits.own;
  const sameKind = others.filter((view) => view.shared === shared && (shared || view.ownerId === actor.userId));
  if (sameKind.length >= most) throw new DomainError('SAVED_VIEW_LIMIT', { most });
}

/** @throws DomainError NOT_FOUND for what is another's own, too */
async function changeable(actor: UserActor, viewId: SavedViewId): Promise<{ view: SavedViewDocument; others: SavedViewDocument[] }> {
  const views = await visibleTo(actor);
  const view = views.find((one) => one._id === viewId);
  if (!view) throw new DomainError('NOT_FOUND');
  checkShared(actor, view.shared);
  return { view, others: views.filter((one) => one !== view) };
}

/** Saved lists of the roll that this person sees, oldest first. */
export async function listSavedViews(actor: UserActor): Promise<View[]> {
  return (await visibleTo(actor)).map((view) => toView(actor, view));
}

/** @throws DomainError FORBIDDEN, SAVED_VIEW_LIMIT */
export async function saveView(platform: Platform, actor: UserActor, input: z.output<typeof SaveViewInput>): Promise<View> {
  checkShared(actor, input.shared);
  checkRoom(actor, await visibleTo(actor), input.shared);
  const view: SavedViewDocument = {
    _id: newSavedViewId(),
    orgId: actor.scope.orgId,
    ownerId: actor.userId,
    ...input,
    createdAt: platform.clock.now(),
  };
  await insertSavedView(actor.scope, view);
  return toView(actor, view);
}

/** Name, audience and state anew. @throws DomainError NOT_FOUND, FORBIDDEN, SAVED_VIEW_LIMIT */
export async function updateView(actor: UserActor, input: z.output<typeof UpdateViewInput>): Promise<View> {
  const { savedViewId, ...changes } = input;
  const { view, others } = await changeable(actor, savedViewId);
  checkShared(actor, changes.shared);
  // Taken back from the office it would be nobody's who is here.
  if (!changes.shared && view.ownerId !== actor.userId) throw new DomainError('FORBIDDEN', { permission: 'members.write' });
  if (changes.shared !== view.shared) checkRoom(actor, others, changes.shared);
  await changeSavedView(actor.scope, view._id, changes);
  return toView(actor, { ...view, ...changes });
}

/** @throws DomainError NOT_FOUND, FORBIDDEN */
export async function removeView(actor: UserActor, viewId: SavedViewId): Promise<void> {
  const { view } = await changeable(actor, viewId);
  await removeSavedView(actor.scope, view._id);
}
