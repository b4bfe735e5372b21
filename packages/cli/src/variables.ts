import { CliError } from './cliError.js';

/**
 * The script's `user_variables`, a JSON object as text, from repeated `--var name=value` options. A value that is JSON is
 * taken as it is spelled (so 1.0 stays a float and a long integer keeps all digits), anything else becomes a string. A later
 * option replaces an earlier one of the same name. Throws CliError for an option without `=` or without a name.
 */
export function variablesJson(options: readonly string[]): string {
  const variables = new Map<string, string>();
  for (const option of options) {
    const equals = option.indexOf('=');
    if (equals < 1) throw new CliError(`--var ${option}: expected name=value, for example --var radius=500`);
    const value = option.slice(equals + 1);
    variables.set(option.slice(0, equals), isJson(value) ? value : JSON.stringify(value));
  }
  return `{${[...variables].map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
