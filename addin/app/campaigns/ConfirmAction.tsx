/**
 * Asks before something is done that cannot be taken back, and says if it did not work. The focus
 * goes back to where it was asked.
 */
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger } from '@fluentui/react-components';
import { useLayoutEffect, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { FailureBar } from '../shell/Failure.js';

export interface Confirmation {
  readonly title: string;
  readonly says: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly act: () => Promise<void>;
}

interface ConfirmActionProps {
  /** What is asked; null: nothing, closed. */
  readonly asked: Confirmation | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ConfirmAction({ asked, onClose, onDone }: ConfirmActionProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const isOpen = asked !== null;
  // Before the dialog takes the focus, and after it is gone.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    if (!isOpen || !(opener instanceof HTMLElement)) return undefined;
    return () => void requestAnimationFrame(() => opener.focus());
  }, [isOpen]);
  const close = () => {
    setError(null);
    setBusy(false);
    onClose();
  };
  if (!asked) return null;
  const confirm = () => {
    setBusy(true);
    setError(null);
    asked.act().then(
      () => {
        close();
        onDone();
      },
      (reason: unknown) => {
        setBusy(false);
        setError(asApiError(reason));
      },
    );
  };
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>
            <bdi>{asked.title}</bdi>
          </DialogTitle>
          <DialogContent>
            {asked.says}
            {error && <FailureBar error={error} />}
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{asked.cancel}</Button>
            </DialogTrigger>
            <Button appearance="primary" disabledFocusable={busy} onClick={confirm}>
              {asked.confirm}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
