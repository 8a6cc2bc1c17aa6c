import { createLog } from '@tsudoi/shared/service/log';
import { announceListening, closeGracefully } from '@tsudoi/shared/service/shutdown';
import { startPaymentsService } from './app/service.ts';
import { readPaymentsEnv } from './platform/environment.ts';

try {
  const service = await startPaymentsService(readPaymentsEnv());
  closeGracefully(service.platform.log, () => service.close());
  announceListening('payments-service', { port: service.port, internalPort: service.internalPort });
} catch (error) {
  // What is wrong with the environment or the database is for the person who starts the process; no secret is in it.
  process.stderr.write(`${error instanceof Error ? error.message : 'the service could not start'}\n`);
  createLog('payments-service', 'error').error({ err: error }, 'the service could not start');
  process.exit(1);
}
