import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allModels } from '../src/platform/database.ts';
import { platformModels } from '../src/platform/tenancy.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

describe('the last line of isolation', () => {
  test('every model that is not of the platform refuses to work without an organisation', async () => {
    for (const model of allModels()) {
      const name = model.modelName;
      if (name in platformModels) continue;
      const operations: [string, () => PromiseLike<unknown>][] = [
        ['find', () => model.find({})],
        ['findOne', () => model.findOne({ _id: 'x' })],
        ['countDocuments', () => model.countDocuments({})],
        ['estimatedDocumentCount', () => model.estimatedDocumentCount()],
        ['distinct', () => model.distinct('_id')],
        ['updateOne', () => model.updateOne({ _id: 'x' }, { $set: { version: 1 } })],
        ['updateMany', () => model.updateMany({}, { $set: { version: 1 } })],
        ['deleteOne', () => model.deleteOne({ _id: 'x' })],
        ['deleteMany', () => model.deleteMany({})],
        ['findOneAndUpdate', () => model.findOneAndUpdate({ _id: 'x' }, { $set: { version: 1 } })],
        ['findOneAndDelete', () => model.findOneAndDelete({ _id: 'x' })],
        ['replaceOne', () => model.replaceOne({ _id: 'x' }, {})],
        ['aggregate', () => model.aggregate([{ $group: { _id: null } }])],
        ['insertMany', () => model.insertMany([{ _id: 'x' }])],
        ['bulkWrite', () => model.bulkWrite([{ deleteOne: { filter: { _id: 'x' } } }])],
        ['or', () => model.find({ $or: [{ orgId: { $exists: true } }] })],
      ];
      for (const [operation, run] of operations) await expect(Promise.resolve().then(run), `${name}.${operation}`).rejects.toThrow();
    }
    expect(Object.keys(platformModels)).toEqual(['Organization', 'AccountLink']);
  });
});
