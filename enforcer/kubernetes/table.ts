/**
 * What is known of one resource of the cluster, by name: from lists, from a watch, and from the answers to our own changes,
 * which come in any order. The newest wins.
 */

export interface Versioned {
  readonly uid: string;
  readonly resourceVersion: string;
}

export class Table<Value extends Versioned> {
  readonly values: ReadonlyMap<string, Value>;
  readonly #values = new Map<string, Value>();
  /** Uids of what we know to be gone; a watch that is behind may still tell of them. */
  readonly #gone = new Set<string>();
  #toldUpTo = "";
  readonly #onChange: (before: Value | undefined, after: Value | undefined) => void;

  constructor(onChange: (before: Value | undefined, after: Value | undefined) => void) {
    this.values = this.#values;
    this.#onChange = onChange;
  }

  /** From a list or a watch. */
  put(name: string, value: Value): void {
    const before = this.#values.get(name);
    if (this.#gone.has(value.uid) || (before !== undefined && isLater(before.resourceVersion, value.resourceVersion)))
      return;
    this.#values.set(name, value);
    this.#onChange(before, value);
  }

  /** From the answer to a change of ours, which the watch may have overtaken. */
  putOwn(name: string, value: Value): void {
    // The watch has told of all up to there, and so that it is gone.
    if (!this.#values.has(name) && isLaterOrSame(this.#toldUpTo, value.resourceVersion)) return;
    this.put(name, value);
  }

  /** The watch has told of every change up to this version. */
  toldUpTo(resourceVersion: string): void {
    this.#toldUpTo = resourceVersion;
  }

  /** Removed by ourselves: its past is not heard any more. */
  bury(name: string, uid: string): void {
    this.#gone.add(uid);
    this.#remove(name, uid);
  }

  /** The watch says that it is gone, and says nothing more of it afterwards. */
  remove(name: string, uid: string): void {
    this.#gone.delete(uid);
    this.#remove(name, uid);
  }

  /**
   * Begins to take in a list of everything: `put` what it holds, then call what this returns, with the names that it held and
   * the version of the list, to drop what it did not hold.
   */
  beginList(): (held: ReadonlySet<string>, resourceVersion: string) => void {
    const gone = [...this.#gone];
    return (held, resourceVersion) => {
      for (const [name, value] of this.#values)
        if (!held.has(name) && !isLater(value.resourceVersion, resourceVersion)) this.#remove(name, value.uid);
      // The list was read after these went.
      for (const uid of gone) this.#gone.delete(uid);
      this.toldUpTo(resourceVersion);
    };
  }

  #remove(name: string, uid: string): void {
    const before = this.#values.get(name);
    // Another one of the name is there already.
    if (before?.uid !== uid) return;
    this.#values.delete(name);
    this.#onChange(before, undefined);
  }
}

/**
 * Resource versions were opaque for long, but of one resource they are decimal numbers that grow (KEP-5504, Kubernetes 1.35, and
 * etcd's revisions ever before). Any other are not comparable: then what arrives later counts as newer.
 */
function isLater(one: string, other: string): boolean {
  if (!decimal.test(one) || !decimal.test(other)) return false;
  return one.length === other.length ? one > other : one.length > other.length;
}

function isLaterOrSame(one: string, other: string): boolean {
  return one === other || isLater(one, other);
}

const decimal = /^[1-9]\d*$/;
