/** One line a script wrote, without its end. */
export interface OutputLine {
  readonly text: string;
  readonly isError: boolean;
}

/** Longer lines are cut: a message must stay small enough to store and show. */
const LINE_MAX_CHARACTERS = 1_000_000;

/**
 * Cuts a stream of text into lines. Standard error comes in the same stream between marks (packages/python
 * graticule/output.py), so the order of both is the order in which they were written. What belongs to one line may come
 * in several pieces: `print(x, end=' ')` and the next `print` are one line.
 */
export class OutputLines {
  #pending = '';
  #inError = false;
  readonly #partial = { output: '', error: '' };

  constructor(private readonly mark: string) {
    if (mark === '') throw new Error('the mark of standard error must not be empty');
  }

  /** Lines completed by this piece. */
  push(text: string): OutputLine[] {
    const lines: OutputLine[] = [];
    this.#pending += text;
    for (;;) {
      const at = this.#pending.indexOf(this.mark);
      if (at < 0) break;
      this.#take(this.#pending.slice(0, at), lines);
      this.#pending = this.#pending.slice(at + this.mark.length);
      this.#inError = !this.#inError;
    }
    const kept = this.#startOfMark();
    this.#take(this.#pending.slice(0, this.#pending.length - kept), lines);
    this.#pending = this.#pending.slice(this.#pending.length - kept);
    return lines;
  }

  /** What is left when the stream has ended. */
  end(): OutputLine[] {
    const lines: OutputLine[] = [];
    this.#take(this.#pending, lines);
    this.#pending = '';
    const { output, error } = this.#partial;
    if (output !== '') lines.push({ text: output, isError: false });
    if (error !== '') lines.push({ text: error, isError: true });
    this.#partial.output = this.#partial.error = '';
    return lines;
  }

  /** Characters at the end that may be the first part of a mark. */
  #startOfMark(): number {
    const longest = Math.min(this.mark.length - 1, this.#pending.length);
    for (let length = longest; length > 0; length--) {
      if (this.#pending.endsWith(this.mark.slice(0, length))) return length;
    }
    return 0;
  }

  #take(text: string, lines: OutputLine[]): void {
    const isError = this.#inError;
    const stream = isError ? 'error' : 'output';
    const parts = text.split('\n');
    parts[0] = this.#partial[stream] + parts[0];
    this.#partial[stream] = parts.pop() as string;
    for (const part of parts) lines.push({ text: part.endsWith('\r') ? part.slice(0, -1) : part, isError });
    while (this.#partial[stream].length > LINE_MAX_CHARACTERS) {
      lines.push({ text: this.#partial[stream].slice(0, LINE_MAX_CHARACTERS), isError });
      this.#partial[stream] = this.#partial[stream].slice(LINE_MAX_CHARACTERS);
    }
  }
}
