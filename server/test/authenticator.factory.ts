import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers';

/** What a test may do wrong on purpose. */
export interface Crafting {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly userVerified?: boolean;
  readonly counter?: number;
  readonly type?: string;
  readonly spoiled?: boolean;
}

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();
const text = (data: Uint8Array): string => Buffer.from(data).toString('base64url');

/** A device that makes passkeys, as honest or crooked as the test wants. It signs with a real key, in the real forms. */
export function startAuthenticator(site: { readonly origin: string; readonly rpId: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const credentialId = randomBytes(32);
  let counter = 0;
  const clientData = (type: string, challenge: string, crafting: Crafting) =>
    Buffer.from(
      JSON.stringify({
        type: crafting.type ?? type,
        challenge: crafting.challenge ?? challenge,
        origin: crafting.origin ?? site.origin,
        crossOrigin: false,
      }),
    );
  const authenticatorData = (crafting: Crafting, attested: Buffer | null) => {
    counter = crafting.counter ?? counter + 1;
    const flags = 0x01 | ((crafting.userVerified ?? true) ? 0x04 : 0) | (attested ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(crafting.rpId ?? site.rpId), Buffer.from([flags]), count, ...(attested ? [attested] : [])]);
  };
  const outer = { id: text(credentialId), rawId: text(credentialId), type: 'public-key', clientExtensionResults: {} };
  return {
    register(challenge: string, crafting: Crafting = {}) {
      const key = new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, isoBase64URL.toBuffer(jwk.x!)],
        [-3, isoBase64URL.toBuffer(jwk.y!)],
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, Buffer.from(isoCBOR.encode(key))]);
      const authData = new Uint8Array(authenticatorData(crafting, attested));
      const attestationObject = isoCBOR.encode(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]) as Parameters<typeof isoCBOR.encode>[0],
      );
      return {
        ...outer,
        response: { clientDataJSON: text(clientData('webauthn.create', challenge, crafting)), attestationObject: text(attestationObject) },
      };
    },
    assert(challenge: string, crafting: Crafting = {}) {
      const data = authenticatorData(crafting, null);
      const client = clientData('webauthn.get', challenge, crafting);
      const signature = createSign('sha256')
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey);
      if (crafting.spoiled) signature[signature.length - 1]! ^= 1;
      return {
        ...outer,
        response: { clientDataJSON: text(client), authenticatorData: text(data), signature: text(signature) },
      };
    },
  };
}
