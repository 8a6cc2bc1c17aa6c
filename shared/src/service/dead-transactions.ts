import { MongoClient } from 'mongodb';

/**
 * Ends every transaction that is under way. mongod gives up those of a client that is gone after a minute; the embedded
 * engine never does, and whoever wants their rows waits for ever. The living begin theirs again, as after any conflict.
 */
export async function endDeadTransactions(uri: string): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 3000 });
  try {
    await client.db('admin').command({ killAllSessions: [] });
  } finally {
    await client.close();
  }
}
