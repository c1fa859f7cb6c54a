import type { Figure } from '../report.js';
export function measureDurability(_directory: string, _progress: (text: string) => void): Promise<Figure[]> {
  return Promise.resolve([]);
}
