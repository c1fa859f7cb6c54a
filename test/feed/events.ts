/** A reader of server-sent events over fetch, as the web app is one. */
import { activitySchema, type Activity } from '../../connector/feed/index.js';

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  readonly activities: readonly Activity[];
  /** The last id that came. */
  readonly lastId: () => string | undefined;
  /** True once the other side ended the stream. */
  readonly ended: () => boolean;
  readonly stop: () => void;
}

export async function readEvents(address: string, headers: Record<string, string>): Promise<EventReader> {
  const control = new AbortController();
  const response = await fetch(address, { headers, signal: control.signal });
  const activities: Activity[] = [];
  let lastId: string | undefined;
  let ended = false;
  const read = async (): Promise<void> => {
    let rest = '';
    if (response.body === null) return;
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const fields = new Map(event.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
        lastId = fields.get('id') ?? lastId;
        const data = fields.get('data');
        if (fields.get('event') === 'activity' && data !== undefined) activities.push(activitySchema.parse(JSON.parse(data)));
      }
    }
  };
  if (response.ok) {
    read().then(
      () => (ended = true),
      () => (ended = true),
    );
  }
  return {
    status: response.status,
    headers: response.headers,
    activities,
    lastId: () => lastId,
    ended: () => ended,
    stop: () => control.abort(),
  };
}
