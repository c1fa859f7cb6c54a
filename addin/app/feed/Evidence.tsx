/** What a line rests on, for whoever asks "why?". Also shown for a person of a campaign. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Fragment, type ReactNode } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { Activity, ActivityData } from '../api/shapes.js';
import { PersonNames } from '../people.js';
import { exactWords } from '../time/words.js';
import { feedWords } from './strings.js';

const words = feedWords.evidence;

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(96px, max-content) minmax(0, 1fr)',
    gap: '6px 16px',
    margin: '10px 0 4px 44px',
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: 'anywhere',
    cursor: 'auto',
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)', margin: '8px 4px 4px 0', gap: '2px' },
  },
  term: { color: tokens.colorNeutralForeground2, '@media (max-width: 480px)': { marginTop: '4px', fontSize: tokens.fontSizeBase200 } },
  value: { margin: 0, minWidth: 0 },
  header: { display: 'block', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

export function Evidence({ id, line }: { id: string; line: Activity }) {
  return <EvidenceList id={id} at={line.at} kind={line.kind} count={line.count} data={line.data} />;
}

interface EvidenceListProps {
  readonly id: string;
  readonly at: string;
  readonly kind: Activity['kind'];
  readonly count?: number;
  readonly data: ActivityData;
}

export function EvidenceList({ id, at, kind, count = 1, data }: EvidenceListProps) {
  const styles = useStyles();
  const facts = factsOf({ at, kind, count, data, headerClass: styles.header });
  return (
    <dl id={id} className={styles.list} data-evidence>
      {facts.map(([term, value]) => (
        <Fragment key={term}>
          <dt className={styles.term}>{term}</dt>
          <dd className={styles.value}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function factsOf({ at, kind, count, data, headerClass }: Required<Omit<EvidenceListProps, 'id'>> & { headerClass: string }): [string, ReactNode][] {
  const { person, oneOf, writtenTo, evidence, reason, ended } = data;
  const facts: [string, ReactNode][] = [];
  if (evidence) {
    facts.push([
      words.matched,
      <>
        {evidence.says}
        <bdi className={headerClass}>
          {evidence.header}: {evidence.messageId}
        </bdi>
      </>,
    ]);
  }
  if (reason !== undefined) facts.push([reasonTerm(kind), kind === 'auto_reply' ? `${reason} ${words.automaticMeans}` : reason]);
  for (const one of ended ?? []) {
    facts.push([
      `${words.ended} ${words.endedFor(one.address)}`,
      <>
        <PageLink to={addressOf({ page: 'campaign', id: one.campaignId })}>
          <bdi>{one.campaign}</bdi>
        </PageLink>
        {'. '}
        {words.noMore}
      </>,
    ]);
  }
  if (person) facts.push([words.who, <PersonNames people={[person]} plain />]);
  if (!person && oneOf && oneOf.length > 0) {
    facts.push([
      oneOf.length > 1 ? words.oneOfThese : words.who,
      <>
        <PersonNames people={oneOf} plain />
        {oneOf.length > 1 && `. ${words.oneBody}`}
      </>,
    ]);
  }
  if (writtenTo && writtenTo.length > 0) facts.push([words.writtenTo, <PersonNames people={writtenTo} plain />]);
  const moment = exactWords(new Date(at));
  facts.push([words.happened, count > 1 ? `${words.countLast(count)} ${moment}` : moment]);
  return facts;
}

function reasonTerm(kind: Activity['kind']): string {
  if (kind === 'view') return words.view;
  return kind === 'auto_reply' ? words.automatic : words.reason;
}
