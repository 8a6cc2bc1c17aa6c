import { randomUUID } from 'node:crypto';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allModels } from '../src/platform/database.ts';
import { platformModels } from '../src/platform/tenancy.ts';
import { tenantCollection } from '../src/platform/tenant-collection.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

type AnyModel = ReturnType<typeof allModels>[number];
type Run = () => PromiseLike<unknown>;
type Operations = Readonly<Record<string, Run>>;

const a = 'org_01JAAAAAAAAAAAAAAAAAAAAAAA';
const b = 'org_01JBBBBBBBBBBBBBBBBBBBBBBB';
const tenantModels = () => allModels().filter(({ modelName }) => !(modelName in platformModels));

/** Everything a model can be asked to do to the row of that id, with whatever else the filter says. */
function operationsOn(model: AnyModel, filter: Record<string, unknown>, document: Record<string, unknown>): Operations {
  const set = { $set: { version: 1 } };
  const hydrated = () => model.hydrate({ ...document });
  return {
    find: () => model.find(filter),
    'find lean': () => model.find(filter).lean(),
    'find by cursor': () => model.find(filter).cursor().next(),
    findOne: () => model.findOne(filter),
    exists: () => model.exists(filter),
    countDocuments: () => model.countDocuments(filter),
    distinct: () => model.distinct('_id', filter),
    updateOne: () => model.updateOne(filter, set),
    updateMany: () => model.updateMany(filter, set),
    'updateOne by pipeline': () => model.updateOne(filter, [set], { updatePipeline: true }),
    'updateOne or insert': () => model.updateOne(filter, set, { upsert: true }),
    replaceOne: () => model.replaceOne(filter, { ...document }),
    deleteOne: () => model.deleteOne(filter),
    deleteMany: () => model.deleteMany(filter),
    findOneAndUpdate: () => model.findOneAndUpdate(filter, set),
    findOneAndReplace: () => model.findOneAndReplace(filter, { ...document }),
    findOneAndDelete: () => model.findOneAndDelete(filter),
    aggregate: () => model.aggregate([{ $match: filter }]),
    'aggregate by cursor': () =>
      model
        .aggregate([{ $match: filter }])
        .cursor()
        .next(),
    insertMany: () => model.insertMany([document]),
    create: () => model.create(document),
    'save of a new one': () => new model(document).save(),
    'save of a known one': () => hydrated().set('version', 1).save(),
    'bulk updateOne': () => model.bulkWrite([{ updateOne: { filter, update: set } }] as never),
    'bulk updateMany': () => model.bulkWrite([{ updateMany: { filter, update: set } }] as never),
    'bulk deleteOne': () => model.bulkWrite([{ deleteOne: { filter } }] as never),
    'bulk deleteMany': () => model.bulkWrite([{ deleteMany: { filter } }] as never),
    'bulk replaceOne': () => model.bulkWrite([{ replaceOne: { filter, replacement: document } }] as never),
    'bulk insertOne': () => model.bulkWrite([{ insertOne: { document } }] as never),
    bulkSave: () => model.bulkSave([hydrated().set('version', 1) as never]),
  };
}

