/** One mail of the list: whom, subject, when, and what is known of it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { memo } from 'react';
import { addressOf, leadTo } from '../address.js';
import { PersonNames } from '../people.js';
import { Time } from '../time/Time.js';
import type { MessageSummary } from './api.js';
import { isErased, subjectOf } from './erased.js';
import { Fare, isOffUnsaid } from './FareWords.js';
import { mailWords as words } from './strings.js';

const useStyles = makeStyles({
  item: { listStyleType: 'none', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, ':first-child': { borderTopColor: 'transparent' }, contentVisibility: 'auto', containIntrinsicSize: 'auto 84px' },
  row: {
    display: 'block',
    padding: '12px 20px',
    color: 'inherit',
    textDecorationLine: 'none',
    overflowWrap: 'anywhere',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px', borderRadius: tokens.borderRadiusLarge },
    '@media (max-width: 480px)': { padding: '10px 12px' },
  },
  top: { display: 'flex', justifyContent: 'space-between', gap: '12px' },
  subject: { fontWeight: tokens.fontWeightSemibold, minWidth: 0 },
  time: { flexShrink: 0, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export const MailRow = memo(function MailRow({ mail }: { mail: MessageSummary }) {
  const styles = useStyles();
  const { sentAt, recipients, andMore, campaign } = mail;
  return (
    <li className={styles.item} data-mail={mail.id}>
      <a className={styles.row} {...leadTo(addressOf({ page: 'mail', id: mail.id }))}>
        <div className={styles.top}>
          <bdi className={styles.subject}>{subjectOf(mail)}</bdi>
          <span className={styles.time}>{sentAt === null ? words.notSent : <Time at={sentAt} style="when" />}</span>
        </div>
        <div className={styles.quiet}>
          {words.to} {recipients.length > 0 ? <PersonNames people={recipients} plain brief /> : isErased(mail) ? words.erased : words.nobody}
          {andMore > 0 && ` ${words.more(andMore)}`}
          {campaign && (
            <>
              {' · '}
              <bdi>{campaign.name}</bdi>
              {campaign.day !== null && `, ${words.day(campaign.day)}`}
            </>
          )}
        </div>
        {(sentAt !== null || mail.figures.views > 0) && (
          <div>
            <Fare {...mail} />
            {isOffUnsaid(mail) && <span className={styles.quiet}> · {words.trackingOff}</span>}
          </div>
        )}
      </a>
    </li>
  );
});
