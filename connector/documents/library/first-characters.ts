/** The beginning of a text, never half a character: code points, because UTF-16 splits some in two. */
export function firstCharacters(text: string, atMost: number): string {
  return Array.from(text).slice(0, atMost).join('');
}
