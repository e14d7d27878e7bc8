import type { Indexed } from './content-index.ts';

/** Where the parts of a message stand in its record, in bytes from its beginning. */
const UID = 0;
const FOLDER = 4;
const SIZE = 8;
const ID = 16;
const FINE = 28;
const DATE = 40;
const MARKS = 66;
const RECORD_BYTES = 67;
const DIGEST_BYTES = FINE - ID;
const DATE_BYTES = MARKS - DATE;
const HAS_ID = 1;
const IS_FAINT = 2;

const RECORDS_TOGETHER = 1_024;

/**
 * Keeps what tells messages apart in records of a fixed length, and answers a view of each: an object with its four texts
 * takes three times the room, all of it for the collector to walk, and a comparison holds a hundred thousand.
 */
export function createRecords(): (one: Indexed) => Indexed {
  let records = Buffer.alloc(0);
  let at = 0;
  return (one) => {
    if (at === records.length) {
      records = Buffer.alloc(RECORD_BYTES * RECORDS_TOGETHER);
      at = 0;
    }
    write(records, at, one);
    const view = new MessageView(records, at);
    at += RECORD_BYTES;
    return view;
  };
}

function write(records: Buffer, at: number, { uid, folder, size, id, fine, date, isFaint }: Indexed): void {
  records.writeUInt32LE(uid, at + UID);
  records.writeUInt32LE(folder, at + FOLDER);
  records.writeDoubleLE(size, at + SIZE);
  records.write(id, at + ID, DIGEST_BYTES, 'base64url');
  records.write(fine, at + FINE, DIGEST_BYTES, 'base64url');
  // A date-time of RFC 3501 has that length; what is longer names no moment.
  if (date.length <= DATE_BYTES) records.write(date, at + DATE, DATE_BYTES, 'latin1');
  records[at + MARKS] = (id === '' ? 0 : HAS_ID) | (isFaint ? IS_FAINT : 0);
}

/** A class, so that the readers of a hundred thousand views are there once. */
class MessageView implements Indexed {
  readonly #records: Buffer;
  readonly #at: number;

  constructor(records: Buffer, at: number) {
    this.#records = records;
    this.#at = at;
  }

  get uid(): number {
    return this.#records.readUInt32LE(this.#at + UID);
  }

  get folder(): number {
    return this.#records.readUInt32LE(this.#at + FOLDER);
  }

  get size(): number {
    return this.#records.readDoubleLE(this.#at + SIZE);
  }

  get id(): string {
    return this.#marks & HAS_ID ? this.#text('base64url', ID, DIGEST_BYTES) : '';
  }

  get fine(): string {
    return this.#text('base64url', FINE, DIGEST_BYTES);
  }

  get date(): string {
    return this.#text('latin1', DATE, DATE_BYTES).replace(/\0+$/, '');
  }

  get isFaint(): boolean {
    return (this.#marks & IS_FAINT) !== 0;
  }

  get #marks(): number {
    return this.#records[this.#at + MARKS] ?? 0;
  }

  #text(encoding: 'base64url' | 'latin1', part: number, length: number): string {
    return this.#records.toString(encoding, this.#at + part, this.#at + part + length);
  }
}
