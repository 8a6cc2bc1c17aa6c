import ipaddr from 'ipaddr.js';

/**
 * Whether an address is one of the open internet: not of this machine, its network, the cloud's own services, nor any range
 * set aside (security.md T31). An IPv4 address inside an IPv6 one counts as what it is.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

/** A host written as an address; a name is looked up when it is called. */
export function addressOfHost(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : null;
}

/** Names that only a network of one's own knows. */
const inner = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp)$/i;

/** What can be told of an address before it is called: without https or inside a network it is none for messages. */
export function refusalOfUrl(text: string, allowPrivate: boolean): 'needs_https' | 'private_address' | null {
  const url = new URL(text);
  if (allowPrivate) return null;
  if (url.protocol !== 'https:') return 'needs_https';
  const address = addressOfHost(url);
  if (address !== null) return isPublicAddress(address) ? null : 'private_address';
  return inner.test(url.hostname) || !url.hostname.includes('.') ? 'private_address' : null;
}
