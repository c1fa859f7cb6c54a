/** Numbers that the viewer and the connector share. Apart from the schemas: the viewer loads these, and no library with them. */

/** Longest time between two beats of a visit in which something happened. */
export const BEAT_EVERY_MS = 10_000;
/** After so long without a sign of the reader, time does not count. */
export const IDLE_AFTER_MS = 60_000;
export const LONGEST_PATH = 500;
export const LONGEST_TICKET = 300;
/** In one request for pieces. */
export const MOST_PIECES = 1_000;
/** The viewer speaks these. */
export const LANGUAGES = ['en', 'de', 'fr', 'it', 'es', 'nl'] as const;
