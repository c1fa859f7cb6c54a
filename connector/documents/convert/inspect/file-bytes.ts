/** A file read piece by piece: what a file is must be found out of 200 MB without reading them. */
import { open } from 'node:fs/promises';

export interface FileBytes {
  /** Length of the file in bytes. */
  readonly size: number;
  /** The bytes from `at`, fewer than `length` where the file ends before. */
  read(at: number, length: number): Promise<Buffer>;
}

/** Calls `work` with the file's bytes, and closes it. */
export async function withFileBytes<T>(path: string, work: (bytes: FileBytes) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return await work({
      size,
      read: async (at, length) => {
        // Places named by a damaged file may be no numbers at all.
        const wanted = at >= 0 && length > 0 ? Math.max(0, Math.min(length, size - at)) : 0;
        const buffer = Buffer.alloc(wanted);
        let filled = 0;
        while (filled < wanted) {
          const { bytesRead } = await handle.read(buffer, filled, wanted - filled, at + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
    });
  } finally {
    await handle.close();
  }
}
