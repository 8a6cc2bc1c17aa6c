import { type PostalAddress, joinAddress, splitAddress } from '@tsudoi/shared/kernel/postal-address';

/** Of a member, what this is about. */
interface Stored {
  address: string;
  addressParts?: PostalAddress;
}

/** The parts of an address; a record from before there were any is split as the migration splits it. */
export const addressPartsOf = ({ addressParts, address }: Stored): PostalAddress => addressParts ?? splitAddress(address);

/** A record with its parts: what a change of them is compared with. */
export const withParts = <M extends Stored>(member: M): M & { addressParts: PostalAddress } => ({
  ...member,
  addressParts: addressPartsOf(member),
});

/**
 * What is written with one side of an address: the text that follows from the parts, or, where something from before there
 * were parts is set back, the parts of its text. Whoever prints an address reads the text alone.
 */
export function withAddress<C extends Partial<Stored>>(changes: C): C {
  const { address, addressParts } = changes;
  if (addressParts && address === undefined) return { ...changes, address: joinAddress(addressParts) };
  return address !== undefined && !addressParts ? { ...changes, addressParts: splitAddress(address) } : changes;
}
