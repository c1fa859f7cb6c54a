/** Tells of new replies those who cannot see the lines move; politely, and never a flood. */
import { makeStyles } from '@fluentui/react-components';
import type { Activity } from '../api/shapes.js';
import { shortName } from '../people.js';
import { feedWords } from './strings.js';

const words = feedWords.announce;

const useStyles = makeStyles({
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

export function Announcer({ arrived }: { arrived: readonly Activity[] }) {
  const styles = useStyles();
  return (
    <div className={styles.hidden} role="status" aria-live="polite" data-announcer>
      {wordsFor(arrived)}
    </div>
  );
}

function wordsFor(arrived: readonly Activity[]): string {
  const replies = arrived.filter(({ kind }) => kind === 'reply');
  const [reply] = replies;
  if (!reply) return '';
  const said = replies.length > 1 ? words.many(replies.length) : words.replied(reply.data.person ? shortName(reply.data.person) : feedWords.someone, feedWords.subject(reply.data.subject ?? ''));
  return replies.some(({ data }) => data.question?.state === 'open') ? `${said}. ${words.question}` : said;
}
