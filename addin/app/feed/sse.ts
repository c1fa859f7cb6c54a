/** Reads server-sent events out of a stream of text (WHATWG HTML, section 9.2.6). Trades nothing: a pure state machine. */

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

export class SseReader {
  private rest = '';
  private event = '';
  private id = '';
  /** The id of the last complete event, also of one without data, which only tells the place. */
  lastId = '';
  private data: string[] = [];

  /** Takes the next piece, cut anywhere, and gives the events it completes. */
  push(text: string): ServerEvent[] {
    const found: ServerEvent[] = [];
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = this.take(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (event) found.push(event);
    }
    return found;
  }

  private take(line: string): ServerEvent | undefined {
    if (line === '') return this.complete();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    if (field === 'event') this.event = value;
    if (field === 'id') this.id = value;
    return undefined;
  }

  private complete(): ServerEvent | undefined {
    const { event, data } = this;
    this.lastId = this.id;
    this.event = '';
    this.data = [];
    return data.length === 0 ? undefined : { event: event || 'message', data: data.join('\n') };
  }
}
