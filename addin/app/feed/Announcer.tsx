/** Tells of new replies those who cannot see the lines move; politely, and never a flood. */
import { makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import type { Activity } from '../api/shapes.js';
import { shortName } from '../people.js';
import { feedWords } from './strings.js';
import { useArrived } from './useArrived.js';

const announce = feedWords.announce;

const useStyles = makeStyles({
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

export function Announcer({ arrived }: { arrived: readonly Activity[] }) {
  const styles = useStyles();
  const [said, setSaid] = useState('');
  useArrived(arrived, (fresh) => {
    const words = wordsFor(fresh);
    // What was said stays until there is more to say: taken away at once it would not be read out.
    if (words !== '') setSaid(words);
  });
  return (
    <div className={styles.hidden} role="status" aria-live="polite" data-announcer>
      {said}
    </div>
  );
}

function wordsFor(arrived: readonly Activity[]): string {
  const replies = arrived.filter(({ kind }) => kind === 'reply');
  const [reply] = replies;
  if (!reply) return '';
  const said = replies.length > 1 ? announce.many(replies.length) : announce.replied(reply.data.person ? shortName(reply.data.person) : feedWords.someone, feedWords.subject(reply.data.subject ?? ''));
  return replies.some(({ data }) => data.question?.state === 'open') ? `${said}. ${announce.question}` : said;
}
