/** Makes a link to a document, or changes what its readers may do: download, until when, passcode, who they are, at all. */
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger, Field, Input, makeStyles, Switch, Text, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useRef, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { FailureBar } from '../shell/Failure.js';
import { changeShare, newLink, type Share } from './api.js';
import { documentWords } from './strings.js';

const words = documentWords.share;

const useStyles = makeStyles({
  fields: { display: 'flex', flexDirection: 'column', gap: '12px', alignItems: 'flex-start' },
  wide: { alignSelf: 'stretch' },
  link: { display: 'flex', gap: '8px', alignSelf: 'stretch' },
  address: { flexGrow: 1, minWidth: 0, fontFamily: tokens.fontFamilyMonospace },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface ShareDialogProps {
  readonly documentId: string;
  /** What is changed; absent: a new link is made. */
  readonly share?: Share;
  readonly onClose: () => void;
}

export function ShareDialog({ documentId, share, onClose }: ShareDialogProps) {
  const styles = useStyles();
  const [made, setMade] = useState<Share | null>(share ?? null);
  const [allowDownload, setAllowDownload] = useState(share?.allowDownload ?? false);
  const [askAddress, setAskAddress] = useState(share?.askAddress ?? false);
  const [day, setDay] = useState(share?.expiresAt ? localDay(new Date(share.expiresAt)) : '');
  const [passcode, setPasscode] = useState('');
  const [dropsPasscode, setDropsPasscode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const send = (request: Promise<Share>, closes: boolean) => {
    setBusy(true);
    setError(null);
    request.then(
      (changed) => {
        setMade(changed);
        setBusy(false);
        if (closes) onClose();
      },
      (reason: unknown) => {
        setBusy(false);
        setError(asApiError(reason));
      },
    );
  };
  const save = () => {
    const options = { allowDownload, askAddress, expiresAt: day === '' ? null : endOfDay(day) };
    if (made === null) send(newLink(documentId, { ...options, passcode: passcode === '' ? null : passcode }).then((answer) => answer.share), false);
    else send(changeShare(made.id, { ...options, ...(dropsPasscode ? { passcode: null } : passcode === '' ? {} : { passcode }) }), true);
  };
  const isNew = made === null;
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <DialogBody>
            <DialogTitle>{share ? words.editTitle : words.title}</DialogTitle>
            <DialogContent className={styles.fields}>
              {made ? <LinkField url={made.url} /> : <Text className={styles.quiet}>{words.says}</Text>}
              {(isNew || share) && (
                <>
                  <Switch label={words.allowDownload} checked={allowDownload} onChange={(_, { checked }) => setAllowDownload(checked)} />
                  <Switch label={words.askAddress} checked={askAddress} onChange={(_, { checked }) => setAskAddress(checked)} />
                  <Field label={words.expires} hint={words.expiresHint}>
                    <Input type="date" value={day} min={share === undefined ? localDay(new Date()) : undefined} onChange={(_, { value }) => setDay(value)} />
                  </Field>
                  <Field className={styles.wide} label={words.passcode} hint={share?.hasPasscode ? words.passcodeKept : words.passcodeHint}>
                    <Input value={passcode} maxLength={100} autoComplete="off" disabled={dropsPasscode} onChange={(_, { value }) => setPasscode(value)} />
                  </Field>
                  {share?.hasPasscode && <Switch label={words.passcodeRemove} checked={dropsPasscode} onChange={(_, { checked }) => setDropsPasscode(checked)} />}
                </>
              )}
              {share && (
                <div>
                  <Button disabledFocusable={busy} onClick={() => send(changeShare(share.id, { revoked: share.revokedAt === null }), true)}>
                    {share.revokedAt === null ? words.revoke : words.restore}
                  </Button>{' '}
                  {share.revokedAt === null && (
                    <Text size={200} className={styles.quiet}>
                      {words.sureRevoke}
                    </Text>
                  )}
                </div>
              )}
              {error && <FailureBar error={error} />}
            </DialogContent>
            <DialogActions>
              <DialogTrigger disableButtonEnhancement>
                <Button>{!isNew && !share ? words.close : words.cancel}</Button>
              </DialogTrigger>
              {(isNew || share) && (
                <Button type="submit" appearance="primary" disabledFocusable={busy}>
                  {isNew ? words.make : words.save}
                </Button>
              )}
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

function LinkField({ url }: { url: string }) {
  const styles = useStyles();
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const copy = () => {
    navigator.clipboard.writeText(url).then(
      () => setCopied(true),
      () => field.current?.select(),
    );
  };
  return (
    <div className={styles.link}>
      <Input className={styles.address} input={{ ref: field }} value={url} readOnly aria-label={words.title} onFocus={({ currentTarget }) => currentTarget.select()} />
      <Button icon={<CopyRegular />} onClick={copy}>
        {copied ? words.copied : words.copy}
      </Button>
    </div>
  );
}

function localDay(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/** The last moment of a day here, as the API takes it. */
function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
