import { type Server, type Socket, connect, createServer } from 'node:net';
import { type DatabaseRequest, type RunningDatabase, startDatabase } from '../database/database.ts';

/** A database that can be killed and comes back at the same address, as one behind a service name does. */
export interface SteadyDatabase {
  readonly uri: string;
  readonly label: string;
  /** kill -9, then a start on the same files. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

function hostOf(database: RunningDatabase): { host: string; port: number } {
  const url = new URL(database.uri.replace(/^mongodb:/, 'http:'));
  return { host: url.hostname, port: Number(url.port) };
}

export async function startSteadyDatabase(request: DatabaseRequest): Promise<SteadyDatabase> {
  let database = await startDatabase(request);
  let target = hostOf(database);
  const sockets = new Set<Socket>();
  const door: Server = createServer((incoming) => {
    const outgoing = connect(target.port, target.host);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as { port: number };
  return {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    label: database.label,
    async crash() {
      if (database.pid === null) throw new Error('this database is not ours to kill');
      process.kill(database.pid, 'SIGKILL');
      for (const socket of sockets) socket.destroy();
      database = await startDatabase(request);
      target = hostOf(database);
    },
    async stop() {
      door.close();
      for (const socket of sockets) socket.destroy();
      await database.stop();
    },
  };
}
