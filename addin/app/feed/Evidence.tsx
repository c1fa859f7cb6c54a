/** What a line rests on, for whoever asks "why?". */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Facts, type Fact } from '../Facts.js';
import { addressOf, PageLink } from '../address.js';
import type { Activity, ActivityData } from '../api/shapes.js';
import { PersonNames } from '../people.js';
import { exactWords } from '../time/words.js';
import { feedWords } from './strings.js';

const words = feedWords.evidence;

const useStyles = makeStyles({
  place: { margin: '10px 0 4px 44px', '@media (max-width: 480px)': { margin: '8px 4px 4px 0' } },
  header: { display: 'block', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
});

export function Evidence({ id, line }: { id: string; line: Activity }) {
  const { at, kind, count, data } = line;
  const moment = exactWords(new Date(at));
  const when: Fact = [words.happened, count > 1 ? `${words.countLast(count)} ${moment}` : moment];
  return (
    <div className={useStyles().place} data-evidence>
      <Facts id={id} facts={[...factsOf(kind, data), when]} />
    </div>
  );
}

/** What is known about an activity beyond its line, most telling first. */
export function factsOf(kind: Activity['kind'], data: ActivityData): Fact[] {
  const { person, oneOf, writtenTo, evidence, reason, ended } = data;
  const facts: Fact[] = [];
  if (evidence) facts.push([words.matched, <Match evidence={evidence} />]);
  if (reason !== undefined) facts.push([reasonTerm(kind), kind === 'auto_reply' ? <Automatic reason={reason} /> : reason]);
  for (const one of ended ?? []) {
    facts.push([
      words.ended,
      <>
        <bdi>{one.address}</bdi>
        {' · '}
        <PageLink to={addressOf({ page: 'campaign', id: one.campaignId })}>
          <bdi>{one.campaign}</bdi>
        </PageLink>
        {'. '}
        {words.noMore}
      </>,
    ]);
  }
  if (person) facts.push([kind === 'bounce' ? words.reportedBy : words.who, <PersonNames people={[person]} plain />]);
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
  return facts;
}

/** The sentence, and the header itself unless the sentence has it. */
function Match({ evidence }: { evidence: NonNullable<ActivityData['evidence']> }) {
  const styles = useStyles();
  return (
    <>
      <bdi>{evidence.says}</bdi>
      {!evidence.says.includes(evidence.messageId) && (
        <bdi className={styles.header}>
          {evidence.header}: {evidence.messageId}
        </bdi>
      )}
    </>
  );
}

function Automatic({ reason }: { reason: string }) {
  return (
    <>
      {reason}
      <br />
      {words.automaticMeans}
    </>
  );
}

function reasonTerm(kind: Activity['kind']): string {
  if (kind === 'view') return words.view;
  return kind === 'auto_reply' ? words.automatic : words.reason;
}
