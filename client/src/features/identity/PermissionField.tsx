import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useController } from 'react-hook-form';
import { useField } from '../../components/Form.tsx';
import { useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';
import { PermissionBoxes } from './PermissionBoxes.tsx';

/** The boxes as a field of the form around. */
export function PermissionField({ name }: { readonly name: string }) {
  const label = useWords(officeTexts).access.permissions;
  const { field, fieldState } = useController({ name });
  useField({ name, label }, fieldState.error?.message);
  return <PermissionBoxes chosen={field.value as readonly Permission[]} onChange={field.onChange} />;
}
