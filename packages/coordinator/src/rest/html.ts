/** Text that is HTML already; everything else is escaped when it is put into HTML. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | bigint | boolean | null | undefined | readonly Part[];

/** HTML with safe insertions: strings are escaped (good in elements and quoted attributes), lists joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let text = strings[0];
  for (let i = 0; i < parts.length; i++) text += toText(parts[i]) + strings[i + 1];
  return new Html(text);
}

function toText(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === null || part === undefined || part === false) return '';
  if (Array.isArray(part)) return (part as readonly Part[]).map(toText).join('');
  return escapeHtml(String(part));
}

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => REPLACEMENTS[character]);
}
