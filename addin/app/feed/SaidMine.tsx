/** What is left of a line after "This was me": that it counts no more, and the way back. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { EyeOffRegular } from '@fluentui/react-icons/svg/eye-off';
import { addressOf, PageLink } from '../address.js';
import type { Activity } from '../api/shapes.js';
import { FailureBar } from '../shell/Failure.js';
import type { Mine, Said } from './mine.js';
import { feedWords } from './strings.js';

const words = feedWords.mine;

const useStyles = makeStyles({
  row: { display: 'flex', gap: '12px', alignItems: 'flex-start', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere', '@media (max-width: 480px)': { gap: '8px' } },
  icon: { display: 'grid', placeItems: 'center', flexShrink: 0, width: '32px', height: '20px', fontSize: '16px' },
  text: { minWidth: 0 },
});

export function SaidMine({ line, said, mine }: { line: Activity; said: Said; mine: Mine }) {
  const styles = useStyles();
  return (
    <>
      <div className={styles.row}>
        <span className={styles.icon}>
          <EyeOffRegular aria-hidden />
        </span>
        <div className={styles.text}>
          <span role="status">
            {words.said} {said.says}
          </span>{' '}
          <Link inline data-control="details" disabledFocusable={mine.busy} onClick={() => mine.say(false)}>
            {words.notMine}
          </Link>
          {line.messageId !== null && (
            <>
              {' · '}
              <PageLink to={addressOf({ page: 'mail', id: line.messageId })}>{words.all}</PageLink>
            </>
          )}
        </div>
      </div>
      {mine.error && <FailureBar error={mine.error} />}
    </>
  );
}
