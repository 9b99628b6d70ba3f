// Lives in `engine.wasm` what `test_ahead.py` gives: node live_in_wasm.mjs ENGINE LAYOUT TABLES RULE DAYS -> TABLES.lived
import { readFileSync, writeFileSync } from "node:fs";

const [engine, layoutFile, tablesFile, rule, days] = process.argv.slice(2);
const { tables } = JSON.parse(readFileSync(layoutFile));
const shapes = JSON.parse(readFileSync(tablesFile + ".json"));
const given = readFileSync(tablesFile);
const module = await WebAssembly.compile(readFileSync(engine));
const { exports } = await WebAssembly.instantiate(module, {});

const start = Math.ceil(Number(exports.__heap_base.value) / 64) * 64;
const places = {};
let end = start;
for (const [name] of tables) {
  if (name === "law_values") continue; // the law's own memory
  places[name] = end;
  end += Math.ceil(shapes[name].bytes / 64) * 64;
}
places.law_values = places.law;
const block = end, words = end + 1024;
exports.memory.grow(Math.ceil((end + 4096 - exports.memory.buffer.byteLength) / 65536) + 1);

const memory = new Uint8Array(exports.memory.buffer);
let at = 0;
for (const [name] of tables) {
  memory.set(given.subarray(at, at + shapes[name].bytes), places[name]);
  at += shapes[name].bytes;
}
const numbers = new BigInt64Array(exports.memory.buffer);
let word = words / 8;
for (const [name] of tables)
  for (const each of [places[name], ...shapes[name].shape]) numbers[word++] = BigInt(each);

const functions = exports.__indirect_function_table;
const address = functions.grow(1);
functions.set(address, exports[`rule_${rule}`]);
numbers.set([0n, BigInt(words), BigInt(address), BigInt(days), 0n, 0n], block / 8);
const status = exports.treillis_engine_day_pass_days(block);
if (status !== 0) throw new Error(`the engine stopped: ${status}`);
const lived = tables.map(([name]) => memory.slice(places[name], places[name] + shapes[name].bytes));
writeFileSync(tablesFile + ".lived", Buffer.concat(lived));
console.log(JSON.stringify({ imports: WebAssembly.Module.imports(module).length }));
