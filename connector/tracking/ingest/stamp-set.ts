/**
 * A set of stamp ids that a million of fit into 25 MB: 12 bytes each in one array with open
 * addressing, instead of a Set of strings (about 80 MB). Ids are random already, so a part of the id
 * is its own hash; half of the places stay free at least.
 */
const WORDS = 3;
const SMALLEST = 1_024;

export class StampSet {
  private words = new Uint32Array(SMALLEST * WORDS);
  private places = SMALLEST;
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @param id 16 characters of base64url; others are never in the set */
  has(id: string): boolean {
    if (this.count === 0) return false;
    const bytes = bytesOf(id);
    return bytes !== null && this.isTaken(this.placeOf(bytes));
  }

  add(id: string): void {
    const bytes = bytesOf(id);
    if (bytes === null) return;
    const place = this.placeOf(bytes);
    if (this.isTaken(place)) return;
    this.words.set(bytes, place * WORDS);
    this.count += 1;
    if (this.count * 2 > this.places) this.resize(this.places * 2);
  }

  delete(id: string): void {
    const bytes = bytesOf(id);
    if (bytes === null) return;
    let hole = this.placeOf(bytes);
    if (!this.isTaken(hole)) return;
    this.count -= 1;
    // What was pushed on by this id moves back, so that looking for it does not end at the hole.
    for (let at = this.next(hole); this.isTaken(at); at = this.next(at)) {
      const home = this.word(at, 0) & (this.places - 1);
      const stays = hole < at ? home > hole && home <= at : home > hole || home <= at;
      if (stays) continue;
      this.words.copyWithin(hole * WORDS, at * WORDS, at * WORDS + WORDS);
      hole = at;
    }
    this.words.fill(0, hole * WORDS, hole * WORDS + WORDS);
  }

  private placeOf(bytes: Uint32Array): number {
    let place = (bytes[0] ?? 0) & (this.places - 1);
    while (this.isTaken(place) && !(this.word(place, 0) === bytes[0] && this.word(place, 1) === bytes[1] && this.word(place, 2) === bytes[2])) place = this.next(place);
    return place;
  }

  private isTaken(place: number): boolean {
    return this.word(place, 0) !== 0 || this.word(place, 1) !== 0 || this.word(place, 2) !== 0;
  }

  private word(place: number, index: number): number {
    return this.words[place * WORDS + index] ?? 0;
  }

  private next(place: number): number {
    return (place + 1) & (this.places - 1);
  }

  private resize(places: number): void {
    const before = this.words;
    this.words = new Uint32Array(places * WORDS);
    this.places = places;
    for (let at = 0; at < before.length; at += WORDS) {
      const bytes = before.subarray(at, at + WORDS);
      if (bytes.some((word) => word !== 0)) this.words.set(bytes, this.placeOf(bytes) * WORDS);
    }
  }
}

/** All zeros mean a free place: no id is taken for it (one of 2^96 is). */
function bytesOf(id: string): Uint32Array | null {
  const bytes = Buffer.from(id, 'base64url');
  if (bytes.length !== WORDS * Uint32Array.BYTES_PER_ELEMENT) return null;
  const words = Uint32Array.of(bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8));
  return words.some((word) => word !== 0) ? words : null;
}
