/** One page, small. Where there is no picture (yet), its place is kept. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DocumentTextRegular } from '@fluentui/react-icons/svg/document-text';
import { useState } from 'react';
import { thumbnailOf } from './api.js';

const useStyles = makeStyles({
  frame: {
    position: 'relative',
    display: 'grid',
    placeItems: 'center',
    width: '100%',
    aspectRatio: '4 / 3',
    overflow: 'hidden',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground6,
    color: tokens.colorNeutralForeground3,
    fontSize: '32px',
  },
  square: { aspectRatio: '1', fontSize: '20px', backgroundColor: tokens.colorNeutralBackground1Selected },
  // Pages are paper: white, whatever the theme.
  picture: { position: 'absolute', inset: 0, width: '100%', height: '100%', objectFit: 'contain' },
});

interface ThumbnailProps {
  readonly documentId: string;
  readonly version: number;
  readonly page: number;
  /** False: there is no picture to ask for. */
  readonly ready: boolean;
  /** As high as wide: beside others of a document whose pages may stand or lie. */
  readonly square?: boolean;
}

export function Thumbnail({ documentId, version, page, ready, square = false }: ThumbnailProps) {
  const styles = useStyles();
  const [missing, setMissing] = useState(false);
  return (
    <span className={mergeClasses(styles.frame, square && styles.square)} aria-hidden>
      <DocumentTextRegular />
      {ready && !missing && <img className={styles.picture} src={thumbnailOf(documentId, version, page)} alt="" loading="lazy" decoding="async" onError={() => setMissing(true)} />}
    </span>
  );
}
