/** The page of one thing: the way back to all of them, while it is loaded, once it is, where it failed, and where there is no such thing. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowLeftRegular } from '@fluentui/react-icons/svg/arrow-left';
import type { ReactNode } from 'react';
import { PageLink } from '../address.js';
import type { Load } from '../api/load.js';
import { Failure } from './Failure.js';
import { Page } from './Page.js';

const useStyles = makeStyles({
  back: { display: 'inline-flex', alignItems: 'center', gap: '4px' },
  notFound: { margin: '0 8px', color: tokens.colorNeutralForeground2 },
});

interface OnePageProps<T> {
  readonly load: Pick<Load<T>, 'loaded' | 'reload'>;
  readonly backTo: string;
  readonly words: { readonly back: string; readonly loadingTitle: string; readonly notFound: { readonly title: string; readonly says: string } };
  readonly titleOf: (data: T) => string;
  /** Beside the heading. */
  readonly aside?: (data: T) => ReactNode;
  /** The shape of what comes. */
  readonly skeleton: ReactNode;
  readonly children: (data: T) => ReactNode;
}

export function OnePage<T>({ load: { loaded, reload }, backTo, words, titleOf, aside, skeleton, children }: OnePageProps<T>) {
  const styles = useStyles();
  const back = (
    <PageLink to={backTo}>
      <span className={styles.back}>
        <ArrowLeftRegular aria-hidden /> {words.back}
      </span>
    </PageLink>
  );
  // An address that can be nothing's is answered 400.
  if (loaded.state === 'failed' && (loaded.error.status === 404 || loaded.error.status === 400)) {
    return (
      <Page title={words.notFound.title} before={back}>
        <p className={styles.notFound}>{words.notFound.says}</p>
      </Page>
    );
  }
  return (
    <Page title={loaded.state === 'ready' ? titleOf(loaded.data) : words.loadingTitle} before={back} wide aside={loaded.state === 'ready' && aside?.(loaded.data)}>
      {loaded.state === 'loading' && skeleton}
      {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && children(loaded.data)}
    </Page>
  );
}
