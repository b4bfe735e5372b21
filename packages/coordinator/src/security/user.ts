/** Roles as the portal names them; each stands for a fixed set of privileges. */
export type Role = 'org_admin' | 'org_publisher' | 'org_user';

export const FIRST_ADMINISTRATOR = 'admin';

/** Submitting scripts: the portal's "publish web tools". */
export const PUBLISH_TOOLS = 'portal:publisher:publishServerGPServices';
/** Everything under /admin, and the jobs and layers of other users. */
export const ADMINISTER = 'portal:admin:manageServers';

const USER_PRIVILEGES: readonly string[] = [
  'portal:user:createItem',
  'portal:user:joinGroup',
  'portal:user:viewOrgItems',
  'portal:user:viewOrgUsers',
];
const PUBLISHER_PRIVILEGES: readonly string[] = [
  ...USER_PRIVILEGES,
  'portal:publisher:publishFeatures',
  PUBLISH_TOOLS,
  'premium:user:spatialanalysis',
];
const ADMIN_PRIVILEGES: readonly string[] = [...PUBLISHER_PRIVILEGES, 'portal:admin:viewUsers', ADMINISTER];

const PRIVILEGES: Readonly<Record<Role, readonly string[]>> = {
  org_user: USER_PRIVILEGES,
  org_publisher: PUBLISHER_PRIVILEGES,
  org_admin: ADMIN_PRIVILEGES,
};

/** A signed-in person, without anything secret. */
export interface User {
  readonly name: string;
  readonly fullName: string;
  readonly role: Role;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly created: number;
}

export function privilegesOf(user: User): readonly string[] {
  return PRIVILEGES[user.role];
}

export function hasPrivilege(user: User, privilege: string): boolean {
  return privilegesOf(user).includes(privilege);
}
