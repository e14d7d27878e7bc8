import type { WebClient } from '@slack/web-api';
import { SECOND_MS } from '../../migration/time.ts';

export type Upload = {
  readonly channel: string;
  /** Absent: it stands in the channel by itself. */
  readonly threadTs?: string | undefined;
  readonly files: readonly UploadFile[];
  readonly comment: string;
};

export type UploadFile = {
  readonly filename: string;
  readonly title: string;
  /** Of a picture, at most 1,000 characters. */
  readonly alt?: string;
  readonly bytes: Uint8Array;
};

/** The bytes did not reach the place that Slack named for them: nothing was posted, and Slack itself may be well. */
export class UploadFailed extends Error {
  override name = 'UploadFailed';
}

const UPLOAD_LIMIT_MS = 20 * SECOND_MS;

/**
 * Uploads files and shares them in one message: Slack names a place for each, is given the bytes there, and is told whom to
 * show them. `phase` is told what comes next: only a failure of the last leaves a doubt. Needs the scope files:write.
 */
export async function upload(
  client: WebClient,
  wanted: Upload,
  phase: (next: 'place' | 'bytes' | 'share') => void,
): Promise<void> {
  const { channel, threadTs, files, comment } = wanted;
  const placed: { id: string; title: string }[] = [];
  for (const { filename, title, alt, bytes } of files) {
    phase('place');
    // Slack reads alt_txt; the library's types say alt_text.
    const described = alt === undefined ? {} : { alt_text: alt, alt_txt: alt };
    const place = await client.files.getUploadURLExternal({ filename, length: bytes.byteLength, ...described });
    const { upload_url: url, file_id: id } = place;
    if (url === undefined || id === undefined) throw new UploadFailed('Slack named no place for a file');
    phase('bytes');
    await send(url, bytes);
    placed.push({ id, title });
  }
  const [first, ...others] = placed;
  if (first === undefined) throw new UploadFailed('no file was given');
  phase('share');
  const shared = { files: [first, ...others] as [typeof first, ...typeof others], initial_comment: comment };
  await client.files.completeUploadExternal(
    threadTs === undefined
      ? { ...shared, channel_id: channel }
      : { ...shared, channel_id: channel, thread_ts: threadTs },
  );
}

/** The address is a secret of its own, so it stands in no error. */
async function send(url: string, bytes: Uint8Array): Promise<void> {
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(UPLOAD_LIMIT_MS),
    });
    await response.body?.cancel();
    status = response.status;
  } catch (error) {
    throw new UploadFailed(`a file could not be sent: ${error instanceof Error ? error.name : 'no answer'}`);
  }
  if (status !== 200) throw new UploadFailed(`a file was refused with status ${status}`);
}
