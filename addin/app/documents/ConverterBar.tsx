/** Says that files wait for LibreOffice, and lets those who may install it. Seen only while there is something to say. */
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, ProgressBar } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError, useLoad } from '../api/load.js';
import { FailureBar } from '../shell/Failure.js';
import { getConverter, installConverter } from './api.js';
import { documentWords } from './strings.js';

const words = documentWords.converter;
const LOOK_AGAIN_MS = 2_000;

/** @param waiting whether the list shows a file that waits: only then there is anything to ask */
export function ConverterBar({ waiting, onReady }: { waiting: boolean; onReady: () => void }) {
  return waiting ? <Waiting onReady={onReady} /> : null;
}

function Waiting({ onReady }: { onReady: () => void }) {
  const { loaded, reload, set } = useLoad(getConverter);
  const [error, setError] = useState<ApiError | null>(null);
  const converter = loaded.state === 'ready' ? loaded.data : null;

  useEffect(() => {
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const isReady = converter?.state === 'ready';
  useEffect(() => {
    if (isReady) onReady();
  }, [isReady, onReady]);

  if (converter === null || isReady) return null;
  const { state, progress, says, mayInstall } = converter;
  const install = () => {
    setError(null);
    installConverter().then(set, (reason: unknown) => setError(asApiError(reason)));
  };
  return (
    <>
      <MessageBar intent={state === 'failed' ? 'error' : 'info'} layout="multiline" style={{ marginBottom: 16 }} data-converter={state}>
        <MessageBarBody>
          <MessageBarTitle>{state === 'installing' ? words.installing(progress) : state === 'failed' ? words.failed : words.title(converter.waiting)}</MessageBarTitle> {says}
          {state === 'installing' && <ProgressBar value={progress / 100} aria-label={words.installing(progress)} />}
        </MessageBarBody>
        {mayInstall && state !== 'installing' && (
          <MessageBarActions>
            <Button onClick={install}>{words.install}</Button>
          </MessageBarActions>
        )}
      </MessageBar>
      {error && <FailureBar error={error} />}
    </>
  );
}
