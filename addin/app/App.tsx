/** The frame around every page: who is signed in, which page, and the feed that lives across pages. */
import { FluentProvider, makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { Suspense, useEffect } from 'react';
import { placeAt, sectionOf, usePathname, addressOf, PageLink, type Place } from './address.js';
import { ask } from './api/client.js';
import { useLoad } from './api/load.js';
import { isMe, type Me } from './api/shapes.js';
import { FeedPage } from './feed/FeedPage.js';
import { useFeed, type Feed } from './feed/useFeed.js';
import { PolicyNotice } from './privacy/PolicyNotice.js';
import { CampaignPage, CampaignsPage, ContentPage, DevicesPage, DocumentPage, fetchPagesSoon, HeldPage, MailPage, MailsPage, NewCampaignPage, PrivacyPage, RulesPage, WatchedPage } from './pages.js';
import { Failure } from './shell/Failure.js';
import { Crash } from './shell/Crash.js';
import { Header } from './shell/Header.js';
import { NoMailbox } from './shell/NoMailbox.js';
import { Page } from './shell/Page.js';
import { UntilSignedOut } from './shell/SignedOut.js';
import { shellWords } from './shell/strings.js';
import { useSystemTheme } from './theme.js';

/** How often to ask whether the mailbox is (still) watched. */
const WATCHED_CHECK_MS = 5 * 60_000;
/** How often while it is not, or not connected: somebody is waiting for it. */
const UNWATCHED_CHECK_MS = 15_000;

const useStyles = makeStyles({
  frame: { minHeight: '100vh', backgroundColor: tokens.colorNeutralBackground3 },
  bar: { height: '48px', backgroundColor: tokens.colorNeutralBackground1 },
  skeleton: { display: 'flex', flexDirection: 'column', gap: '16px', maxWidth: '800px', margin: '24px auto', padding: '0 16px' },
});

const loadMe = (signal: AbortSignal) => ask(isMe, '/api/me', { signal });

export function App() {
  const styles = useStyles();
  return (
    <FluentProvider theme={useSystemTheme()}>
      {/* Not the provider's own class: Fluent puts that on every dialog's layer too. */}
      <div className={styles.frame}>
        <Crash>
          <UntilSignedOut>
            <SignedIn />
          </UntilSignedOut>
        </Crash>
      </div>
    </FluentProvider>
  );
}

function SignedIn() {
  const { loaded, reload } = useLoad(loadMe);
  const place = placeAt(usePathname());
  const watched = loaded.state === 'ready' && loaded.data.mailbox !== null && loaded.data.mailbox.watchedSince !== null;
  const feed = useFeed(loaded.state === 'ready' ? (loaded.data.mailbox?.id ?? null) : null);

  useEffect(fetchPagesSoon, []);
  useEffect(() => {
    if (loaded.state !== 'ready') return undefined;
    const timer = setInterval(reload, watched ? WATCHED_CHECK_MS : UNWATCHED_CHECK_MS);
    return () => clearInterval(timer);
  }, [loaded.state, watched, reload]);

  if (loaded.state === 'loading') return <Opening />;
  if (loaded.state === 'failed') {
    return (
      <main>
        <Failure error={loaded.error} onRetry={reload} whole />
      </main>
    );
  }
  const me = loaded.data;
  return (
    <>
      <Header me={me} section={sectionOf(place)} />
      {me.rep.role === 'administrator' && place.page !== 'privacy' && <PolicyNotice />}
      <Suspense fallback={<Coming />}>
        {me.mailbox !== null ? <PageAt place={place} me={me} mailbox={me.mailbox} feed={feed} /> : <PageWithoutMailbox place={place} me={me} feed={feed} />}
      </Suspense>
    </>
  );
}

function PageAt({ place, me, mailbox, feed }: { place: Place; me: Me; mailbox: NonNullable<Me['mailbox']>; feed: Feed }) {
  const owner = me.rep.id;
  switch (place.page) {
    case 'feed':
      return <FeedPage feed={feed} owner={owner} />;
    case 'mails':
      return <MailsPage arrived={feed.state.arrived} />;
    case 'mail':
      return <MailPage key={place.id} id={place.id} arrived={feed.state.arrived} />;
    case 'campaigns':
      return <CampaignsPage arrived={feed.state.arrived} />;
    case 'new-campaign':
      return <NewCampaignPage owner={owner} timeZone={mailbox.timeZone} team={me.team} />;
    case 'campaign':
      return <CampaignPage key={place.id} id={place.id} watched={mailbox.watchedSince !== null} feed={feed} />;
    case 'content':
      return <ContentPage me={me} arrived={feed.state.arrived} />;
    case 'document':
      return <DocumentPage key={place.id} id={place.id} me={me} arrived={feed.state.arrived} />;
    case 'held':
      return <HeldPage arrived={feed.state.arrived} />;
    case 'watched':
      return <WatchedPage me={me} arrived={feed.state.arrived} />;
    case 'devices':
      return <DevicesPage />;
    case 'rules':
      return <RulesPage />;
    case 'privacy':
      return <PrivacyPage />;
    case 'nowhere':
      return (
        <Page title={shellWords.nowhere.title}>
          <p>{shellWords.nowhere.says}</p>
          <PageLink to={addressOf({ page: 'feed' })}>{shellWords.nowhere.action}</PageLink>
        </Page>
      );
  }
}

/** Administrators have something to look after before they have a mailbox of their own. */
function PageWithoutMailbox({ place, me, feed }: { place: Place; me: Me; feed: Feed }) {
  if (me.rep.role === 'administrator') {
    if (place.page === 'watched') return <WatchedPage me={me} arrived={feed.state.arrived} />;
    if (place.page === 'rules') return <RulesPage />;
    if (place.page === 'privacy') return <PrivacyPage />;
  }
  return <NoMailbox {...me.rep} />;
}

/** The shape of what comes, until it is known who is signed in. */
function Opening() {
  const styles = useStyles();
  return (
    <>
      <div className={styles.bar} />
      <Coming />
    </>
  );
}

/** The shape of a page that is on its way. */
function Coming() {
  const styles = useStyles();
  return (
    <main aria-busy aria-label={shellWords.loading}>
      <Skeleton className={styles.skeleton} aria-label={shellWords.loading}>
        <SkeletonItem size={32} style={{ width: 180 }} />
        <SkeletonItem size={64} />
        <SkeletonItem size={64} />
        <SkeletonItem size={64} />
      </Skeleton>
    </main>
  );
}
