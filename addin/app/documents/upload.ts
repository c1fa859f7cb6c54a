/**
 * Sending a file to the library, with how far it has come: `fetch` does not tell, so this is the
 * one place that asks by XMLHttpRequest.
 */
import { ApiError, failureIn } from '../api/client.js';
import { isDocument, type Document } from './api.js';

export interface Upload {
  readonly done: Promise<Document>;
  /** Gives up; nothing is kept of the file. */
  cancel(): void;
}

/**
 * @param into a document whose next version this is; null: a new document
 * @param onProgress 0 to 1
 */
export function upload(file: File, into: string | null, onProgress: (part: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Document>((resolve, reject) => {
    request.open('POST', `${into === null ? '/api/documents' : `/api/documents/${encodeURIComponent(into)}/versions`}?${new URLSearchParams({ fileName: file.name })}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new ApiError('OFFLINE', '', 0));
    request.onabort = () => reject(new ApiError('CANCELLED', '', 0));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status < 300 && isDocument(answer)) resolve(answer);
      else reject(failureIn(answer, request.status));
    };
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
