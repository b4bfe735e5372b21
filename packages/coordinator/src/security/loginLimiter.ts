/**
 * Wrong passwords allowed for one user or from one address within the window. A client may send the same wrong one
 * four times before it gives up, so this is five mistakes of a person.
 */
const FAILURES_MAX = 20;
const WINDOW_MS = 5 * 60_000;
/** Names and addresses remembered; the oldest is forgotten first. */
const SUBJECTS_MAX = 10_000;

interface Failures {
  count: number;
  since: number;
}

/** Counts failed logins per user name and per address, to slow down guessing. Times are epoch milliseconds. */
export class LoginLimiter {
  readonly #failures = new Map<string, Failures>();

  /** Milliseconds until another attempt is allowed; 0 = now. */
  waitFor(user: string, address: string, now: number): number {
    return Math.max(this.#wait(userKey(user), now), this.#wait(addressKey(address), now));
  }

  /** Counts an attempt, before its password is compared: attempts sent at the same moment are then counted too. */
  attempted(user: string, address: string, now: number): void {
    this.#count(userKey(user), now);
    this.#count(addressKey(address), now);
  }

  /** The counted attempt had the right password: it forgives the user's earlier mistakes, not those of the address. */
  succeeded(user: string, address: string): void {
    this.#failures.delete(userKey(user));
    const failures = this.#failures.get(addressKey(address));
    if (failures !== undefined) failures.count--;
  }

  #wait(key: string, now: number): number {
    const failures = this.#failures.get(key);
    if (failures === undefined || failures.count < FAILURES_MAX) return 0;
    return Math.max(0, failures.since + WINDOW_MS - now);
  }

  #count(key: string, now: number): void {
    const failures = this.#failures.get(key);
    if (failures !== undefined && now < failures.since + WINDOW_MS) {
      failures.count++;
      return;
    }
    this.#failures.delete(key);
    if (this.#failures.size >= SUBJECTS_MAX) {
      for (const oldest of this.#failures.keys()) {
        this.#failures.delete(oldest);
        break;
      }
    }
    this.#failures.set(key, { count: 1, since: now });
  }
}

function userKey(user: string): string {
  return `user ${user.toLowerCase()}`;
}

function addressKey(address: string): string {
  return `address ${address}`;
}
