/** Takes files that are dropped anywhere on what it holds; says so while something is dragged over it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState, type DragEvent, type ReactNode } from 'react';

const useStyles = makeStyles({
  zone: { position: 'relative' },
  over: {
    position: 'absolute',
    inset: '-4px',
    zIndex: 1,
    display: 'grid',
    placeItems: 'center',
    padding: '24px',
    borderRadius: tokens.borderRadiusXLarge,
    border: `2px dashed ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorNeutralBackgroundAlpha2,
    fontSize: tokens.fontSizeBase500,
    fontWeight: tokens.fontWeightSemibold,
    pointerEvents: 'none',
  },
});

interface DropZoneProps {
  readonly says: string;
  /** False: nothing is taken. */
  readonly active: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

export function DropZone({ says, active, onFiles, children }: DropZoneProps) {
  const styles = useStyles();
  const [over, setOver] = useState(false);
  if (!active) return children;
  const dragged = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className={styles.zone}
      onDragEnter={dragged}
      onDragOver={dragged}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && <div className={styles.over}>{says}</div>}
    </div>
  );
}
