import { type DatabaseRequest, type RunningDatabase, startDatabase } from './database.ts';

/** A database of our own that is started again, on the same port and files, when its process ends. */
export interface KeptDatabase {
  readonly label: string;
  readonly uri: string;
  /** Of the present process; null for a database that is not ours. */
  pid(): number | null;
  stop(): Promise<void>;
}

interface Watch {
  /** One line for whoever looks at the terminal. */
  readonly say: (line: string) => void;
  /** Starting it again does not help; nothing runs any more. */
  readonly giveUp: (reason: string) => void;
}

const mostFalls = 3;
const withinMs = 60_000;

/** Whether the falls of a process, in milliseconds of one clock, are a loop that another start would only go on with. */
export function isCrashLoop(falls: readonly number[]): boolean {
  const last = falls.at(-1);
  return last !== undefined && falls.filter((at) => last - at <= withinMs).length >= mostFalls;
}

/**
 * Starts a database and keeps it running: services that hold its address find it there again and need no restart (T59).
 * @throws Error like startDatabase when it does not start at all
 */
export async function keepDatabase(request: DatabaseRequest, watch: Watch): Promise<KeptDatabase> {
  let current = await startDatabase(request);
  const { source } = current;
  const port = Number(/:(\d+)/.exec(current.uri.replace(/^mongodb:\/\//, ''))?.[1] ?? 0);
  const falls: number[] = [];
  let stopping = false;
  let returning: Promise<void> = Promise.resolve();

  const comeBack = async (): Promise<void> => {
    let reason = 'it ended by itself';
    for (;;) {
      falls.push(performance.now());
      if (stopping) return;
      if (isCrashLoop(falls)) {
        watch.giveUp(
          `データベースが1分のあいだに${mostFalls}回止まったため、終了します。最後の理由: ${reason}。データは ${request.directory} に残っています。`,
        );
        return;
      }
      try {
        current = await startDatabase({ ...request, again: { source, port } });
        watch.say(`データベースが止まったため、起動し直しました: ${current.label}`);
        follow(current);
        return;
      } catch (error) {
        reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');
        await new Promise((wake) => setTimeout(wake, 500));
      }
    }
  };
  const follow = (running: RunningDatabase): void => {
    void running.ended?.then(() => {
      if (!stopping) returning = comeBack();
    });
  };
  follow(current);
  return {
    label: current.label,
    uri: current.uri,
    pid: () => current.pid,
    async stop() {
      stopping = true;
      await returning;
      await current.stop();
    },
  };
}
