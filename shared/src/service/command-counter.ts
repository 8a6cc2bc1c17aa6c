import type { CommandStartedEvent, MongoClient } from 'mongodb';

export interface CountedCommand {
  readonly name: string;
  readonly database: string;
  /** Empty where a command names no collection, e.g. commitTransaction. */
  readonly collection: string;
}

export interface CommandCounter {
  /** Every command since the last reset, in order: one is one round trip. */
  readonly commands: readonly CountedCommand[];
  reset(): void;
}

/** The same address with command monitoring on, which the driver only turns on when it connects. */
export function watchedUri(uri: string): string {
  const [address, query = ''] = uri.split('?');
  const withPath = /^mongodb(?:\+srv)?:\/\/[^/]+$/.test(address!) ? `${address}/` : address!;
  return `${withPath}?${query === '' ? '' : `${query}&`}monitorCommands=true`;
}

/**
 * Counts what a client says to the database: figures that no machine's load can move (performance.md 2, rule 3).
 * @throws Error for a client that tells nobody: it would be counted to have said nothing
 */
export function countCommands(client: MongoClient): CommandCounter {
  if (client.options.monitorCommands !== true) throw new Error('commands are counted of a client that is connected by watchedUri');
  const commands: CountedCommand[] = [];
  client.on('commandStarted', (event: CommandStartedEvent) => {
    const target: unknown = event.commandName === 'getMore' ? event.command['collection'] : event.command[event.commandName];
    commands.push({ name: event.commandName, database: event.databaseName, collection: typeof target === 'string' ? target : '' });
  });
  return {
    commands,
    reset() {
      commands.length = 0;
    },
  };
}
