import type { Platform } from '../src/platform/platform.ts';

interface InSession {
  readonly session?: unknown;
}

/**
 * The platform for one of two who act at once: the first time it has read from the collection inside of a transaction, the
 * other one acts and comes to an end before it goes on.
 */
export function afterRead(platform: Platform, collection: string, act: () => Promise<unknown>): Platform {
  let acted = false;
  const then = async <T>(result: T): Promise<T> => {
    if (!acted) {
      acted = true;
      await act();
    }
    return result;
  };
  const cursorOf = (cursor: { toArray(): Promise<unknown[]> }) =>
    instead(cursor, { toArray: () => cursor.toArray().then((rows) => then(rows)) });
  const server = instead(platform.databases.server, {
    collection: (name: string) => {
      const rows = platform.databases.server.collection(name);
      if (name !== collection) return rows;
      return instead(rows, {
        findOne: async (filter: object, options: InSession = {}) => {
          const found = await rows.findOne(filter, options as never);
          return options.session ? then(found) : found;
        },
        find: (filter: object, options: InSession = {}) => {
          const cursor = rows.find(filter, options as never);
          return options.session ? cursorOf(cursor) : cursor;
        },
      });
    },
  });
  return { ...platform, databases: { ...platform.databases, server } };
}

/** The same thing but for these of its methods. */
function instead<T extends object>(thing: T, methods: object): T {
  return new Proxy(thing, {
    get(target, key) {
      if (key in methods) return methods[key as never];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
