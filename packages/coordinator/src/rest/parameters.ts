import { badRequest } from './requestError.js';

/**
 * Parameters of a request, from its query and its form body alike (the body wins). Names are compared without regard
 * to case; an empty value is an absent one; unknown names are never looked at and so ignored.
 */
export class Parameters {
  readonly #values = new Map<string, string>();

  /** @param sources parsed query or body objects; repeated names come as arrays, of which the first value counts. */
  constructor(...sources: unknown[]) {
    for (const source of sources) {
      if (typeof source !== 'object' || source === null) continue;
      for (const [name, value] of Object.entries(source as Record<string, unknown>)) {
        this.#values.set(name.toLowerCase(), asText(Array.isArray(value) ? value[0] : value));
      }
    }
  }

  /** The text as sent, or undefined when absent or empty. */
  text(name: string): string | undefined {
    return this.#values.get(name.toLowerCase()) || undefined;
  }

  /** `true` or `false` in any case. */
  boolean(name: string, absent: boolean): boolean {
    const text = this.text(name)?.trim().toLowerCase();
    if (text === undefined) return absent;
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw badRequest(`Parameter ${name}: expected true or false, found '${text}'.`);
  }

  /** A whole number of at least `minimum`. */
  integer(name: string, absent: number, minimum = 0): number {
    const text = this.text(name)?.trim();
    if (text === undefined) return absent;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < minimum) {
      throw badRequest(`Parameter ${name}: expected a whole number of at least ${minimum}, found '${text}'.`);
    }
    return value;
  }

  /** Comma separated words without surrounding blanks; undefined when absent. */
  list(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  }
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return JSON.stringify(value);
}
