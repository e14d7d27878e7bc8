import type { IncomingMessage } from 'node:http';

/** Two passwords for each of a thousand mailboxes, or a file of so many lines, and room to spare. */
export const MOST_BODY_BYTES = 512 * 1024;

const FORMS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data;)/i;

/** A form as it was sent: `large` when it is over the bound, `odd` when it is no form. Rejects when the caller went away. */
export async function readForm(request: IncomingMessage): Promise<FormData | 'large' | 'odd'> {
  const type = request.headers['content-type'] ?? '';
  if (!FORMS.test(type)) return 'odd';
  if (Number(request.headers['content-length'] ?? 0) > MOST_BODY_BYTES) return 'large';
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MOST_BODY_BYTES) return 'large';
    chunks.push(part);
  }
  try {
    return await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData();
  } catch (error) {
    // Its message may repeat a part of the body: it goes no further.
    if (error instanceof TypeError) return 'odd';
    throw error;
  }
}
