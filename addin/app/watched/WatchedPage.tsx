import type { Activity } from '../api/shapes.js';
import { Page } from '../shell/Page.js';

export function WatchedPage({ arrived: _arrived }: { arrived: readonly Activity[] }) {
  return <Page title="Replies watched">-</Page>;
}
