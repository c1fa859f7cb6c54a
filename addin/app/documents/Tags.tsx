/** The tags of a document. */
import { Badge, makeStyles, mergeClasses } from '@fluentui/react-components';

const useStyles = makeStyles({ tags: { display: 'inline-flex', flexWrap: 'wrap', gap: '4px' } });

export function Tags({ tags, className }: { tags: readonly string[]; className?: string }) {
  const styles = useStyles();
  if (tags.length === 0) return null;
  return (
    <span className={mergeClasses(styles.tags, className)}>
      {tags.map((tag) => (
        <Badge key={tag} appearance="outline" color="informative">
          <bdi>{tag}</bdi>
        </Badge>
      ))}
    </span>
  );
}
