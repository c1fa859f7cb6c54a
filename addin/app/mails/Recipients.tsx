/** Whom a mail went to, and for each of them one of three states with its reason. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { PersonName } from '../people.js';
import { surface } from '../surface.js';
import { Time } from '../time/Time.js';
import type { RecipientView } from './api.js';
import { SeenReason, SeenWord } from './FareWords.js';
import { mailWords } from './strings.js';

const words = mailWords.one;

const useStyles = makeStyles({
  list: { margin: 0, padding: '4px 0', ...surface, overflowWrap: 'anywhere' },
  item: { listStyleType: 'none', padding: '10px 16px', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, ':first-child': { borderTopColor: 'transparent' }, contentVisibility: 'auto', containIntrinsicSize: 'auto 64px', '@media (max-width: 480px)': { padding: '10px 12px' } },
  kind: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  replied: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** @param said what was said of the whole mail already: it is not said again of each person */
export function Recipients({ recipients, said }: { recipients: readonly RecipientView[]; said: string }) {
  const styles = useStyles();
  return (
    <ul className={styles.list} aria-labelledby="recipients">
      {recipients.map((one) => (
        <li key={`${one.kind} ${one.address}`} className={styles.item} data-recipient={one.address}>
          {one.kind !== 'to' && <span className={styles.kind}>{words.kinds[one.kind]} </span>}
          <PersonName person={one} />
          <div>{inOrder(one)}</div>
          {one.seen.says !== said && <SeenReason seen={one.seen} />}
        </li>
      ))}
    </ul>
  );
}

/** What is known stands first. */
function inOrder({ seen, repliedAt }: RecipientView) {
  if (repliedAt === null) return <SeenWord state={seen.state} />;
  const isUnknown = seen.state === 'cannot-be-known';
  return (
    <>
      {!isUnknown && (
        <>
          <SeenWord state={seen.state} />
          {' · '}
        </>
      )}
      <Replied at={repliedAt} />
      {isUnknown && (
        <>
          {' · '}
          <SeenWord state={seen.state} after />
        </>
      )}
    </>
  );
}

function Replied({ at }: { at: string }) {
  const styles = useStyles();
  return (
    <>
      <span className={styles.replied}>{mailWords.replied}</span>{' '}
      <span className={styles.quiet}>
        <Time at={at} style="when" />
      </span>
    </>
  );
}
