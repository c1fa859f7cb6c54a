/** Whom the organisation tracks, and what is known of one person. Administrators change it, everybody may read it. */
import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { useLoad } from '../api/load.js';
import { Facts, type Fact } from '../Facts.js';
import { Failure } from '../shell/Failure.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { useTimeWords } from '../time/Time.js';
import { exactWords } from '../time/words.js';
import { loadPolicy, type PolicyView } from './api.js';
import { nameOf } from './countries.js';
import { PersonLookUp } from './PersonLookUp.js';
import { PolicyChoice } from './PolicyChoice.js';
import { privacyWords } from './strings.js';

const words = privacyWords.policy;

const useStyles = makeStyles({
  heading: { margin: '20px 8px 8px', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold },
  lead: { margin: '0 8px 12px', color: tokens.colorNeutralForeground2 },
  loading: { display: 'flex', flexDirection: 'column', gap: '16px', padding: '20px', ...surface },
});

export function PrivacyPage() {
  const styles = useStyles();
  const { loaded, reload, set } = useLoad(loadPolicy);
  return (
    <Page title={privacyWords.title}>
      <section aria-labelledby="policy">
        <h2 id="policy" className={styles.heading}>
          {words.title}
        </h2>
        <p className={styles.lead}>{words.lead}</p>
        {loaded.state === 'loading' && (
          <Skeleton className={styles.loading} aria-label={shellWords.loading}>
            <SkeletonItem size={48} />
            <SkeletonItem size={48} />
            <SkeletonItem size={48} />
          </Skeleton>
        )}
        {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
        {loaded.state === 'ready' && (
          <>
            <p className={styles.lead}>
              <Chosen view={loaded.data} /> {!loaded.data.mayChange && words.onlyAdministrators}
            </p>
            {loaded.data.mayChange ? <PolicyChoice view={loaded.data} onChanged={set} /> : <Read view={loaded.data} />}
          </>
        )}
      </section>
      <PersonLookUp />
    </Page>
  );
}

function Chosen({ view: { chosen, policy } }: { view: PolicyView }) {
  const when = useTimeWords(() => (chosen === null ? '' : exactWords(new Date(chosen.at))));
  if (chosen !== null) return words.chosen(chosen.by, when);
  return policy.kind === 'not-chosen' ? words.notChosen : words.bySetting;
}

/** For who may not change it: what holds, as facts. */
function Read({ view: { policy } }: { view: PolicyView }) {
  if (policy.kind === 'not-chosen') return null;
  const named = Object.entries(policy.countries).map(([code, mode]) => [nameOf(code), privacyWords.modes[mode]] as const);
  const countries: Fact[] =
    policy.kind === 'by-country' ? [...named.sort(([a], [b]) => a.localeCompare(b, 'en')), [words.other, privacyWords.modes[policy.otherCountries]], [words.unknown, privacyWords.modes[policy.unknownCountry]]] : [];
  return <Facts facts={[[words.kind, words.kinds[policy.kind].label], ...countries, [words.colleagues, privacyWords.modes[policy.colleagues]], [words.asks, policy.asks ? words.on : words.off], [words.livePages, policy.livePages && policy.kind !== 'strict' ? words.on : words.off]]} />;
}
