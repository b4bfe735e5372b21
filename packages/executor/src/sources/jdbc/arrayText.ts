/**
 * Arrays as PostgreSQL writes them: `{1,NULL,"a b"}`. Elements as texts, null for NULL. Throws for arrays of more than one
 * dimension, which have no type of their own in the database.
 */
export function arrayElements(text: string): (string | null)[] {
  if (!text.startsWith('{') || !text.endsWith('}'))
    throw new Error(`expected an array from 1, found ${text}`);
  const elements: (string | null)[] = [];
  let at = 1;
  while (text[at] !== '}') {
    if (text[at] === '{') throw new Error('arrays of arrays are not supported');
    let element = '';
    const quoted = text[at] === '"';
    if (quoted) {
      for (at++; text[at] !== '"'; at++) {
        if (text[at] === '\\') at++;
        element += text[at];
      }
      at++;
    } else for (; text[at] !== ',' && text[at] !== '}'; at++) element += text[at];
    elements.push(!quoted && element === 'NULL' ? null : element);
    if (text[at] === ',') at++;
  }
  return elements;
}

/** The same the other way round. */
export function arrayText(elements: readonly (string | null)[]): string {
  const texts = elements.map((element) =>
    element === null ? 'NULL' : `"${element.replace(/[\\"]/g, (char) => `\\${char}`)}"`,
  );
  return `{${texts.join(',')}}`;
}
