import { gmoPgStandIn } from './gmo-pg/gmo-pg-stand-in.ts';
import { komojuStandIn } from './komoju/komoju-stand-in.ts';
import { robotPaymentStandIn } from './robot-payment/robot-payment-stand-in.ts';
import { stripeStandIn } from './stripe/stripe-stand-in.ts';
import { zeusStandIn } from './zeus/zeus-stand-in.ts';
import type { StandIn } from './stand-in.ts';

/** Every provider that can be tried out, one line each. */
export const standIns: readonly StandIn[] = [
  // npm run new:connector adds its line at the end.
  gmoPgStandIn,
  komojuStandIn,
  robotPaymentStandIn,
  stripeStandIn,
  zeusStandIn,
];

/** @throws Error when nobody plays that provider */
export function standInOf(provider: string): StandIn {
  const found = standIns.find((standIn) => standIn.provider === provider);
  if (!found) throw new Error(`nobody plays ${provider}`);
  return found;
}
