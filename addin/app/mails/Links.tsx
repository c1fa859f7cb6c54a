/** The tracked links of a mail, clicked or not, with how often people clicked them; what machines did is said apart. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { shortDestination } from '../feed/destination.js';
import { surface } from '../surface.js';
import { Time } from '../time/Time.js';
import type { ClicksKnown, LinkFigures } from './api.js';
import { mailWords } from './strings.js';

const words = mailWords.one;

const useStyles = makeStyles({
  list: { margin: 0, padding: '4px 0', ...surface, overflowWrap: 'anywhere' },
  item: { listStyleType: 'none', padding: '10px 16px', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, ':first-child': { borderTopColor: 'transparent' }, '@media (max-width: 480px)': { padding: '10px 12px' } },
  destination: { fontWeight: tokens.fontWeightSemibold },
  clicked: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function Links({ links, more, clicks }: { links: readonly LinkFigures[]; more: number; clicks: ClicksKnown }) {
  const styles = useStyles();
  if (links.length === 0) {
    return (
      <div className={styles.list}>
        <div className={styles.item}>
          <span className={styles.quiet}>{words.clicksSay[clicks]}</span>
        </div>
      </div>
    );
  }
  return (
    <ul className={styles.list} aria-labelledby="links">
      {links.map(({ number, destination, text, clicks: count, lastClickedAt, machines }) => (
        <li key={number} className={styles.item} data-link={number}>
          <bdi className={styles.destination} title={destination ?? undefined}>
            {destination === null ? words.link(number) : (text ?? shortDestination(destination))}
          </bdi>
          {destination !== null && text !== null && (
            <div className={styles.quiet}>
              <bdi title={destination}>{shortDestination(destination)}</bdi>
            </div>
          )}
          <ClickWords isKnown={clicks === 'recorded'} clicks={count} lastClickedAt={lastClickedAt} machines={machines} />
        </li>
      ))}
      {clicks !== 'recorded' && <li className={mergeClasses(styles.item, styles.quiet)}>{words.clicksSay[clicks]}</li>}
      {more > 0 && <li className={mergeClasses(styles.item, styles.quiet)}>{words.moreLinks(more)}</li>}
    </ul>
  );
}

/** @param isKnown a click would be known: only then it may be said that there was none */
function ClickWords({ isKnown, clicks, lastClickedAt, machines }: Pick<LinkFigures, 'clicks' | 'lastClickedAt' | 'machines'> & { isKnown: boolean }) {
  const styles = useStyles();
  const said = clicks > 0 || isKnown;
  if (!said && machines === 0) return null;
  return (
    <div className={styles.quiet}>
      {said && (clicks > 0 ? <span className={styles.clicked}>{words.clicks(clicks)}</span> : words.clicks(clicks))}
      {lastClickedAt !== null && (
        <>
          , {mailWords.last} <Time at={lastClickedAt} style="when" />
        </>
      )}
      {said && machines > 0 && ' · '}
      {machines > 0 && words.checked(machines)}
    </div>
  );
}
