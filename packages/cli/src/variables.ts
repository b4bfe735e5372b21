import { CliError } from './cliError.js';

/**
 * The script's `user_variables` from repeated `--var name=value` options. A value that is JSON is taken as such (numbers,
 * booleans, null, lists, objects, quoted strings), anything else as a string. A later option replaces an earlier one of
 * the same name. Throws CliError for an option without `=` or without a name.
 */
export function parseVariables(options: readonly string[]): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const option of options) {
    const equals = option.indexOf('=');
    if (equals < 1) throw new CliError(`--var ${option}: expected name=value, for example --var radius=500`);
    variables[option.slice(0, equals)] = parseValue(option.slice(equals + 1));
  }
  return variables;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
