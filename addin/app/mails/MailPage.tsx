/** One mail: what is known of it, what happened, whom it went to, its documents, its links, and everything that loaded it. Follows the stream. */
import { makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { useCallback, useState } from 'react';
import { addressOf, PageLink } from '../address.js';
import { useLoad } from '../api/load.js';
import type { Activity } from '../api/shapes.js';
import { useSoon } from '../api/soon.js';
import { useArrived } from '../feed/useArrived.js';
import { OnePage } from '../shell/OnePage.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { Time } from '../time/Time.js';
import { getMail, type MessageDetails } from './api.js';
import { isErased, subjectOf } from './erased.js';
import { Fare, isOffUnsaid } from './FareWords.js';
import { Links } from './Links.js';
import { MailDocuments } from './MailDocuments.js';
import { MailSection } from './MailSection.js';
import { Recipients } from './Recipients.js';
import { Requests } from './Requests.js';
import { mailWords } from './strings.js';
import { Timeline } from './Timeline.js';
import { TrackingSwitch } from './TrackingSwitch.js';

const words = mailWords.one;

const useStyles = makeStyles({
  lead: { margin: '0 8px 20px', overflowWrap: 'anywhere' },
  fare: { fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  quiet: { color: tokens.colorNeutralForeground2 },
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: '24px',
    alignItems: 'start',
    '@media (max-width: 820px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  column: { display: 'flex', flexDirection: 'column', gap: '24px', minWidth: 0 },
  notes: { margin: 0, padding: 0 },
  note: { listStyleType: 'none', display: 'flex', gap: '8px', padding: '2px 8px', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  noteIcon: { display: 'flex', flexShrink: 0, fontSize: '16px', marginTop: '2px' },
  skeleton: { ...surface, padding: '16px', display: 'flex', flexDirection: 'column', gap: '14px' },
});

export function MailPage({ id, arrived }: { id: string; arrived: readonly Activity[] }) {
  const load = useLoad(useCallback((signal: AbortSignal) => getMail(id, signal), [id]));
  const { reload, set } = load;
  const [version, setVersion] = useState(0);
  const reloadSoon = useSoon(() => {
    reload();
    setVersion((count) => count + 1);
  });

  useArrived(arrived, (fresh) => {
    if (fresh.some(({ messageId }) => messageId === id)) reloadSoon();
  });

  return (
    <OnePage load={load} backTo={addressOf({ page: 'mails' })} words={words} titleOf={subjectOf} skeleton={<Loading />}>
      {(mail) => <Content mail={mail} version={version} onChanged={set} onSaid={reload} />}
    </OnePage>
  );
}

interface ContentProps {
  readonly mail: MessageDetails;
  readonly version: number;
  readonly onChanged: (mail: MessageDetails) => void;
  readonly onSaid: () => void;
}

function Content({ mail, version, onChanged, onSaid }: ContentProps) {
  const styles = useStyles();
  const { campaign, sentAt, notes } = mail;
  return (
    <>
      <div className={styles.lead} data-fare>
        {(sentAt !== null || mail.figures.views > 0) && (
          <div className={styles.fare}>
            <Fare {...mail} />
          </div>
        )}
        <Text className={styles.quiet}>
          {sentAt === null ? (
            mailWords.notSent
          ) : (
            <>
              {words.sent} <Time at={sentAt} style="when" />
            </>
          )}
          {campaign && (
            <>
              {' · '}
              <PageLink to={addressOf({ page: 'campaign', id: campaign.id })}>
                <bdi>{campaign.name}</bdi>
              </PageLink>
              {campaign.day !== null && `, ${mailWords.day(campaign.day)}`}
            </>
          )}
          {isOffUnsaid(mail) && ` · ${mailWords.trackingOff}`}
        </Text>
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          <MailSection id="timeline" title={words.timeline}>
            <Timeline mail={mail} />
          </MailSection>
          <MailSection id="recipients" title={words.recipients}>
            {isErased(mail) ? <p>{mailWords.erasedPerson}</p> : <Recipients recipients={mail.recipients} said={mail.seen.says} />}
          </MailSection>
          <MailDocuments mailId={mail.id} version={version} />
        </div>
        <div className={styles.column}>
          <MailSection id="links" title={words.links}>
            <Links links={mail.links} more={mail.moreLinks} clicks={mail.clicks} />
          </MailSection>
          <MailSection id="everything" title={words.everything}>
            <Requests mail={mail} version={version} onSaid={onSaid} />
            {notes.length > 0 && (
              <ul className={styles.notes}>
                {notes.map(({ code, says }) => (
                  <li key={code} className={styles.note} data-note={code}>
                    <span className={styles.noteIcon}>
                      <InfoRegular aria-hidden />
                    </span>
                    {says}
                  </li>
                ))}
              </ul>
            )}
          </MailSection>
          <MailSection id="tracking" title={words.trackingTitle}>
            <TrackingSwitch mail={mail} onChanged={onChanged} />
          </MailSection>
        </div>
      </div>
    </>
  );
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.columns} aria-label={shellWords.loading}>
      {[0, 1].map((column) => (
        <div key={column} className={styles.skeleton}>
          <SkeletonItem size={24} />
          <SkeletonItem size={24} style={{ width: '80%' }} />
          <SkeletonItem size={24} style={{ width: '60%' }} />
        </div>
      ))}
    </Skeleton>
  );
}
