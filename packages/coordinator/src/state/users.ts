import type { Role, User } from '../security/user.js';
import type { StateDatabase } from './database.js';

interface UserRow {
  name: string;
  full_name: string;
  role: Role;
  created: number;
}

const COLUMNS = 'name, full_name, role, created';

function fromRow(row: UserRow): User {
  return { name: row.name, fullName: row.full_name, role: row.role, created: row.created };
}

/** Throws a unique violation when the name (without regard to case) is taken. */
export function insertUser(state: StateDatabase, user: User, passwordHash: string): void {
  state.run(
    `INSERT INTO users (${COLUMNS}, password_hash) VALUES (?, ?, ?, ?, ?)`,
    user.name,
    user.fullName,
    user.role,
    user.created,
    passwordHash,
  );
}

/** By name without regard to case. */
export function findUser(state: StateDatabase, name: string): User | undefined {
  const row = state.get<UserRow>(`SELECT ${COLUMNS} FROM users WHERE name = ?`, name);
  return row && fromRow(row);
}

export function listUsers(state: StateDatabase): User[] {
  return state.all<UserRow>(`SELECT ${COLUMNS} FROM users ORDER BY name`).map(fromRow);
}

export function findPasswordHash(state: StateDatabase, name: string): string | undefined {
  return state.get<{ password_hash: string }>('SELECT password_hash FROM users WHERE name = ?', name)
    ?.password_hash;
}
