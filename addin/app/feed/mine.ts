/** "This was me", said of a view, a click or a document read: the line counts no more, and stays in place with the way back until the page is left. */
import { useState } from 'react';
import { ask, type ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { isMineAnswer, type Activity } from '../api/shapes.js';

/** What was said of a line since the page was opened. */
export interface Said {
  readonly mine: boolean;
  /** What follows for views to come. */
  readonly says: string | null;
}

export type OnSaid = (lineId: string, said: Said) => void;

export interface Mine {
  readonly busy: boolean;
  readonly error: ApiError | null;
  readonly say: (mine: boolean) => void;
}

/** True of lines that tell what somebody looked at, clicked or read. */
export function mayBeMine({ kind }: Activity): boolean {
  return kind === 'view' || kind === 'click' || kind === 'document';
}

export function useMine(lineId: string, onSaid: OnSaid): Mine {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const say = (mine: boolean) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    ask(isMineAnswer, `/api/activities/${encodeURIComponent(lineId)}/mine`, { method: 'POST', body: { mine } })
      .then(
        ({ says }) => onSaid(lineId, { mine, says }),
        (reason: unknown) => setError(asApiError(reason)),
      )
      .finally(() => setBusy(false));
  };
  return { busy, error, say };
}
