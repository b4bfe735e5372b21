import { ArgumentError } from '../definition.js';

/** XML texts as trees, as far as XPath looks at them: no DTD, namespaces only as prefixes of names. */
export interface XmlNode {
  readonly kind: 'root' | 'element' | 'attribute' | 'text' | 'comment' | 'instruction';
  /** Name with its prefix; of an instruction its target; else ''. */
  readonly name: string;
  /** Of attributes, texts, comments and instructions. */
  readonly value: string;
  readonly parent: XmlNode | null;
  readonly children: XmlNode[];
  readonly attributes: XmlNode[];
  /** Place in the document. */
  readonly order: number;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const NAME = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const DEPTH_MAX = 1000;

class XmlReader {
  private at = 0;
  private order = 0;

  constructor(private readonly text: string) {}

  read(): XmlNode {
    const root = this.node('root', '', '', null);
    this.content(root, 0);
    if (this.at < this.text.length) this.fail('unexpected end tag');
    const elements = root.children.filter(({ kind }) => kind === 'element');
    if (elements.length !== 1) this.fail(`expected one root element, found ${elements.length}`);
    return root;
  }

  private fail(reason: string): never {
    throw new ArgumentError(
      `Error loading expression: the XML is malformed at character ${this.at}: ${reason}`,
    );
  }

  private node(kind: XmlNode['kind'], name: string, value: string, parent: XmlNode | null): XmlNode {
    return { kind, name, value, parent, children: [], attributes: [], order: this.order++ };
  }

  /** Everything up to an end tag or the end of the text. */
  private content(parent: XmlNode, depth: number): void {
    if (depth > DEPTH_MAX) this.fail(`elements are nested deeper than ${DEPTH_MAX}`);
    const { text } = this;
    let collected = '';
    const flush = (): void => {
      if (collected === '') return;
      if (parent.kind !== 'root') parent.children.push(this.node('text', '', collected, parent));
      else if (collected.trim() !== '') this.fail('text outside the root element');
      collected = '';
    };
    while (this.at < text.length) {
      if (text[this.at] !== '<') {
        const end = text.indexOf('<', this.at);
        const raw = text.slice(this.at, end < 0 ? text.length : end);
        collected += this.decoded(raw);
        this.at += raw.length;
      } else if (text.startsWith('<![CDATA[', this.at)) {
        collected += this.until(9, ']]>', 'CDATA section');
      } else if (text.startsWith('</', this.at)) {
        break;
      } else {
        flush();
        this.markup(parent, depth);
      }
    }
    flush();
  }

  private markup(parent: XmlNode, depth: number): void {
    const { text } = this;
    if (text.startsWith('<!--', this.at)) {
      parent.children.push(this.node('comment', '', this.until(4, '-->', 'comment'), parent));
    } else if (text.startsWith('<?', this.at)) {
      const body = this.until(2, '?>', 'processing instruction');
      const [target, ...rest] = body.split(/\s+/);
      if (target.toLowerCase() !== 'xml') {
        parent.children.push(this.node('instruction', target, rest.join(' '), parent));
      }
    } else if (text.startsWith('<!DOCTYPE', this.at)) {
      if (this.until(9, '>', 'DOCTYPE').includes('['))
        this.fail('a DOCTYPE with declarations is not supported');
    } else this.element(parent, depth);
  }

  /** The text behind an opening of that length up to the closing, which is passed over. */
  private until(opening: number, closing: string, what: string): string {
    const start = this.at + opening;
    const end = this.text.indexOf(closing, start);
    if (end < 0) this.fail(`the ${what} is not closed`);
    this.at = end + closing.length;
    return this.text.slice(start, end);
  }

  private element(parent: XmlNode, depth: number): void {
    this.at++;
    const element = this.node('element', this.name(), '', parent);
    parent.children.push(element);
    for (;;) {
      const spaced = this.spaces();
      if (this.accept('/>')) return;
      if (this.accept('>')) break;
      if (!spaced) this.fail('expected white space before an attribute');
      this.attribute(element);
    }
    this.content(element, depth + 1);
    if (!this.accept('</') || this.name() !== element.name)
      this.fail(`the element ${element.name} is not closed`);
    this.spaces();
    if (!this.accept('>')) this.fail(`the end tag of ${element.name} is not closed`);
  }

  private attribute(element: XmlNode): void {
    const name = this.name();
    this.spaces();
    if (!this.accept('=')) this.fail(`expected = after the attribute ${name}`);
    this.spaces();
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") this.fail(`the value of the attribute ${name} is not quoted`);
    const value = this.decoded(this.until(1, quote, 'attribute'));
    if (element.attributes.some((other) => other.name === name))
      this.fail(`the attribute ${name} is there twice`);
    const declaresNamespace = name === 'xmlns' || name.startsWith('xmlns:');
    if (!declaresNamespace) element.attributes.push(this.node('attribute', name, value, element));
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.text)?.[0];
    if (name === undefined) return this.fail('expected a name');
    this.at += name.length;
    return name;
  }

  private spaces(): boolean {
    const start = this.at;
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
    return this.at > start;
  }

  private accept(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  private decoded(raw: string): string {
    return raw.replace(/&([^;\s]*;?)/g, (_, entity: string) => {
      const number = /^#(?:(\d+)|x([0-9A-Fa-f]+));$/.exec(entity);
      if (number !== null) return String.fromCodePoint(parseInt(number[1] ?? number[2], number[1] ? 10 : 16));
      const name = entity.slice(0, -1);
      if (!entity.endsWith(';') || !Object.hasOwn(ENTITIES, name))
        this.fail(`the entity &${entity} is not known`);
      return ENTITIES[name];
    });
  }
}

/** The root of the tree. Throws ArgumentError for text that is not well-formed. */
export function parseXml(text: string): XmlNode {
  return new XmlReader(text).read();
}

/** The text of a node: its own value, or all the text inside. */
export function textOf(node: XmlNode): string {
  if (node.kind !== 'root' && node.kind !== 'element') return node.value;
  return node.children
    .filter(({ kind }) => kind === 'text' || kind === 'element')
    .map(textOf)
    .join('');
}
