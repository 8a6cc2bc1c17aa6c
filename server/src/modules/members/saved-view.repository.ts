import type { SavedViewId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { type SavedViewDocument, SavedViewModel } from './saved-view.model.ts';

export type { SavedViewDocument } from './saved-view.model.ts';

/** All of the organisation, oldest first: there are few, and who may see which is a rule. */
export async function savedViewsOf(scope: OrgScope): Promise<SavedViewDocument[]> {
  const views = await SavedViewModel.find({ orgId: scope.orgId }).limit(5000).lean().exec();
  return (views as unknown as SavedViewDocument[]).sort((left, right) => left.createdAt.getTime() - right.createdAt.getTime());
}

export async function insertSavedView(scope: OrgScope, view: SavedViewDocument): Promise<void> {
  await SavedViewModel.create([{ ...view, orgId: scope.orgId }]);
}

export async function changeSavedView(
  scope: OrgScope,
  viewId: SavedViewId,
  changes: Pick<SavedViewDocument, 'name' | 'shared' | 'state'>,
): Promise<void> {
  await SavedViewModel.updateOne({ orgId: scope.orgId, _id: viewId }, { $set: changes }).exec();
}

export async function removeSavedView(scope: OrgScope, viewId: SavedViewId): Promise<void> {
  await SavedViewModel.deleteOne({ orgId: scope.orgId, _id: viewId }).exec();
}

export async function createSavedViewIndexes(db: Db): Promise<void> {
  await db.collection('saved_views').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'view' }]);
}
