/** Lets files be picked, several at once. */
import { Button } from '@fluentui/react-components';
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import { useRef } from 'react';

/** What file pickers offer first; what a file really is, the connector says. */
export const ACCEPT = '.pdf,.doc,.docx,.docm,.dotx,.ppt,.pptx,.pptm,.ppsx,application/pdf';

interface UploadButtonProps {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly multiple?: boolean;
  readonly primary?: boolean;
}

export function UploadButton({ label, onFiles, multiple = true, primary = true }: UploadButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPT}
        multiple={multiple}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file again is to be told, too.
          currentTarget.value = '';
        }}
      />
      <Button appearance={primary ? 'primary' : 'secondary'} icon={<ArrowUploadRegular />} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
