/**
 * Takes files that are dropped anywhere in the window, and says so while they are dragged over it:
 * a file dropped beside a small target would otherwise replace the page. Folders are left out.
 */
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import { useEffect, useRef, useState } from 'react';

const useStyles = makeStyles({
  over: {
    position: 'fixed',
    inset: '8px',
    zIndex: 2,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: '12px',
    borderRadius: tokens.borderRadiusXLarge,
    border: `2px dashed ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorNeutralBackground1,
    opacity: 0.94,
    fontSize: tokens.fontSizeBase500,
    fontWeight: tokens.fontWeightSemibold,
    pointerEvents: 'none',
  },
  icon: { fontSize: '40px', color: tokens.colorBrandForeground1 },
});

interface DropZoneProps {
  readonly says: string;
  /** False: nothing is taken. */
  readonly active: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function DropZone({ says, active, onFiles }: DropZoneProps) {
  const styles = useStyles();
  const [over, setOver] = useState(false);
  const taken = useRef(onFiles);
  useEffect(() => {
    taken.current = onFiles;
  });

  useEffect(() => {
    if (!active) return undefined;
    const dragged = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const dropped = (event: DragEvent) => {
      setOver(false);
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      const files = filesIn(event.dataTransfer);
      if (files.length > 0) taken.current(files);
    };
    addEventListener('dragenter', dragged);
    addEventListener('dragover', dragged);
    addEventListener('dragleave', left);
    addEventListener('drop', dropped);
    return () => {
      setOver(false);
      removeEventListener('dragenter', dragged);
      removeEventListener('dragover', dragged);
      removeEventListener('dragleave', left);
      removeEventListener('drop', dropped);
    };
  }, [active]);

  if (!over) return null;
  return (
    <div className={styles.over} data-drop>
      <ArrowUploadRegular className={styles.icon} aria-hidden />
      {says}
    </div>
  );
}

function filesIn({ items }: DataTransfer): File[] {
  return [...items].flatMap((item) => (item.webkitGetAsEntry()?.isDirectory === true ? [] : (item.getAsFile() ?? [])));
}
