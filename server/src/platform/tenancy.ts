import mongoose, { type Schema } from 'mongoose';

/**
 * The last line of tenant isolation: a query, update, aggregate or write that does not name its organisation throws,
 * whoever forgot it (design.md 5, security.md 4.10). Repositories pass `orgId` explicitly; nothing is added behind
 * their back.
 */
const queryOperations = [
  'countDocuments',
  'deleteMany',
  'deleteOne',
  'distinct',
  'find',
  'findOne',
  'findOneAndDelete',
  'findOneAndReplace',
  'findOneAndUpdate',
  'replaceOne',
  'updateMany',
  'updateOne',
] as const;

class MissingTenantError extends Error {
  constructor(model: string, operation: string) {
    super(`${model}.${operation} was called without an organisation`);
    this.name = 'MissingTenantError';
  }
}

function isOrgId(value: unknown): boolean {
  if (typeof value === 'string') return value.startsWith('org_');
  return typeof value === 'object' && value !== null && '$eq' in value && isOrgId(value.$eq);
}

/** Stages that read or write other collections, where no filter of ours stands. */
const foreignStages = new Set(['$lookup', '$graphLookup', '$unionWith', '$out', '$merge', '$facet']);

/** Whether an update would give a row to another organisation; what stands in a pipeline, mongoose does not look at. */
function movesRow(update: unknown): boolean {
  if (!Array.isArray(update)) return false;
  return update.some((stage: Record<string, unknown>) =>
    Object.entries(stage).some(
      ([name, body]) =>
        name === '$replaceRoot' || name === '$replaceWith' || (typeof body === 'object' && body !== null && 'orgId' in body),
    ),
  );
}

function tenantPlugin(schema: Schema): void {
  // What a document saves is found by its organisation as well as by its id.
  schema.set('shardKey', { orgId: 1 });
  schema.pre([...queryOperations], function checkFilter() {
    if (!isOrgId(this.getFilter()['orgId'])) throw new MissingTenantError(this.model.modelName, 'query');
    if (movesRow(this.getUpdate())) throw new MissingTenantError(this.model.modelName, 'update by pipeline');
  });
  schema.pre(['replaceOne', 'findOneAndReplace'], function checkReplacement() {
    const { orgId } = (this.getUpdate() ?? {}) as Record<string, unknown>;
    if (!isOrgId(orgId) || orgId !== this.getFilter()['orgId']) throw new MissingTenantError(this.model.modelName, 'replacement');
  });
  schema.pre('estimatedDocumentCount', function refuse() {
    throw new MissingTenantError(this.model.modelName, 'estimatedDocumentCount');
  });
  schema.pre('aggregate', function checkPipeline() {
    const first = this.pipeline()[0];
    const match = first && '$match' in first ? (first.$match as Record<string, unknown>) : {};
    if (!isOrgId(match['orgId'])) throw new MissingTenantError('aggregate', 'aggregate');
    if (this.pipeline().some((stage) => Object.keys(stage).some((name) => foreignStages.has(name))))
      throw new MissingTenantError('aggregate', 'a stage that leaves the collection');
  });
  schema.pre('save', function checkDocument() {
    if (!isOrgId(this.get('orgId'))) throw new MissingTenantError('document', 'save');
  });
  schema.pre('insertMany', function checkDocuments(documents: unknown) {
    const rows = Array.isArray(documents) ? documents : [documents];
    for (const row of rows) if (!isOrgId((row as Record<string, unknown>)['orgId'])) throw new MissingTenantError('model', 'insertMany');
  });
  schema.pre('bulkWrite', function checkOperations(operations: unknown) {
    for (const operation of operations as Record<string, Record<string, unknown>>[]) {
      const body = Object.values(operation)[0] ?? {};
      const target = (body['filter'] ?? body['document'] ?? {}) as Record<string, unknown>;
      if (!isOrgId(target['orgId']) || movesRow(body['update'])) throw new MissingTenantError('model', 'bulkWrite');
      const replacement = body['replacement'] as Record<string, unknown> | undefined;
      if (replacement && replacement['orgId'] !== target['orgId']) throw new MissingTenantError('model', 'bulkWrite');
    }
  });
}

/** Models that belong to the platform and not to one organisation, each with its reason. A test lists all models. */
export const platformModels: Readonly<Record<string, string>> = {
  Organization: 'is the tenant itself',
  AccountLink: 'belongs to a person with accounts in several organisations, not to one of them',
};

const baseOptions = { versionKey: false as const, strictQuery: 'throw' as const, autoIndex: false, autoCreate: false, minimize: false };

/** Defines a tenant's model: plugin on, indexes by migration only. */
export function tenantModel<T>(name: string, collection: string, definition: Schema<T>): mongoose.Model<T> {
  definition.set('collection', collection);
  for (const [key, value] of Object.entries(baseOptions)) definition.set(key as 'autoIndex', value as boolean);
  tenantPlugin(definition as unknown as Schema);
  return mongoose.model<T>(name, definition);
}

/** Defines a platform model; its name must be listed with a reason. */
export function platformModel<T>(name: keyof typeof platformModels & string, collection: string, definition: Schema<T>): mongoose.Model<T> {
  definition.set('collection', collection);
  for (const [key, value] of Object.entries(baseOptions)) definition.set(key as 'autoIndex', value as boolean);
  return mongoose.model<T>(name, definition);
}

export function configureMongoose(): void {
  mongoose.set('sanitizeFilter', true);
  mongoose.set('strictQuery', 'throw');
  mongoose.set('autoIndex', false);
  mongoose.set('autoCreate', false);
}
