/** All languages. A new one is a file beside this and a line here. */
import type { Vocabulary } from '../vocabulary.js';
import { czech } from './cs.js';
import { danish } from './da.js';
import { german } from './de.js';
import { english } from './en.js';
import { spanish } from './es.js';
import { finnish } from './fi.js';
import { french } from './fr.js';
import { italian } from './it.js';
import { japanese } from './ja.js';
import { korean } from './ko.js';
import { norwegian } from './nb.js';
import { dutch } from './nl.js';
import { polish } from './pl.js';
import { portuguese } from './pt.js';
import { russian } from './ru.js';
import { swedish } from './sv.js';
import { turkish } from './tr.js';
import { chinese } from './zh.js';
import { hungarian } from './hu.js';
import { romanian } from './ro.js';
import { ukrainian } from './uk.js';
import { greek } from './el.js';

export const LANGUAGES: readonly Vocabulary[] = [
  english,
  german,
  french,
  spanish,
  italian,
  portuguese,
  dutch,
  swedish,
  danish,
  norwegian,
  finnish,
  polish,
  czech,
  turkish,
  russian,
  japanese,
  chinese,
  korean,
  hungarian,
  romanian,
  ukrainian,
  greek,
];
