/** All languages; the order is that of first looks, not of importance. */
import type { Vocabulary } from '../vocabulary.js';
import { english } from './en.js';
import { german } from './de.js';

export const LANGUAGES: readonly Vocabulary[] = [english, german];
