/**
 * Everything that loaded a mail: people, machines, own views, each with the sentence why, and
 * "This was me". What is said takes effect a moment later, when the mail has been judged anew; the
 * list is loaded again until then.
 */
import { Button, makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { useCallback, useEffect, useRef, useState } from 'react';
import { usePaged } from '../api/paged.js';
import { FailureBar } from '../shell/Failure.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { listRequests, type MessageDetails } from './api.js';
import { RequestRow } from './RequestRow.js';
import { mailWords } from './strings.js';

const words = mailWords.one;
/** When to look again after something was said: judging anew takes well under a second, rarely longer. */
const LOOK_AGAIN_MS = [300, 1_000, 3_000];

const useStyles = makeStyles({
  card: { ...surface, padding: '4px 0', overflowWrap: 'anywhere' },
  head: { padding: '10px 16px 12px', '@media (max-width: 480px)': { padding: '10px 12px' } },
  says: { margin: '0 0 8px', color: tokens.colorNeutralForeground2 },
  list: { margin: 0, padding: 0 },
  foot: { display: 'flex', flexDirection: 'column', alignItems: 'center', gap: '8px', padding: '8px 16px', ':empty': { display: 'none' } },
  skeleton: { display: 'flex', flexDirection: 'column', gap: '10px', padding: '10px 16px' },
  quiet: { padding: '0 16px 10px', color: tokens.colorNeutralForeground2 },
});

interface RequestsProps {
  readonly mail: Pick<MessageDetails, 'id' | 'figures' | 'clicks'>;
  /** Changes when the feed knows more of this mail. */
  readonly version: number;
  /** What was said changes the mail, too. */
  readonly onSaid: () => void;
}

export function Requests({ mail, version, onSaid }: RequestsProps) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  if (mail.clicks === 'not-recorded') {
    return (
      <div className={styles.card} data-everything>
        <div className={styles.head}>
          <span className={styles.says}>{words.noRequests[mail.clicks]}</span>
        </div>
      </div>
    );
  }
  const quiet = words.quiet(mail.figures.machines + mail.figures.prefetches, mail.figures.ownViews);
  return (
    <div className={styles.card} data-everything>
      <div className={styles.head}>
        <p className={styles.says}>
          {words.everythingSays} {quiet !== '' && `${words.notCounted} ${quiet}.`}
        </p>
        <Button size="small" icon={<ChevronDownRegular style={{ rotate: open ? '180deg' : undefined }} />} aria-expanded={open} aria-controls="all-requests" onClick={() => setOpen(!open)}>
          {open ? words.hide : words.show}
        </Button>
      </div>
      <div id="all-requests">{open && <All mail={mail} version={version} onSaid={onSaid} />}</div>
    </div>
  );
}

function All({ mail: { id, clicks }, version, onSaid }: RequestsProps) {
  const styles = useStyles();
  const { items, next, loading, error, loadOlder, reload } = usePaged(useCallback((before: string | null, signal: AbortSignal) => listRequests(id, before, signal), [id]));
  const shown = useRef(version);
  useEffect(() => {
    if (shown.current !== version) reload();
    shown.current = version;
  }, [version, reload]);

  const timers = useRef<number[]>([]);
  useEffect(() => () => timers.current.forEach((timer) => window.clearTimeout(timer)), []);
  const said = () => {
    for (const after_ms of LOOK_AGAIN_MS) {
      timers.current.push(
        window.setTimeout(() => {
          reload();
          onSaid();
        }, after_ms),
      );
    }
  };

  if (items.length === 0 && loading === 'first') {
    return (
      <Skeleton className={styles.skeleton} aria-label={shellWords.loading}>
        <SkeletonItem size={16} />
        <SkeletonItem size={16} style={{ width: '70%' }} />
      </Skeleton>
    );
  }
  return (
    <>
      {items.length === 0 && !error && <div className={styles.quiet}>{words.noRequests[clicks]}</div>}
      <ol className={styles.list}>
        {items.map((request) => (
          <RequestRow key={request.id} mailId={id} request={request} onSaid={said} />
        ))}
      </ol>
      <div className={styles.foot}>
        {error && (
          <>
            <FailureBar error={error} />
            <Button size="small" onClick={reload}>
              {shellWords.failure.retry}
            </Button>
          </>
        )}
        {next !== null && (
          <Button size="small" onClick={loadOlder} disabledFocusable={loading !== 'no'}>
            {words.older}
          </Button>
        )}
      </div>
    </>
  );
}
