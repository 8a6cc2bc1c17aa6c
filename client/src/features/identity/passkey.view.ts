import { refuse } from '../../lib/refuse.ts';
import type { PasskeyAssertion, PasskeyLoginOffer, PasskeyOffer, PasskeyRegistration } from '../../lib/views.ts';

/** A passkey belongs to a host by name: at a bare number, as on some trial machines, browsers refuse to make one. */
export function passkeysWork(): boolean {
  return typeof PublicKeyCredential === 'function' && !/^[\d.]+$|:/.test(location.hostname);
}

/** The browser's own window asks for finger, face or PIN. The library is fetched with the press, not with the page. */
export async function makePasskey(offer: PasskeyOffer): Promise<PasskeyRegistration> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const optionsJSON = {
    rp: { id: offer.rpId, name: offer.rpName },
    user: { id: offer.userHandle, name: offer.userName, displayName: offer.displayName },
    challenge: offer.challenge,
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ alg, type: 'public-key' as const })),
    timeout: 300_000,
    attestation: 'none' as const,
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' } as const,
    excludeCredentials: offer.known.map((id) => ({ id, type: 'public-key' as const })),
  };
  try {
    return { ...(await startRegistration({ optionsJSON })), clientExtensionResults: {} } as PasskeyRegistration;
  } catch (error) {
    // What the browser refused, or the person at its window, is told in the words of our own refusal.
    return refuse('PASSKEY_REFUSED', {}, error);
  }
}

export async function askPasskey(offer: PasskeyLoginOffer): Promise<PasskeyAssertion> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const response = await startAuthentication({
    optionsJSON: { challenge: offer.challenge, rpId: offer.rpId, timeout: 300_000, userVerification: 'required', allowCredentials: [] },
  });
  return { ...response, clientExtensionResults: {} } as PasskeyAssertion;
}
