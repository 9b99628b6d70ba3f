// The engine of the model in WebAssembly: its memory, tables that lie there, and calls of its entries. Nothing of the physics is here.

const WIDE = { i8: 8, f8: 8, i4: 4, f4: 4, i2: 2, b1: 1 };
const PAGE = 65536;
const POOL_STEP = 1024; // rows a pool grows by at least, as `sim.engine.tables.POOL`
const READ = {
  i8: (view, at) => Number(view.getBigInt64(at, true)),
  f8: (view, at) => view.getFloat64(at, true),
  i4: (view, at) => view.getInt32(at, true),
  f4: (view, at) => view.getFloat32(at, true),
  i2: (view, at) => view.getInt16(at, true),
  b1: (view, at) => view.getUint8(at),
};
const WRITE = {
  i8: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  f8: (view, at, value) => view.setFloat64(at, value, true),
  b1: (view, at, value) => view.setUint8(at, value ? 1 : 0),
};

/** An engine from its bytes and what `layout.json` tells of it. */
export async function openEngine(bytes, layout) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  return new Engine(instance.exports, layout);
}

export class Engine {
  constructor(exports, layout) {
    Object.assign(this, { exports, layout, rules: {} });
    this.start = Math.ceil(Number(exports.__heap_base.value) / 64) * 64;
    this.clear();
  }

  /** Forget all tables. */
  clear() {
    this.end = this.start;
    this.block = this.room(4096);
  }

  /** The memory as it is now: it moves when it grows. */
  get view() {
    if (!this.seen || this.seen.buffer !== this.exports.memory.buffer) this.seen = new DataView(this.exports.memory.buffer);
    return this.seen;
  }

  /** Room for so many bytes, all 0. */
  room(bytes) {
    const at = this.end;
    this.end += Math.ceil(bytes / 64) * 64;
    const short = this.end - this.exports.memory.buffer.byteLength;
    if (short > 0) this.exports.memory.grow(Math.ceil(short / PAGE) + 16);
    new Uint8Array(this.exports.memory.buffer, at, bytes).fill(0);
    return at;
  }

  size(kind) {
    return WIDE[kind] || this.layout.rows[kind].size;
  }

  /** A table of zeros, or of given bytes: {at, kind, shape}. */
  table(kind, shape, bytes = null) {
    const many = shape.reduce((all, each) => all * each, 1);
    const made = { at: this.room(Math.max(1, many) * this.size(kind)), kind, shape };
    if (bytes) this.bytesOf(made).set(bytes);
    return made;
  }

  /** The bytes of a table, where they lie. */
  bytesOf(table) {
    const many = table.shape.reduce((all, each) => all * each, 1);
    return new Uint8Array(this.exports.memory.buffer, table.at, many * this.size(table.kind));
  }

  /** A table of plain numbers. */
  numbers(kind, values) {
    const made = this.table(kind, [values.length]);
    values.forEach((value, k) => WRITE[kind](this.view, made.at + k * WIDE[kind], value));
    return made;
  }

  field(table, name) {
    return name === undefined ? [table.kind, 0] : this.layout.rows[table.kind].fields[name];
  }

  get(table, row, name) {
    const [type, offset] = this.field(table, name);
    return READ[type](this.view, table.at + row * this.size(table.kind) + offset);
  }

  set(table, row, name, value) {
    const [type, offset] = this.field(table, name);
    WRITE[type](this.view, table.at + row * this.size(table.kind) + offset, value);
  }

  /** A column as numbers; of a table of plain numbers, without a name, all of it. */
  column(table, name) {
    const [type, offset] = this.field(table, name);
    const many = table.shape.reduce((all, each) => all * each, 1);
    const size = this.size(table.kind);
    const { view } = this;
    const read = READ[type];
    const values = new Float64Array(many);
    for (let k = 0, at = table.at + offset; k < many; k += 1, at += size) values[k] = read(view, at);
    return values;
  }

