/** The Live Feed: home of the web app. */
import { Button, Link, makeStyles, Text, ToggleButton, tokens } from '@fluentui/react-components';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import { useCallback, useMemo, useState } from 'react';
import { signInAddress } from '../api/client.js';
import { Failure, FailureBar } from '../shell/Failure.js';
import { Page } from '../shell/Page.js';
import { Announcer } from './Announcer.js';
import { ConnectionSign } from './ConnectionSign.js';
import { FeedEmpty, FeedSkeleton } from './FeedEmpty.js';
import { FeedList } from './FeedList.js';
import { useLastLook } from './last-look.js';
import { FILTERS, isWithdrawn, passes, withoutOutdated, type Filter } from './lines.js';
import type { OnSaid, Said } from './mine.js';
import { feedWords } from './strings.js';
import { useAbove } from './useAbove.js';
import type { Feed } from './useFeed.js';

const useStyles = makeStyles({
  filters: { display: 'flex', flexWrap: 'wrap', gap: '6px', margin: '0 8px 12px' },
  chip: { minWidth: 0 },
  above: { position: 'sticky', top: '60px', zIndex: 1, display: 'flex', justifyContent: 'center', height: 0 },
  aboveButton: { boxShadow: tokens.shadow8, height: '28px' },
  foot: { display: 'flex', flexDirection: 'column', alignItems: 'center', gap: '8px', padding: '16px', color: tokens.colorNeutralForeground2 },
  signedOut: { margin: '0 8px 12px' },
});

export function FeedPage({ feed, owner }: { feed: Feed; owner: string }) {
  const styles = useStyles();
  const { state, loadOlder, retry, change } = feed;
  const [filter, setFilter] = useState<Filter>('all');
  /** What had streamed in before the list was drawn whole: it lights up no more. */
  const [known, setKnown] = useState(state.news.length);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const mark = useLastLook(owner, state.latest);
  /** What the rep said of lines since the page, or the filter, was chosen. */
  const [said, setSaid] = useState<ReadonlyMap<string, Said>>(new Map());
  const lines = useMemo(() => withoutOutdated(state.all.filter((line) => said.has(line.id) || !isWithdrawn(line))).filter((line) => passes(filter, line)), [state.all, filter, said]);
  const above = useAbove(state.news, lines);
  const news = useMemo(() => state.news.slice(known), [state.news, known]);
  const choose = (one: Filter) => {
    setFilter(one);
    setKnown(state.news.length);
    setSaid(new Map());
  };
  const onSaid = useCallback<OnSaid>((id, one) => setSaid((before) => new Map(before).set(id, one)), []);
  const toggle = useCallback((id: string) => {
    setOpen((ids) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const nothing = state.lines.length === 0;

  return (
    <Page title={feedWords.title} aside={nothing && state.error ? undefined : <ConnectionSign connection={state.connection} />}>
      <Announcer arrived={state.news} />
      {state.connection === 'signed-out' && (
        <div className={styles.signedOut}>
          <Text>{feedWords.connectionWhy['signed-out']}. </Text>
          <Link href={signInAddress()}>{feedWords.signInAgain}</Link>
        </div>
      )}
      {nothing && state.loading === 'first' && <FeedSkeleton />}
      {nothing && state.error && <Failure error={state.error} onRetry={retry} />}
      {nothing && state.loading === 'no' && !state.error && <FeedEmpty />}
      {!nothing && (
        <>
          <div className={styles.filters} role="group" aria-label={feedWords.filterBy}>
            {FILTERS.map((one) => (
              <ToggleButton
                key={one}
                className={styles.chip}
                size="small"
                shape="circular"
                appearance={one === filter ? 'primary' : 'outline'}
                checked={one === filter}
                onClick={() => choose(one)}
              >
                {feedWords.filters[one]}
              </ToggleButton>
            ))}
          </div>
          {above.count > 0 && (
            <div className={styles.above}>
              <Button className={styles.aboveButton} appearance="primary" shape="circular" size="small" icon={<ArrowUpRegular />} onClick={above.show}>
                {feedWords.newAbove(above.count)}
              </Button>
            </div>
          )}
          {lines.length > 0 && <FeedList lines={lines} open={open} mark={mark} news={news} newsCursors={state.newsCursors} onToggle={toggle} onChange={change} said={said} onSaid={onSaid} />}
          <div className={styles.foot}>
            {lines.length === 0 && <Text>{feedWords.filteredEmpty(state.older !== null)}</Text>}
            {state.error && <FailureBar error={state.error} />}
            {state.older !== null && (
              <Button onClick={loadOlder} disabledFocusable={state.loading === 'older'}>
                {feedWords.older}
              </Button>
            )}
            {state.loading === 'older' && <FeedSkeleton rows={2} />}
          </div>
        </>
      )}
    </Page>
  );
}