describe('G9: the last line of isolation', () => {
  test('G9 T46: every model that is not of the platform refuses to work without an organisation, whatever is asked of it', async () => {
    for (const model of tenantModels()) {
      const id = randomUUID();
      const operations: Operations = {
        ...operationsOn(model, { _id: id }, { _id: id }),
        'find all': () => model.find({}),
        findById: () => model.findById(id),
        findByIdAndUpdate: () => model.findByIdAndUpdate(id, { $set: { version: 1 } }),
        findByIdAndDelete: () => model.findByIdAndDelete(id),
        estimatedDocumentCount: () => model.estimatedDocumentCount(),
        'aggregate that groups first': () => model.aggregate([{ $group: { _id: null } }, { $match: { orgId: a } }]),
        'an organisation among others': () => model.find({ $or: [{ orgId: a }, {}] }),
        'every organisation but one': () => model.find({ orgId: { $ne: a } }),
        'whoever has an organisation': () => model.find({ orgId: { $exists: true } }),
        'several organisations': () => model.find({ orgId: { $in: [a, b] } }),
        'no organisation': () => model.find({ orgId: null } as never),
        'a pattern of organisations': () => model.find({ orgId: /^org_/ } as never),
        'an id of another kind': () => model.find({ orgId: 'mem_01JAAAAAAAAAAAAAAAAAAAAAAA' }),
        'one of two in bulk': () =>
          model.bulkWrite([{ deleteOne: { filter: { _id: id, orgId: a } } }, { deleteOne: { filter: { _id: id } } }] as never),
        'a look into other books': () =>
          model.aggregate([{ $match: { orgId: a } }, { $lookup: { from: 'members', localField: 'x', foreignField: 'y', as: 'z' } }]),
        'other books beside': () => model.aggregate([{ $match: { orgId: a } }, { $unionWith: 'members' }]),
        'other books along a chain': () =>
          model.aggregate([
            { $match: { orgId: a } },
            { $graphLookup: { from: 'members', startWith: '$x', connectFromField: 'x', connectToField: 'y', as: 'z' } },
          ]),
        'books written over': () => model.aggregate([{ $match: { orgId: a } }, { $out: 'members' }]),
        'books written into': () => model.aggregate([{ $match: { orgId: a } }, { $merge: { into: 'members' } }]),
        'other books within': () => model.aggregate([{ $match: { orgId: a } }, { $facet: { x: [{ $unionWith: 'members' }] } }]),
      };
      expect(Object.keys(operations).length).toBeGreaterThanOrEqual(25);
      for (const [operation, run] of Object.entries(operations))
        await expect(
          Promise.resolve()
            .then(run)
            .then(() => `${model.modelName}: ${operation}`),
        ).rejects.toThrow();
    }
    expect(Object.keys(platformModels)).toEqual(['Organization', 'AccountLink']);
  });

  test('G9 T46: with the organisation of one, no operation reads or changes a row of another', async () => {
    for (const model of tenantModels()) {
      const id = randomUUID();
      const books = rig.database.databases.server.collection<{ _id: string }>(model.collection.collectionName);
      const theirs = { _id: id, orgId: b, version: 0, name: 'カナリア' };
      await books.insertOne(theirs);
      const operations = operationsOn(model, { _id: id, orgId: a }, { _id: id, orgId: a, version: 0 });
      expect(Object.keys(operations).length).toBeGreaterThanOrEqual(25);
      for (const [operation, run] of Object.entries(operations)) {
        // Some refuse, since the id is taken; what they may not do is to reach the row.
        const answer = await Promise.resolve()
          .then(run)
          .catch((error: unknown) => String(error));
        expect(JSON.stringify(answer) ?? '', `${model.modelName}: ${operation}`).not.toContain('カナリア');
        expect(await books.findOne({ _id: id }), `${model.modelName}: ${operation}`).toEqual(theirs);
      }
      await books.deleteOne({ _id: id });
    }
  });

  test('G9 T46: the driver’s collection, narrowed to one organisation, reaches no row of another, whatever its filter names', async () => {
    const db = rig.database.databases.server;
    const books = db.collection<{ _id: string }>('members');
    const [id, scope] = [randomUUID(), mintOrgScope(a as never)];
    const theirs = { _id: id, orgId: b, version: 0, name: 'カナリア' };
    await books.insertOne(theirs);
    const own = tenantCollection<{ _id: string; orgId: never; version: number }>(db, scope, 'members');
    const filter = { _id: id, orgId: b } as never;
    const set = { $set: { version: 1 } };
    const moved = { _id: id, orgId: b as never, version: 1 };
    const operations: Operations = {
      find: () => own.find(filter).toArray(),
      findOne: () => own.findOne(filter),
      count: () => own.count(filter, 1),
      aggregate: () => own.aggregate(filter, [{ $match: { orgId: b } }]).toArray(),
      insert: () => own.insert([moved]),
      updateOne: () => own.updateOne(filter, set),
      updateMany: () => own.updateMany(filter, set),
      findOneAndUpdate: () => own.findOneAndUpdate(filter, set),
      'findOneAndUpdate or insert': () => own.findOneAndUpdate(filter, set, undefined, true),
      updateEach: () => own.updateEach([{ filter, update: set }]),
      updateInTurn: () => own.updateInTurn([{ filter, update: set }]),
      rewrite: () => inTransaction(rig.database.databases.client, (session) => own.rewrite(filter, moved, session)),
      deleteMany: () => own.deleteMany(filter),
    };
    expect(Object.keys(own).filter((name) => !(name in operations))).toEqual([]);
    for (const [operation, run] of Object.entries(operations)) {
      const answer = await Promise.resolve()
        .then(run)
        .catch((error: unknown) => String(error));
      expect(JSON.stringify(answer) ?? '', operation).not.toContain('カナリア');
      expect(await books.findOne({ _id: id }), operation).toEqual(theirs);
    }
    await books.deleteOne({ _id: id });
  });

  test('G9: a row never moves from one organisation to another', async () => {
    for (const model of tenantModels()) {
      const id = randomUUID();
      const books = rig.database.databases.server.collection<{ _id: string; orgId: string }>(model.collection.collectionName);
      await books.insertOne({ _id: id, orgId: a });
      const filter = { _id: id, orgId: a };
      const moved = { _id: id, orgId: b };
      const moves: Operations = {
        updateOne: () => model.updateOne(filter, { $set: { orgId: b } }),
        updateMany: () => model.updateMany(filter, { $set: { orgId: b } }),
        findOneAndUpdate: () => model.findOneAndUpdate(filter, { $set: { orgId: b } }),
        replaceOne: () => model.replaceOne(filter, moved),
        findOneAndReplace: () => model.findOneAndReplace(filter, moved),
        'bulk updateOne': () => model.bulkWrite([{ updateOne: { filter, update: { $set: { orgId: b } } } }] as never),
        'bulk replaceOne': () => model.bulkWrite([{ replaceOne: { filter, replacement: moved } }] as never),
        'by pipeline': () => model.updateOne(filter, [{ $set: { orgId: b } }], { updatePipeline: true }),
        'by unsetting': () => model.updateOne(filter, { $unset: { orgId: 1 } }),
      };
      for (const [operation, run] of Object.entries(moves)) {
        await Promise.resolve()
          .then(run)
          .catch(() => undefined);
        expect((await books.findOne({ _id: id }))?.orgId, `${model.modelName}: ${operation}`).toBe(a);
      }
      await books.deleteOne({ _id: id });
    }
  });
});
