import { type OrgRole, orgRoles } from '@tsudoi/shared/contracts/identity/identity.contract';

/** What of a kept view decides who begins with it. */
export interface Beginning {
  readonly shared: boolean;
  readonly defaultSince?: Partial<Record<OrgRole, Date>>;
}

/** The view a role begins with: the shared one that was chosen last. Two may be marked where two people chose at one moment. */
function defaultOf<View extends Beginning>(views: readonly View[], role: OrgRole): View | null {
  const since = (view: View): number => view.defaultSince?.[role]?.getTime() ?? -1;
  const marked = views.filter((view) => view.shared && since(view) >= 0);
  return marked.reduce<View | null>((latest, view) => (latest === null || since(view) > since(latest) ? view : latest), null);
}

/** Roles that begin with this view, among all of its list. */
export function rolesOf<View extends Beginning>(views: readonly View[], view: View): OrgRole[] {
  return orgRoles.filter((role) => defaultOf(views, role) === view);
}

/**
 * Since when each of these roles begins with a view. Who did before keeps the time; a mark that another view has overtaken
 * is no beginning.
 */
export function beginningFor<View extends Beginning>(
  views: readonly View[],
  view: View | null,
  roles: readonly OrgRole[],
  now: Date,
): Partial<Record<OrgRole, Date>> {
  const began = view === null ? [] : rolesOf(views, view);
  return Object.fromEntries(roles.map((role) => [role, began.includes(role) ? (view?.defaultSince?.[role] ?? now) : now]));
}
