import type { Connector } from './connector.ts';
import { createKomojuConnector } from './komoju/komoju.connector.ts';

export type Connectors = ReadonlyMap<string, Connector>;

/** Every provider, one line each. */
export function createConnectors(urls: { readonly komoju: string }): Connectors {
  const all: Connector[] = [createKomojuConnector(urls.komoju)];
  return new Map(all.map((connector) => [connector.provider, connector]));
}
