import type { OrgRole } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { ViewList } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { SavedViewId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import mongoose from 'mongoose';
import { type SavedViewDocument, SavedViewModel } from './saved-view.model.ts';

const { trusted } = mongoose;

export type { SavedViewDocument } from './saved-view.model.ts';

/** All of one list of the organisation, oldest first: there are few, and who may see which is a rule. */
export async function savedViewsOf(scope: OrgScope, list: ViewList): Promise<SavedViewDocument[]> {
  const views = await SavedViewModel.find({ orgId: scope.orgId, list }).limit(5000).lean().exec();
  return (views as unknown as SavedViewDocument[]).sort((left, right) => left.createdAt.getTime() - right.createdAt.getTime());
}

export async function findSavedView(scope: OrgScope, viewId: SavedViewId): Promise<SavedViewDocument | null> {
  return (await SavedViewModel.findOne({ orgId: scope.orgId, _id: viewId }).lean().exec()) as unknown as SavedViewDocument | null;
}

export async function insertSavedView(scope: OrgScope, view: SavedViewDocument): Promise<void> {
  await SavedViewModel.create([{ ...view, orgId: scope.orgId }]);
}

export async function changeSavedView(
  scope: OrgScope,
  viewId: SavedViewId,
  changes: Pick<SavedViewDocument, 'name' | 'shared' | 'state' | 'defaultSince'>,
): Promise<void> {
  await SavedViewModel.updateOne({ orgId: scope.orgId, _id: viewId }, { $set: changes }).exec();
}

/** A role no longer begins with these. */
export async function endDefault(scope: OrgScope, viewIds: readonly SavedViewId[], role: OrgRole): Promise<void> {
  if (viewIds.length === 0) return;
  await SavedViewModel.updateMany(
    { orgId: scope.orgId, _id: trusted({ $in: [...viewIds] }) },
    { $unset: { [`defaultSince.${role}`]: 1 } },
  ).exec();
}

export async function removeSavedView(scope: OrgScope, viewId: SavedViewId): Promise<void> {
  await SavedViewModel.deleteOne({ orgId: scope.orgId, _id: viewId }).exec();
}

export async function createSavedViewIndexes(db: Db): Promise<void> {
  await db.collection('saved_views').createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'view' },
    { key: { orgId: 1, list: 1 }, name: 'list' },
  ]);
}
