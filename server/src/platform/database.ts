import { type Databases, databasesOf, mongoOptions } from '@tsudoi/shared/service/mongo';
import mongoose, { type Model } from 'mongoose';
import { configureMongoose } from './tenancy.ts';

export interface Database {
  readonly databases: Databases;
  close(): Promise<void>;
}

/** One pool for models and plain collections, so that a transaction may span both. */
export async function openDatabase(uri: string, prefix: string, maxPoolSize = 30): Promise<Database> {
  configureMongoose();
  await mongoose.connect(uri, { ...mongoOptions, dbName: prefix, maxPoolSize });
  return { databases: databasesOf(mongoose.connection.getClient(), prefix), close: () => mongoose.disconnect() };
}

let inMemory: Promise<boolean> | undefined;

/** MongoDB reads a sorted page from the index; the embedded engine sorts all that matches (docs/decisions/0009). */
export function sortsInMemory(): Promise<boolean> {
  inMemory ??= mongoose.connection
    .db!.admin()
    .command({ buildInfo: 1 })
    .then((info) => 'secantusVersion' in info);
  inMemory.catch(() => (inMemory = undefined));
  return inMemory;
}

/** Every model there is, for the test that none of them works without an organisation. */
export function allModels(): readonly Model<Record<string, unknown>>[] {
  return Object.values(mongoose.models) as Model<Record<string, unknown>>[];
}
