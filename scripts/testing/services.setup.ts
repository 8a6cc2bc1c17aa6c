import { builtServices } from '../stack/service-build.ts';

/** Builds the services once for a whole run, for tests that start them as processes: see `testService`. */
export default async function setup(): Promise<void> {
  process.env['TSUDOI_TEST_SERVICES'] = JSON.stringify(await builtServices());
}
