/** Asks before somebody is taken out of a campaign. */
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger } from '@fluentui/react-components';
import { useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { EnrollmentView } from '../api/shapes.js';
import { shortName } from '../people.js';
import { FailureBar } from '../shell/Failure.js';
import { removePerson } from './api.js';
import { campaignWords } from './strings.js';

const words = campaignWords.remove;

interface RemovePersonProps {
  readonly campaignId: string;
  /** Who is asked about; null: nobody, closed. */
  readonly enrollment: EnrollmentView | null;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

export function RemovePerson({ campaignId, enrollment, onClose, onRemoved }: RemovePersonProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const close = () => {
    setError(null);
    setBusy(false);
    onClose();
  };
  const remove = (id: string) => {
    setBusy(true);
    setError(null);
    removePerson(campaignId, id).then(
      () => {
        close();
        onRemoved();
      },
      (reason: unknown) => {
        setBusy(false);
        setError(asApiError(reason));
      },
    );
  };
  if (!enrollment) return null;
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>
            <bdi>{words.title(shortName(enrollment))}</bdi>
          </DialogTitle>
          <DialogContent>
            {words.says}
            {error && <FailureBar error={error} />}
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{words.cancel}</Button>
            </DialogTrigger>
            <Button appearance="primary" disabledFocusable={busy} onClick={() => remove(enrollment.id)}>
              {words.confirm}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
