/** What went wrong, what was not lost, what to do. */
import { Button, Link, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { signInAddress, type ApiError } from '../api/client.js';
import { Notice } from './Notice.js';
import { shellWords } from './strings.js';

const words = shellWords.failure;

/** The words for a failure. */
export function explain(error: ApiError): { title: string; says: string } {
  if (error.code === 'OFFLINE') return { title: words.offlineTitle, says: words.offlineSays };
  if (error.code === 'NOT_SIGNED_IN' || error.code === 'TOKEN_INVALID') return { title: words.otherTitle, says: words.signedOut };
  if (error.message === '') return { title: words.unreadableTitle, says: words.unreadableSays };
  return { title: words.otherTitle, says: error.message };
}

interface FailureProps {
  readonly error: ApiError;
  readonly onRetry: () => void;
  /** It is all there is: its title is the page's. */
  readonly whole?: boolean;
}

/** Takes the place of what could not be loaded. */
export function Failure({ error, onRetry, whole = false }: FailureProps) {
  const { title, says } = explain(error);
  const loading = title === words.otherTitle;
  return (
    <Notice
      alert
      whole={whole}
      icon={<PlugDisconnectedRegular aria-hidden />}
      title={loading ? words.loadTitle : title}
      says={loading ? `${says} ${words.stillCollected}` : says}
      action={
        <Button appearance="primary" onClick={onRetry}>
          {words.retry}
        </Button>
      }
    />
  );
}

/** Stands beside the action that failed. */
export function FailureBar({ error, children }: { error: ApiError; children?: React.ReactNode }) {
  const { title, says } = explain(error);
  const signedOut = error.status === 401;
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> {says} {children}
        {signedOut && (
          <Link href={signInAddress()} target="_blank" rel="noopener" inline>
            {words.signIn}
          </Link>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}
