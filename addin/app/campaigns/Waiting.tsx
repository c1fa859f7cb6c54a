/** Why a campaign's mails wait as a whole: replies are not being watched, or mails are held because others refuse them. */
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useCallback } from 'react';
import { addressOf, PageLink } from '../address.js';
import { ask } from '../api/client.js';
import { useLoad } from '../api/load.js';
import { isQueue, type Activity } from '../api/shapes.js';
import { ReleaseQueue } from '../feed/AlarmBlock.js';
import { useArrived } from '../feed/useArrived.js';
import { campaignWords } from './strings.js';

const words = campaignWords.one;

const useStyles = makeStyles({
  bars: { display: 'flex', flexDirection: 'column', gap: '8px', ':not(:empty)': { marginBottom: '16px' } },
});

interface WaitingProps {
  readonly watched: boolean;
  readonly arrived: readonly Activity[];
}

export function Waiting({ watched, arrived }: WaitingProps) {
  const styles = useStyles();
  // Where this cannot be known the page says nothing of it: the feed has told.
  const { loaded, reload } = useLoad(useCallback((signal: AbortSignal) => ask(isQueue, '/api/queue', { signal }), []));
  useArrived(arrived, (fresh) => {
    if (fresh.some(({ kind }) => kind === 'alarm')) reload();
  });
  const held = loaded.state === 'ready' ? loaded.data.held : null;
  return (
    <div className={styles.bars}>
      {!watched && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{words.unwatched.title}</MessageBarTitle> {words.unwatched.says} <PageLink to={addressOf({ page: 'watched' })}>{words.unwatched.action}</PageLink>
          </MessageBarBody>
        </MessageBar>
      )}
      {held && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{words.refused.title}</MessageBarTitle> {held.says}
            <ReleaseQueue onReleased={reload} />
          </MessageBarBody>
        </MessageBar>
      )}
    </div>
  );
}
