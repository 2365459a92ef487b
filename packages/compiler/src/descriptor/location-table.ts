import type { SourceCodeInfo_Location } from "@tramline/protobuf/wkt";
import { type Comment, commentText } from "../lexer/comments.ts";
import { NumberList } from "./number-list.ts";

/** A location in a {@link LocationTable}: the offset of its record. */
export type LocationRecord = number;

/** No location, since none are kept. */
export const NO_LOCATION = -1;

// What a record is made of; behind it stand the steps of the path, and -1 for each that it has room for.
const ROOM = 0;
const START_LINE = 1;
const START_COLUMN = 2;
const END_LINE = 3;
const END_COLUMN = 4;
/** Offset of the record of its comments; -1 without any. */
const COMMENTS = 5;
const PATH = 6;

/** Numbers that a table begins with for each token of its file: about what it will need. */
const NUMBERS_PER_TOKEN = 10;

/**
 * The locations of one file, in the order in which they were added. There are millions in a large
 * contract, so they are kept as numbers (comments as offsets into the text) and made into objects
 * only for who asks for the descriptor: that takes a tenth of the memory, and nothing of the collector's time.
 */
export class LocationTable {
  private readonly text: string;
  private readonly records: NumberList;
  /** Of each location with comments: how many leading and trailing parts and detached comments, and these. */
  private readonly comments: NumberList;

  constructor(text: string, tokenCount: number) {
    this.text = text;
    this.records = new NumberList(tokenCount * NUMBERS_PER_TOKEN);
    this.comments = new NumberList(tokenCount);
  }

  /**
   * Adds a location.
   *
   * @param step the last step of its path, behind those of `path`; -1 when these are all
   * @param room how many steps {@link setPath} may add
   */
  add(
    path: readonly number[],
    step: number,
    room: number,
    startLine: number,
    startColumn: number,
    endLine: number,
    endColumn: number,
  ): LocationRecord {
    const { records } = this;
    const size = path.length + (step < 0 ? 0 : 1) + room;
    records.ensure(PATH + size);
    const { values, length: record } = records;
    values[record + ROOM] = size;
    values[record + START_LINE] = startLine;
    values[record + START_COLUMN] = startColumn;
    values[record + END_LINE] = endLine;
    values[record + END_COLUMN] = endColumn;
    values[record + COMMENTS] = -1;
    let at = record + PATH;
    for (let index = 0; index < path.length; index++) values[at++] = path[index] as number;
    if (step >= 0) values[at++] = step;
    for (let left = room; left > 0; left--) values[at++] = -1;
    records.length = at;
    return record;
  }

  /** Sets the final path of a location, for which it has room. */
  setPath(record: LocationRecord, path: readonly number[]): void {
    const { values } = this.records;
    const room = values[record + ROOM] as number;
    for (let index = 0; index < room; index++) values[record + PATH + index] = path[index] ?? -1;
  }

  /** Gives a location its comments. */
  setComments(
    record: LocationRecord,
    leading: Comment,
    trailing: Comment,
    detached: readonly Comment[],
  ): void {
    if (leading.length === 0 && trailing.length === 0 && detached.length === 0) return;
    const { comments } = this;
    this.records.values[record + COMMENTS] = comments.length;
    comments.append([leading.length, trailing.length, detached.length]);
    comments.append(leading);
    comments.append(trailing);
    for (const comment of detached) {
      comments.append([comment.length]);
      comments.append(comment);
    }
  }

  /** Gives back memory that is not needed, all locations having been added. */
  trim(): void {
    this.records.trim();
    this.comments.trim();
  }

  /**
   * The locations as a descriptor has them.
   *
   * @param without paths, joined by dots, of which neither the locations nor those within are wanted
   */
  locations(without: ReadonlySet<string>): SourceCodeInfo_Location[] {
    const { values, length } = this.records;
    const found: SourceCodeInfo_Location[] = [];
    for (let record = 0; record < length; record += PATH + (values[record + ROOM] as number)) {
      const location = this.location(record);
      if (without.size === 0 || !isWithin(location.path, without)) found.push(location);
    }
    return found;
  }

  private location(record: LocationRecord): SourceCodeInfo_Location {
    const { values } = this.records;
    const startLine = values[record + START_LINE] as number;
    const startColumn = values[record + START_COLUMN] as number;
    const endLine = values[record + END_LINE] as number;
    const endColumn = values[record + END_COLUMN] as number;
    const location: SourceCodeInfo_Location = {
      path: this.path(record),
      span:
        startLine === endLine
          ? [startLine, startColumn, endColumn]
          : [startLine, startColumn, endLine, endColumn],
      leadingComments: undefined,
      trailingComments: undefined,
      leadingDetachedComments: [],
    };
    const comments = values[record + COMMENTS] as number;
    if (comments !== -1) this.addComments(location, comments);
    return location;
  }

  private path(record: LocationRecord): number[] {
    const { values } = this.records;
    const start = record + PATH;
    let size = values[record + ROOM] as number;
    while (size > 0 && values[start + size - 1] === -1) size -= 1;
    // Of the right size from the start: one that grows takes room for many more steps.
    const path = new Array<number>(size);
    for (let index = 0; index < size; index++) path[index] = values[start + index] as number;
    return path;
  }

  private addComments(location: SourceCodeInfo_Location, record: number): void {
    const { text } = this;
    const { values } = this.comments;
    const leading = values[record] as number;
    const trailing = values[record + 1] as number;
    let at = record + 3;
    if (leading > 0) location.leadingComments = commentText(text, values, at, leading);
    at += leading;
    if (trailing > 0) location.trailingComments = commentText(text, values, at, trailing);
    at += trailing;
    for (let left = values[record + 2] as number; left > 0; left--) {
      const size = values[at] as number;
      location.leadingDetachedComments.push(commentText(text, values, at + 1, size));
      at += 1 + size;
    }
  }
}

function isWithin(path: readonly number[], paths: ReadonlySet<string>): boolean {
  let prefix = "";
  for (const step of path) {
    prefix += prefix === "" ? String(step) : `.${step}`;
    if (paths.has(prefix)) return true;
  }
  return false;
}
