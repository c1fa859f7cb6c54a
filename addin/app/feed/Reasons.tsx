/** What gave a mail away: the strongest few, in words people know with the mail's own words beside them, and the others on request. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import type { ActivityData } from '../api/shapes.js';
import { reasonWords } from './reason-words.js';
import { feedWords } from './strings.js';

const words = feedWords.evidence;
/** So many are shown at once. */
const AT_FIRST = 3;

const useStyles = makeStyles({
  lines: { margin: 0, padding: 0, listStyleType: 'none' },
  quiet: { color: tokens.colorNeutralForeground2 },
  raw: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

type Reason = NonNullable<ActivityData['reasons']>[number];

/** @param reasons strongest first */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const styles = useStyles();
  const listId = useId();
  const [all, setAll] = useState(false);
  const more = reasons.length - AT_FIRST;
  return (
    <>
      <ul id={listId} className={styles.lines}>
        {reasons.slice(0, all ? undefined : AT_FIRST).map((reason, index) => (
          <li key={`${reason.code} ${index}`}>
            <OneReason reason={reason} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <Link inline aria-expanded={all} aria-controls={listId} onClick={() => setAll(!all)}>
          {all ? words.fewerReasons : words.moreReasons(more)}
        </Link>
      )}
    </>
  );
}

function OneReason({ reason: { code, says } }: { reason: Reason }) {
  const styles = useStyles();
  const known = reasonWords(code);
  const said = says.trim();
  if (known === undefined) {
    return (
      <>
        <span className={styles.quiet}>{words.gaveAway}</span> <bdi>{said === '' ? code : `“${said}”`}</bdi>
      </>
    );
  }
  return (
    <>
      {known} {said !== '' && <bdi className={styles.raw}>{said}</bdi>}
    </>
  );
}
