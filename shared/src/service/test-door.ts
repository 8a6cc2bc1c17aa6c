import { type Server, type Socket, connect, createServer } from 'node:net';

/** A way to the database, which a test can shut and open again. */
export interface TestDoor {
  readonly uri: string;
  /** Whoever has come through is thrown out, and nobody else gets in. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function testDoor(to: string): Promise<TestDoor> {
  const target = new URL(to.replace('mongodb:', 'http:'));
  const sockets = new Set<Socket>();
  let door: Server;
  const open = (at: number) =>
    new Promise<void>((resolve) => {
      door = createServer((incoming) => {
        const outgoing = connect(Number(target.port), target.hostname);
        for (const socket of [incoming, outgoing]) {
          sockets.add(socket);
          socket.on('close', () => {
            sockets.delete(socket);
            incoming.destroy();
            outgoing.destroy();
          });
          socket.on('error', () => undefined);
        }
        incoming.pipe(outgoing).pipe(incoming);
      }).listen(at, '127.0.0.1', resolve);
    });
  await open(0);
  const { port } = door!.address() as { port: number };
  return {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    open: () => open(port),
    shut: () =>
      new Promise<void>((resolve) => {
        door.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
