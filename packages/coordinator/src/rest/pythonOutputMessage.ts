/**
 * The description of a job message that carries one piece of a script's console output. Clients parse it: exactly
 * these three keys, in this order, without blanks.
 */
export function pythonOutputMessage(text: string): string {
  return JSON.stringify({ messageCode: 'BD_101138', message: `[Python] ${text}`, params: { text } });
}

/** What a person should read of a message description: the message inside, or the text itself. */
export function readableMessage(description: string): string {
  if (!description.startsWith('{')) return description;
  try {
    const { messageCode, message } = JSON.parse(description) as Record<string, unknown>;
    return typeof messageCode === 'string' && typeof message === 'string' ? message : description;
  } catch {
    return description;
  }
}