  /** Call an entry by the name of its source; tables of a run go as one. */
  call(name, ...given) {
    const entry = this.layout.entries[name];
    const words = [0n];
    entry.takes.forEach((kind, k) => words.push(...this.wordsOf(kind, given[k])));
    words.forEach((word, k) => this.view.setBigInt64(this.block + 8 * k, word, true));
    const status = this.exports[entry.symbol](this.block);
    if (status !== 0) throw new Error(`the engine stopped in ${name}: ${status}`);
    if (entry.gives === "f8") return this.view.getFloat64(this.block, true);
    return Number(this.view.getBigInt64(this.block, true));
  }

  wordsOf(kind, value) {
    if (kind === "tables") return [BigInt(this.allTables(value))];
    if (kind === "i8") return [BigInt(value)];
    if (kind === "f8") {
      const word = new DataView(new ArrayBuffer(8));
      word.setFloat64(0, value);
      return [word.getBigInt64(0)];
    }
    return [value.at, ...value.shape].map(BigInt);
  }

  /** Write where all tables of a run lie; behind the words of a call. */
  allTables(tables) {
    const at = this.block + 1024;
    let word = at;
    for (const [name] of this.layout.tables) {
      for (const each of [tables[name].at, ...tables[name].shape]) {
        this.view.setBigInt64(word, BigInt(each), true);
        word += 8;
      }
    }
    return at;
  }

  /** Where a shipped rule is called. */
  rule(name) {
    if (!(name in this.rules)) {
      const functions = this.exports.__indirect_function_table;
      this.rules[name] = functions.grow(1);
      functions.set(this.rules[name], this.exports[`rule_${name}`]);
    }
    return this.rules[name];
  }

  /** Live all days; `evening` sees the tables after each, and the day. As `sim.engine.run.live`. */
  live(tables, rule, days, evening = null) {
    for (let day = this.get(tables.org, 0, "day"); day < days; day = this.get(tables.org, 0, "day")) {
      this.makeRoom(tables);
      this.call("engine.day.pass_days", tables, this.rule(rule), evening ? day + 1 : days, 0, 0);
      if (this.get(tables.book, 0, "failed")) throw new Error(`the engine stopped on day ${day}`);
      if (evening && this.get(tables.org, 0, "day") > day) evening(tables, day);
    }
  }

  /** Enlarge pools where today might not find room. */
  makeRoom(tables) {
    if (tables.events.shape[0] > 0) this.makeRoomForEvents(tables);
    if (this.call("engine.day.has_room", tables)) return;
    const shortOf = (needed, free) => this.call(`engine.day.needed_${needed}`, tables) - this.get(tables.book, 0, free);
    const [issues, tasks] = [shortOf("issues", "free_issues"), shortOf("tasks", "free_tasks")];
    this.grow(tables, "issues", "free_issues", issues);
    this.grow(tables, "tasks", "free_tasks", tasks);
  }

  makeRoomForEvents(tables) {
    const used = tables.tasks.shape[0] - this.get(tables.book, 0, "free_tasks");
    const most = 256 + 16 * (used + this.call("engine.day.needed_tasks", tables));
    if (tables.events.shape[0] < most) tables.events = this.table("EVENT", [most + Math.floor(most / 4)]);
  }

  grow(tables, pool, stack, short) {
    if (short <= 0) return;
    const rows = tables[pool].shape[0];
    const unused = this.get(tables.book, 0, stack);
    const size = rows + Math.max(short, Math.floor(rows / 4), POOL_STEP);
    const larger = this.table(tables[pool].kind, [size]);
    const free = this.table("i8", [size]);
    this.bytesOf(larger).set(this.bytesOf(tables[pool]));
    this.bytesOf(free).set(this.bytesOf(tables[stack]).subarray(0, 8 * unused));
    for (let k = rows; k < size; k += 1) this.set(free, unused + k - rows, undefined, k);
    Object.assign(tables, { [pool]: larger, [stack]: free });
    this.set(tables.book, 0, stack, unused + size - rows);
  }
}
