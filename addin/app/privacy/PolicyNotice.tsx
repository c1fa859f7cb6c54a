/** Tells administrators on every page that the organisation has not chosen yet whom it tracks. */
import { Link, makeStyles, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useEffect } from 'react';
import { addressOf, leadTo } from '../address.js';
import { useLoad } from '../api/load.js';
import { loadPolicy, onPolicyChanged } from './api.js';
import { privacyWords } from './strings.js';

const useStyles = makeStyles({ bar: { maxWidth: '1120px', margin: '8px auto 0' } });

export function PolicyNotice() {
  const styles = useStyles();
  const { loaded, reload } = useLoad(loadPolicy);
  useEffect(() => onPolicyChanged(reload), [reload]);
  // Whatever keeps it from loading is told by the page itself.
  if (loaded.state !== 'ready' || loaded.data.policy.kind !== 'not-chosen') return null;
  return (
    <aside className={styles.bar} aria-label={privacyWords.title}>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          {privacyWords.notice.says}{' '}
          <Link inline {...leadTo(addressOf({ page: 'privacy' }))}>
            {privacyWords.notice.action}
          </Link>
        </MessageBarBody>
      </MessageBar>
    </aside>
  );
}
