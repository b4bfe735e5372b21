/** Longest name of a layer and of a field. */
const LAYER_NAME_MAX = 120;
const FIELD_NAME_MAX = 128;
/** The object id that every layer has; an attribute of that name gets a number appended. */
export const OBJECT_ID = 'OBJECTID';

/** A layer's name cannot be used. */
export class LayerNameError extends Error {
  readonly userMessage: string;
  constructor(message: string) {
    super(message);
    this.name = 'LayerNameError';
    this.userMessage = message;
  }
}

/**
 * The service name for what a script asked for: letters (of any language), digits and underscores; everything else
 * becomes an underscore, as blanks and the points of numbers do (`bins_1563217.123`).
 */
export function layerName(wanted: string): string {
  const name = wanted.trim().replace(/[^\p{L}\p{M}\p{N}_]/gu, '_');
  if (name === '' || name.length > LAYER_NAME_MAX) {
    throw new LayerNameError(`A layer's name has 1 to ${LAYER_NAME_MAX} characters; found "${wanted}".`);
  }
  return name;
}

/**
 * Names for the attributes of a layer, in order: illegal characters become underscores (`avg(delay)` -> `avg_delay_`),
 * a number is appended to a name that is taken, without regard to case.
 */
export function fieldNames(wanted: readonly string[]): string[] {
  const taken = new Set([OBJECT_ID.toLowerCase()]);
  return wanted.map((text) => {
    const cleaned = text.replace(/[^\p{L}\p{M}\p{N}_]/gu, '_').slice(0, FIELD_NAME_MAX) || 'field';
    const base = /^\p{N}/u.test(cleaned) ? `_${cleaned}` : cleaned;
    let name = base;
    for (let number = 1; taken.has(name.toLowerCase()); number++) name = `${base}_${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
