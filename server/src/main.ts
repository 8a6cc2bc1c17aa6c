import { createLog } from '@tsudoi/shared/service/log';
import { announceListening, closeGracefully } from '@tsudoi/shared/service/shutdown';
import { startServer } from './app/service.ts';
import { readServerEnv } from './platform/environment.ts';

try {
  const service = await startServer(readServerEnv());
  closeGracefully(service.platform.log, () => service.close());
  announceListening('server', { port: service.port });
} catch (error) {
  // What is wrong with the environment or the database is for the person who starts the process; no secret is in it.
  process.stderr.write(`${error instanceof Error ? error.message : 'the server could not start'}\n`);
  createLog('server', 'error').error({ err: error }, 'the server could not start');
  process.exit(1);
}
