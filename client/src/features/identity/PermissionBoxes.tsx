import { type Permission, permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { withImplied } from '@tsudoi/shared/contracts/identity/permission.contract';
import { Checkbox } from '../../components/Choice.tsx';
import { permissionWords } from '../../lib/i18n/permission-words.ts';
import { useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';

interface PermissionBoxesProps {
  readonly chosen: readonly Permission[];
  readonly onChange: (next: readonly Permission[]) => void;
}

/** A box for every right; one that another brings along is ticked, and stays so as long as that one is. */
export function PermissionBoxes({ chosen, onChange }: PermissionBoxesProps) {
  const texts = useWords(officeTexts);
  const names = useWords(permissionWords);
  const held = withImplied(chosen);
  return (
    <fieldset className="fieldset">
      <legend>{texts.access.permissions}</legend>
      <p className="hint">{texts.access.permissionsHint}</p>
      <div className="stack-8">
        {permissions.map((permission) => {
          const others = chosen.filter((each) => each !== permission);
          const box = (
            <Checkbox
              key={permission}
              isSelected={held.includes(permission)}
              onChange={(on) => onChange(on ? [...chosen, permission] : others)}
            >
              {names[permission]}
            </Checkbox>
          );
          return withImplied(others).includes(permission) ? (
            <fieldset key={permission} className="fieldset" disabled>
              {box}
            </fieldset>
          ) : (
            box
          );
        })}
      </div>
    </fieldset>
  );
}
