import type { ViewList } from '@tsudoi/shared/contracts/views/list-column.contract';
import {
  type SaveViewInput,
  type SavedViewView,
  type UpdateViewInput,
  savedViewLimits,
  viewRights,
} from '@tsudoi/shared/contracts/views/saved-view.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type SavedViewId, newSavedViewId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { type Permission, isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type SavedViewDocument,
  changeSavedView,
  endDefault,
  findSavedView,
  insertSavedView,
  removeSavedView,
  savedViewsOf,
} from './saved-view.repository.ts';
import { beginningFor, rolesOf } from './saved-view.rules.ts';

/** @throws DomainError FORBIDDEN */
function need(actor: UserActor, permission: Permission): void {
  if (!isAllowed(actor, permission)) throw new DomainError('FORBIDDEN', { permission });
}

/** Theirs and those of the office, of a list they may see. @throws DomainError FORBIDDEN */
async function visibleTo(actor: UserActor, list: ViewList): Promise<SavedViewDocument[]> {
  need(actor, viewRights[list].read);
  return (await savedViewsOf(actor.scope, list)).filter((view) => view.shared || view.ownerId === actor.userId);
}

function toView(actor: UserActor, views: readonly SavedViewDocument[], view: SavedViewDocument): SavedViewView {
  const { _id: savedViewId, list, name, shared, ownerId, state } = view;
  const own = ownerId === actor.userId;
  return { savedViewId, list, name, shared, own, state, defaultFor: rolesOf(views, view) } as SavedViewView;
}

/** What all of the office sees is changed by whoever may change what is listed. @throws DomainError FORBIDDEN */
function checkShared(actor: UserActor, list: ViewList, shared: boolean): void {
  if (shared) need(actor, viewRights[list].share);
}

function checkRoom(actor: UserActor, others: readonly SavedViewDocument[], shared: boolean): void {
  const most = shared ? savedViewLimits.shared : savedViewLimits.own;
  const sameKind = others.filter((view) => view.shared === shared && (shared || view.ownerId === actor.userId));
  if (sameKind.length >= most) throw new DomainError('SAVED_VIEW_LIMIT', { most });
}

interface Changeable {
  readonly view: SavedViewDocument;
  readonly others: readonly SavedViewDocument[];
}

/** @throws DomainError NOT_FOUND for what is another's own, too; FORBIDDEN */
async function changeable(actor: UserActor, viewId: SavedViewId): Promise<Changeable> {
  const found = await findSavedView(actor.scope, viewId);
  const views = found ? await visibleTo(actor, found.list) : [];
  const view = views.find((one) => one._id === viewId);
  if (!view) throw new DomainError('NOT_FOUND');
  checkShared(actor, view.list, view.shared);
  return { view, others: views.filter((one) => one !== view) };
}

/** A role begins with one view of a list. The new one counts already, as it is the later one; the others lose their mark. */
async function endOthers(actor: UserActor, view: SavedViewDocument, others: readonly SavedViewDocument[]): Promise<void> {
  for (const role of rolesOf([view], view)) {
    const marked = others.filter((one) => one.defaultSince?.[role]);
    await endDefault(
      actor.scope,
      marked.map((one) => one._id),
      role,
    );
  }
}

/** Saved views of one list that this person sees, oldest first. @throws DomainError FORBIDDEN */
export async function listSavedViews(actor: UserActor, list: ViewList): Promise<SavedViewView[]> {
  const views = await visibleTo(actor, list);
  return views.map((view) => toView(actor, views, view));
}

/** @throws DomainError FORBIDDEN, SAVED_VIEW_LIMIT */
export async function saveView(platform: Platform, actor: UserActor, input: z.output<typeof SaveViewInput>): Promise<SavedViewView> {
  const { defaultFor, ...kept } = input;
  checkShared(actor, input.list, input.shared);
  const others = await visibleTo(actor, input.list);
  checkRoom(actor, others, input.shared);
  const now = platform.clock.now();
  const view: SavedViewDocument = {
    _id: newSavedViewId(),
    orgId: actor.scope.orgId,
    ownerId: actor.userId,
    ...kept,
    defaultSince: beginningFor(others, null, defaultFor, now),
    createdAt: now,
  };
  await insertSavedView(actor.scope, view);
  await endOthers(actor, view, others);
  return toView(actor, [view], view);
}

/** Name, audience, state and the roles that begin with it anew. @throws DomainError NOT_FOUND, FORBIDDEN, SAVED_VIEW_LIMIT */
export async function updateView(platform: Platform, actor: UserActor, input: z.output<typeof UpdateViewInput>): Promise<SavedViewView> {
  const { savedViewId, list, defaultFor, ...given } = input;
  const { view, others } = await changeable(actor, savedViewId);
  if (view.list !== list) throw new DomainError('NOT_FOUND');
  checkShared(actor, list, given.shared);
  // Taken back from the office it would be nobody's who is here.
  if (!given.shared && view.ownerId !== actor.userId) throw new DomainError('FORBIDDEN', { permission: viewRights[list].share });
  if (given.shared !== view.shared) checkRoom(actor, others, given.shared);
  const changes = { ...given, defaultSince: beginningFor([view, ...others], view, defaultFor, platform.clock.now()) };
  await changeSavedView(actor.scope, view._id, changes);
  const next = { ...view, ...changes };
  await endOthers(actor, next, others);
  return toView(actor, [next], next);
}

/** @throws DomainError NOT_FOUND, FORBIDDEN */
export async function removeView(actor: UserActor, viewId: SavedViewId): Promise<void> {
  const { view } = await changeable(actor, viewId);
  await removeSavedView(actor.scope, view._id);
}
