const SPECIAL = /[*?[\]{}\\]/;

export function isGlob(text: string): boolean {
  return SPECIAL.test(text);
}

/** Hadoop's globs for one name: `*`, `?`, `[a-c]`, `[^a]`, `{x,y}`, a backslash before a character takes it as it is. */
export function globPattern(glob: string): RegExp {
  let out = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i];
    if (char === '\\' && i + 1 < glob.length) out += escape(glob[++i]);
    else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '{') {
      depth++;
      out += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      out += ')';
    } else if (char === ',' && depth > 0) out += '|';
    else if (char === '[') {
      const close = glob.indexOf(']', i + 1);
      if (close < 0) out += '\\[';
      else {
        out += `[${glob
          .slice(i + 1, close)
          .replace(/\\/g, '\\\\')
          .replace(/^!/, '^')}]`;
        i = close;
      }
    } else out += escape(char);
  }
  return new RegExp(`^${out}$`, 's');
}

/** Parts of a path between its slashes; a slash inside braces belongs to the braces. */
export function pathParts(path: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const char of path) {
    if (char === '{') depth++;
    else if (char === '}') depth--;
    if ((char === '/' || (char === '\\' && process.platform === 'win32')) && depth <= 0) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  parts.push(part);
  return parts;
}

function escape(char: string): string {
  return /[\w\s-]/.test(char) ? char : `\\${char}`;
}
