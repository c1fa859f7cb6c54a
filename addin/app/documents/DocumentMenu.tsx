/** What can be done with a document, besides sending it. */
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger, Field, Input, makeStyles, Menu, MenuItem, MenuItemLink, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { useRef, useState } from 'react';
import { addressOf, go } from '../address.js';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { ConfirmAction, type Confirmation } from '../campaigns/ConfirmAction.js';
import { FailureBar } from '../shell/Failure.js';
import { changeDocument, originalOf, removeDocument, type Document } from './api.js';
import { documentWords } from './strings.js';
import { ACCEPT } from './UploadButton.js';

const words = documentWords.one;

const useStyles = makeStyles({ fields: { display: 'flex', flexDirection: 'column', gap: '12px' } });

interface DocumentMenuProps {
  readonly document: Document;
  /** The team may use tracked documents. */
  readonly onPlan: boolean;
  readonly onChanged: (document: Document) => void;
  readonly onReplace: (files: readonly File[]) => void;
}

export function DocumentMenu({ document, onPlan, onChanged, onReplace }: DocumentMenuProps) {
  const { id, name, isMine, shared, archivedAt, current, sent } = document;
  const [editing, setEditing] = useState(false);
  const [asked, setAsked] = useState<Confirmation | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const change = (more: Parameters<typeof changeDocument>[1]) => {
    setError(null);
    changeDocument(id, more).then(onChanged, (reason: unknown) => setError(asApiError(reason)));
  };
  const remove = () => {
    const { title, says, confirm, cancel } = words.sureRemove;
    setAsked({ title: title(name), says, confirm, cancel, act: async () => { await removeDocument(id); } });
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPT}
        onChange={({ currentTarget }) => {
          onReplace([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<MoreHorizontalRegular />} aria-label={words.more} title={words.more} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {isMine && onPlan && <MenuItem onClick={() => setEditing(true)}>{words.rename}</MenuItem>}
            {isMine && onPlan && <MenuItem onClick={() => input.current?.click()}>{words.replace}</MenuItem>}
            {isMine && onPlan && <MenuItem onClick={() => change({ shared: !shared })}>{shared ? words.keepToMyself : words.shareWithTeam}</MenuItem>}
            <MenuItemLink href={originalOf(id, current.version)} download>
              {words.download}
            </MenuItemLink>
            {isMine && onPlan && <MenuItem onClick={() => change({ archived: archivedAt === null })}>{archivedAt === null ? words.archive : words.unarchive}</MenuItem>}
            {isMine && onPlan && sent === 0 && <MenuItem onClick={remove}>{words.remove}</MenuItem>}
          </MenuList>
        </MenuPopover>
      </Menu>
      {error && <FailureBar error={error} />}
      {editing && <EditDialog document={document} onChanged={onChanged} onClose={() => setEditing(false)} />}
      <ConfirmAction asked={asked} onClose={() => setAsked(null)} onDone={() => go(addressOf({ page: 'content' }))} />
    </>
  );
}

function EditDialog({ document, onChanged, onClose }: Pick<DocumentMenuProps, 'document' | 'onChanged'> & { onClose: () => void }) {
  const styles = useStyles();
  const [name, setName] = useState(document.name);
  const [tags, setTags] = useState(document.tags.join(', '));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const save = () => {
    setBusy(true);
    setError(null);
    const list = [...new Set(tags.split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''))];
    changeDocument(document.id, { name: name.trim(), tags: list }).then(
      (changed) => {
        onChanged(changed);
        onClose();
      },
      (reason: unknown) => {
        setBusy(false);
        setError(asApiError(reason));
      },
    );
  };
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
            <DialogTitle>{documentWords.edit.title}</DialogTitle>
            <DialogContent className={styles.fields}>
              <Field label={documentWords.edit.name} required>
                <Input value={name} maxLength={200} onChange={(_, { value }) => setName(value)} dir="auto" />
              </Field>
              <Field label={documentWords.edit.tags} hint={documentWords.edit.tagsHint}>
                <Input value={tags} onChange={(_, { value }) => setTags(value)} dir="auto" />
              </Field>
              {error && <FailureBar error={error} />}
            </DialogContent>
            <DialogActions>
              <DialogTrigger disableButtonEnhancement>
                <Button>{documentWords.edit.cancel}</Button>
              </DialogTrigger>
              <Button type="submit" appearance="primary" disabledFocusable={busy || name.trim() === ''}>
                {documentWords.edit.save}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
