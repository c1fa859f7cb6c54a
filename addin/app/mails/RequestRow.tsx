/** One time a mail's image, link or document was asked for: by whom as it was judged, why, with what program, when; and the rep's word on it. */
import { Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { BotRegular } from '@fluentui/react-icons/svg/bot';
import { CursorClickRegular } from '@fluentui/react-icons/svg/cursor-click';
import { DocumentTextRegular } from '@fluentui/react-icons/svg/document-text';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { PersonRegular } from '@fluentui/react-icons/svg/person';
import { useId, useState } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { shortDestination } from '../feed/destination.js';
import { feedWords } from '../feed/strings.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { sayMine, type HitView } from './api.js';
import { mailWords } from './strings.js';

const words = mailWords.request;

const useStyles = makeStyles({
  item: { listStyleType: 'none', display: 'flex', gap: '10px', padding: '10px 16px', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, '@media (max-width: 480px)': { padding: '10px 12px' } },
  icon: { display: 'grid', placeItems: 'center', flexShrink: 0, width: '20px', height: '20px', fontSize: '16px', color: tokens.colorNeutralForeground2 },
  person: { color: tokens.colorBrandForeground1 },
  body: { flex: '1 1 0', minWidth: 0 },
  words: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
  link: { fontSize: 'inherit', lineHeight: 'inherit' },
  small: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
});

export function RequestRow({ mailId, request, onSaid }: { mailId: string; request: HitView; onSaid: () => void }) {
  const styles = useStyles();
  const headId = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  /** What was said just now, until the list knows it. */
  const [said, setSaid] = useState<{ readonly as: 'mine' | 'not-mine'; readonly says: string | null } | null>(null);
  const { at, kind, destination, verdict, program, says, quotedBy } = request;
  const isSaid = said?.as ?? request.said;
  const isOwn = isSaid === null ? verdict === 'self' : isSaid === 'mine';
  /** The reason says already what the rep said. */
  const isTold = request.said === isSaid && (request.reason === 'said-own' || request.reason === 'said-other');
  const isPerson = verdict === 'human' || verdict === 'proxy';

  const say = () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    sayMine(mailId, request.id, !isOwn)
      .then(
        (answer) => {
          setSaid({ as: isOwn ? 'not-mine' : 'mine', says: answer.says });
          onSaid();
        },
        (reason: unknown) => setError(asApiError(reason)),
      )
      .finally(() => setBusy(false));
  };

  return (
    <li className={styles.item} data-request={request.id} data-judged={verdict}>
      <span className={mergeClasses(styles.icon, isPerson && styles.person)}><Sign verdict={verdict} kind={kind} /></span>
      <div className={styles.body}>
        <div id={headId}>
          <span className={styles.words}>{request.words}</span>
          {destination !== null && (
            <>
              {' · '}
              <bdi title={destination}>{feedWords.subject(shortDestination(destination))}</bdi>
            </>
          )}
          {' · '}
          <span className={styles.quiet}>
            <Time at={at} style="when" />
          </span>
        </div>
        <div className={styles.quiet}>
          <bdi>{says}</bdi>
          {quotedBy && (
            <>
              {' '}
              {words.quoted}{' '}
              <PageLink to={addressOf({ page: 'mail', id: quotedBy.id })}>
                <bdi>{feedWords.subject(quotedBy.subject.trim() || feedWords.noSubject)}</bdi>
              </PageLink>
            </>
          )}
        </div>
        <div className={styles.small}>
          <bdi>{program ?? words.noProgram}</bdi>
          {request.mayBeMine && (
            <>
              {' · '}
              <Link inline className={styles.link} disabledFocusable={busy} aria-describedby={headId} onClick={say}>
                {isOwn ? words.notMine : words.mine}
              </Link>
            </>
          )}
        </div>
        <div className={styles.small} role="status">
          {busy && words.busy}
          {!busy && isSaid !== null && !isTold && (isSaid === 'mine' ? words.saidMine : words.saidNotMine)} {!busy && said?.says}
        </div>
        {error && <FailureBar error={error} />}
      </div>
    </li>
  );
}

const signs: Record<HitView['kind'], typeof EyeRegular> = { pixel: EyeRegular, click: CursorClickRegular, document: DocumentTextRegular };

function Sign({ verdict, kind }: Pick<HitView, 'verdict' | 'kind'>) {
  const isPerson = verdict === 'human' || verdict === 'proxy';
  const Icon = verdict === 'self' ? PersonRegular : isPerson ? signs[kind] : BotRegular;
  return <Icon aria-hidden />;
}
