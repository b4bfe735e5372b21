/** A message of a job as the REST interface gives it. */
export interface JobMessage {
  readonly type: string;
  readonly description: string;
}

export interface ShownMessage {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

const PYTHON_OUTPUT = 'BD_101138';

/**
 * How a job message appears on the console. What the script printed goes to stdout exactly as printed; everything else
 * goes to stderr, warnings and errors with their kind in front, so that `graticule submit x.py > out.txt` keeps the
 * script's output only.
 */
export function showMessage(message: JobMessage): ShownMessage {
  const { code, text } = readDescription(message.description);
  if (code === PYTHON_OUTPUT) return { stream: 'stdout', text };
  if (message.type === 'esriJobMessageTypeError') return { stream: 'stderr', text: `error: ${text}` };
  if (message.type === 'esriJobMessageTypeWarning') return { stream: 'stderr', text: `warning: ${text}` };
  return { stream: 'stderr', text };
}

/** GeoAnalytics descriptions are JSON text with a code; all others are shown as they are. */
function readDescription(description: string): { code: string | null; text: string } {
  if (!description.startsWith('{')) return { code: null, text: description };
  try {
    const parsed = JSON.parse(description) as {
      messageCode?: unknown;
      message?: unknown;
      params?: { text?: unknown };
    };
    if (typeof parsed.messageCode !== 'string' || typeof parsed.message !== 'string') {
      return { code: null, text: description };
    }
    const text = parsed.messageCode === PYTHON_OUTPUT ? parsed.params?.text : undefined;
    return { code: parsed.messageCode, text: typeof text === 'string' ? text : parsed.message };
  } catch {
    return { code: null, text: description };
  }
}
