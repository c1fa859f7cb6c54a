/** What happened to a mail, in order: sent, viewed, clicked, replied and whatever else came back, each with its reasons on request. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { SendRegular } from '@fluentui/react-icons/svg/send';
import { useId, useState, type ReactNode } from 'react';
import type { Activity } from '../api/shapes.js';
import { Facts } from '../Facts.js';
import { factsOf } from '../feed/Evidence.js';
import { KindIcon } from '../feed/KindIcon.js';
import { Head, readOf, withoutImagesWords } from '../feed/LineWords.js';
import { sentFacts } from '../feed/sent-facts.js';
import { surface } from '../surface.js';
import { Time } from '../time/Time.js';
import type { MessageDetails } from './api.js';
import { mailWords } from './strings.js';

const words = mailWords.one;

const useStyles = makeStyles({
  list: { margin: 0, padding: '8px 0', ...surface },
  item: {
    position: 'relative',
    listStyleType: 'none',
    display: 'flex',
    gap: '10px',
    padding: '8px 16px',
    overflowWrap: 'anywhere',
    '::after': { content: '""', position: 'absolute', insetInlineStart: '31px', top: '42px', bottom: '-6px', width: '1px', backgroundColor: tokens.colorNeutralStroke1 },
    ':last-child::after': { display: 'none' },
    '@media (max-width: 480px)': { padding: '8px 12px', '::after': { insetInlineStart: '27px' } },
  },
  body: { flex: '1 1 0', minWidth: 0, paddingTop: '2px' },
  icon: { display: 'grid', placeItems: 'center', flexShrink: 0, width: '32px', height: '32px', borderRadius: '50%', fontSize: '18px', color: tokens.colorNeutralForeground2, backgroundColor: tokens.colorNeutralBackground3 },
  end: { flexShrink: 0, width: '7px', height: '7px', margin: '5px 11px', borderRadius: '50%', border: `2px solid ${tokens.colorNeutralStroke1}` },
  quiet: { color: tokens.colorNeutralForeground2 },
  small: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
  link: { fontSize: 'inherit', lineHeight: 'inherit' },
  facts: { marginTop: '6px' },
});

export function Timeline({ mail }: { mail: MessageDetails }) {
  const styles = useStyles();
  const { timeline, sentAt } = mail;
  const isSentTold = timeline.some(({ kind }) => kind === 'sent' || kind === 'written');
  const cameBack = timeline.some(({ kind }) => kind !== 'sent' && kind !== 'written');
  return (
    <ol className={styles.list} aria-labelledby="timeline">
      {!isSentTold && (
        <li className={styles.item} data-happened="sent">
          <span className={styles.icon}>
            <SendRegular aria-hidden />
          </span>
          <div className={styles.body}>{sentAt === null ? mailWords.notSent : <Moment at={sentAt}>{words.sent}</Moment>}</div>
        </li>
      )}
      {timeline.map((line) => (
        <Happened key={line.id} line={line} mail={mail} />
      ))}
      {!cameBack && sentAt !== null && (
        <li className={styles.item}>
          <span className={styles.end} aria-hidden />
          <span className={styles.quiet}>{words.nothingYet(mail.seen, mail.clicks)}</span>
        </li>
      )}
    </ol>
  );
}

function Happened({ line, mail }: { line: Activity; mail: MessageDetails }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const read = readOf(line.data.document).filter(Boolean);
  const factsId = useId();
  const headId = useId();
  const facts = [...factsOf(line.kind, line.data), ...(line.kind === 'sent' ? sentFacts(mail) : [])];
  return (
    <li className={styles.item} data-happened={line.kind}>
      <KindIcon line={line} small={false} />
      <div className={styles.body}>
        <span id={headId}>
          <Head line={line} short={false} />
          {line.data.withoutImages === true && <span className={styles.quiet}> · {withoutImagesWords(line.kind)}</span>}
        </span>
        {read.length > 0 && <div className={styles.small}>{read.map((part, index) => [index > 0 && ' · ', part])}</div>}
        <div className={styles.small}>
          <Time at={line.at} style="when" />
          {facts.length > 0 && (
            <>
              {' · '}
              <Link inline className={styles.link} aria-expanded={open} aria-controls={open ? factsId : undefined} aria-describedby={headId} onClick={() => setOpen(!open)}>
                {open ? words.hide : words.why}
              </Link>
            </>
          )}
        </div>
        {open && (
          <div className={styles.facts}>
            <Facts id={factsId} facts={facts} />
          </div>
        )}
      </div>
    </li>
  );
}

function Moment({ at, children }: { at: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      {children}
      <div className={styles.small}>
        <Time at={at} style="when" />
      </div>
    </>
  );
}
