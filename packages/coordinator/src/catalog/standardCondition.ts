const LITERAL = /'((?:[^']|'')*)'|"((?:[^"]|"")+)"|`(?:[^`]|``)*`/g;

/**
 * A condition as feature services write it, in Spark's words. Clients follow SQL-92: a quote inside a text is doubled, a
 * backslash is nothing special, and double quotes enclose the name of a field. Spark would read the doubled quote as the end of one
 * text and the start of another, and the double quotes as a text: no error, and other rows. An unclosed quote is left for
 * the parser to report.
 */
export function standardCondition(text: string): string {
  return text.replace(LITERAL, (whole, literal?: string, name?: string) => {
    if (literal !== undefined) return `'${literal.replaceAll('\\', '\\\\').replaceAll("''", "\\'")}'`;
    return name === undefined ? whole : `\`${name.replaceAll('""', '"').replaceAll('`', '``')}\``;
  });
}
