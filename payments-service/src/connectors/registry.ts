import type { Connector, Provider } from './connector.ts';
import { gmoPg } from './gmo-pg/gmo-pg.connector.ts';
import { komoju } from './komoju/komoju.connector.ts';
import { robotPayment } from './robot-payment/robot-payment.connector.ts';
import { stripe } from './stripe/stripe.connector.ts';
import { zeus } from './zeus/zeus.connector.ts';

/** Every provider, one line each. */
export const providers: readonly Provider[] = [
  // npm run new:connector adds its line at the end.
  gmoPg,
  komoju,
  robotPayment,
  stripe,
  zeus,
];

export type Connectors = ReadonlyMap<string, Connector>;

/** `urlOf` says where a provider's interface is; its live address unless the environment names another. */
export function createConnectors(urlOf: (provider: Provider) => string): Connectors {
  return new Map(providers.map((provider) => [provider.name, provider.connect(urlOf(provider))]));
}
