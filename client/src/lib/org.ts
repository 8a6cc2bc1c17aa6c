import { useParams } from '@tanstack/react-router';

/** The slug of the organisation in the address. */
export function useOrg(): string {
  const { org } = useParams({ strict: false }) as { org?: string };
  return org ?? '';
}
