// A chart from a file of the user's: read in the browser, names replaced before anything leaves the page.
//
// Headers and words are those of the command line (sim/files/headers.json, in the session); what they mean together
// (who reports to whom, who has left) is worked out on the server, from pseudonyms.

const SEPARATORS = [",", ";", "\t", "|"];
const TITLES = 20;
const HIDDEN = ["id", "name", "first", "last", "mail", "position", "manager", "dotted"];
const APART = /\s*[;|/&\n]\s*|\s*,\s*|\s+(?:and|et)\s+/;
const PLAIN = /^[\d.,:%\s/TZ+-]*$/;

/** A refusal with a line number: {fr, en}. */
export class BadTable extends Error {
  constructor(says) {
    super(says.en);
    this.says = says;
  }
}

/** A text without case and accents. */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const clean = (cell) => cell.normalize("NFC").replace(/^[\u200b\ufeff]+|[\u200b\ufeff]+$/g, "").split(/\s+/u).filter(Boolean).join(" ");

function wordsOf(header, table) {
  const words = folded(header.replace(/([a-z0-9])(?=[A-Z])/g, "$1 ")).split(/[^a-z0-9+]+/).filter(Boolean);
  const telling = words.filter((each) => !table.fillers.includes(each));
  return telling.length ? telling : words;
}

/** What a header stands for: a function from header to {role, rank} or undefined. */
export function reader(table) {
  const known = new Map();
  for (const [role, names] of Object.entries(table.people)) {
    [role, ...names].forEach((name, rank) => {
      const words = wordsOf(name, table);
      for (const key of [words.join(""), [...words].sort().join("")]) if (!known.has(key)) known.set(key, { role, rank });
    });
  }
  return (header) => {
    const words = wordsOf(header, table);
    return known.get(words.join("")) || known.get([...words].sort().join(""));
  };
}

/** Cells of a table, quotes and doubled quotes as spreadsheets write them; a row keeps its line number. */
export function readTable(text, separator) {
  const rows = [];
  let [row, cell, quoted, line, begun] = [[], "", false, 1, 1];
  const endCell = () => (row.push(clean(cell)), (cell = ""));
  const endRow = () => {
    endCell();
    if (row.some((each) => each)) rows.push({ line: begun, cells: row });
    row = [];
  };
  for (let k = 0; k < text.length; k += 1) {
    const sign = text[k];
    if (quoted) {
      if (sign === '"' && text[k + 1] === '"') (cell += '"'), (k += 1);
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && !cell.trim()) (quoted = true), (cell = "");
    else if (sign === separator) endCell();
    else if (sign === "\n") endRow(), (begun = line + 1);
    else if (sign !== "\r") cell += sign;
    if (sign === "\n") line += 1;
  }
  endRow();
  return rows;
}

/** People in JSON: a list, a list in something, or a tree; whoever is in a list of somebody has them as manager. */
function fromJson(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new BadTable({ fr: "Ce JSON est incomplet ou faux.", en: "This JSON is broken." });
  }
  if (!Array.isArray(found)) found = "name" in found || "id" in found ? [found] : Object.values(found).find(Array.isArray) || [];
  const flat = [];
  const walk = (each, above) => {
    const own = Object.entries(each).filter(([, value]) => !(Array.isArray(value) && value.length && value.every((one) => one && typeof one === "object")));
    const person = Object.fromEntries(own.map(([key, value]) => [key, value && typeof value === "object" ? value.id ?? value.name ?? "" : value ?? ""]));
    if (above !== null && !("manager" in person)) person.manager = above;
    flat.push(person);
    for (const [key, value] of Object.entries(each)) if (!own.some(([name]) => name === key)) value.forEach((one) => walk(one, person.id ?? person.name ?? ""));
  };
  found.filter((each) => each && typeof each === "object").forEach((each) => walk(each, null));
  const header = [...new Set(flat.flatMap(Object.keys))];
  return [header, ...flat.map((each) => header.map((key) => clean(String(each[key] ?? ""))))].map((cells, k) => ({ line: k + 1, cells }));
}

function rowsOf(text, roleOf) {
  if (/^\s*[[{]/.test(text)) return fromJson(text);
  if (/^\s*</.test(text) || text.startsWith("PK") || text.includes("\0")) {
    throw new BadTable({ fr: "Ce n'est pas un tableau en texte : enregistrez-le au format CSV.", en: "This is no table in text: save it as CSV." });
  }
  const count = (cells) => new Set(cells.map((each) => (roleOf(each) || {}).role).filter(Boolean)).size;
  const read = SEPARATORS.map((separator) => {
    const rows = readTable(text, separator);
    const above = rows.slice(0, TITLES).map((each) => count(each.cells));
    const place = above.indexOf(Math.max(0, ...above));
    return { rows: rows.slice(Math.max(0, place)), known: Math.max(0, ...above), width: rows.length ? rows[0].cells.length : 0 };
  });
  return read.reduce((best, each) => (each.known > best.known || (each.known === best.known && each.width > best.width) ? each : best)).rows;
}

/** Columns that are understood, the most usual header of each first: [{place, role, rank}]. */
function columnsOf(head, roleOf) {
  const found = head.cells.map((cell, place) => ({ place, ...roleOf(cell) })).filter((each) => each.role);
  const has = (role) => found.some((each) => each.role === role);
  const missing = ["manager"].filter((each) => !has(each));
  if (!["id", "mail", "position", "name", "last"].some(has)) missing.unshift("id");
  if (missing.length) {
    const there = found.length ? head.cells.filter(Boolean).join(", ") : "";
    throw new BadTable({
      fr: `Ligne ${head.line} : colonne absente : ${missing.join(", ")}${there && ` ; colonnes trouvées : ${there}`}.`,
      en: `Line ${head.line}: missing column: ${missing.join(", ")}${there && `; columns found: ${there}`}.`,
    });
  }
  return found.sort((one, other) => one.rank - other.rank);
}

/** Pseudonyms in the order of first use: p1, p2… */
function pseudonyms(letter) {
  const names = new Map();
  const key = (name) => {
    const text = folded(name);
    const words = text.match(/[\p{L}\p{N}_]+/gu) || [];
    const isName = words.length > 1 && !/\d/.test(text) && !text.includes("@");
    return isName ? words.sort().join(" ") : text.replace(/^0+(?=.)|\.0+$/g, "");
  };
  const of = (name) => {
    if (!names.has(key(name))) names.set(key(name), `${letter}${names.size + 1}`);
    return names.get(key(name));
  };
  return { of, knows: (name) => names.has(key(name)) };
}

/** Replace whom a cell names: the whole of it, one side of "Name (id)", or several one after the other. */
function replaced(cell, people) {
  if (people.knows(cell)) return people.of(cell);
  const inside = cell.match(/^(.+?)\s*[([<]\s*([^()[\]<>]+?)\s*[)\]>]$/);
  const sides = inside ? [inside[2], inside[1]] : cell.split(" - ");
  const side = sides.find((each) => people.knows(each));
  if (side) return people.of(side);
  const parts = cell.split(APART).filter(Boolean);
  return parts.length > 1 && parts.every(people.knows) ? parts.map(people.of).join(";") : people.of(cell);
}

/** A table of people with every id, name and team replaced: {text, people}. Throws BadTable with a line. */
export function pseudonymised(text, table) {
  const roleOf = reader(table);
  const rows = rowsOf(text.replace(/^\uFEFF/, ""), roleOf);
  if (!rows.length) throw new BadTable({ fr: "Le fichier est vide.", en: "The file is empty." });
  const [head, ...body] = rows;
  const columns = columnsOf(head, roleOf);
  if (!body.length) throw new BadTable({ fr: "Seulement un en-tête : personne.", en: "Only a header: nobody." });
  const is = Object.fromEntries(["nothing", "totals", "vacant", "left"].map((each) => [each, new Set(table[each].map(folded))]));
  const [person, unit] = [pseudonyms("p"), pseudonyms("t")];
  const both = ["first", "last"].map((role) => columns.find((each) => each.role === role));
  for (const row of body) {
    for (const { place, role } of columns) if (["id", "name", "mail", "position"].includes(role) && row.cells[place]) person.of(row.cells[place]);
    if (both[0] && both[1]) person.of(`${row.cells[both[0].place] || ""} ${row.cells[both[1].place] || ""}`);
  }
  const written = (role, cell) => {
    const word = folded(cell);
    if (!cell || (is.nothing.has(word) && role !== "id")) return "";
    if (is.totals.has(word) && HIDDEN.includes(role)) return "total";
    if (role === "status") return is.left.has(word) || is.left.has(word.split(" ")[0]) ? "left" : is.vacant.has(word) ? "vacant" : "active";
    if (is.vacant.has(word) && role === "name") return "vacant";
    if (role === "team") return unit.of(cell);
    return HIDDEN.includes(role) ? replaced(cell, person) : PLAIN.test(cell) ? cell : "?";
  };
  const used = columns.filter((each) => !["first", "last"].includes(each.role) && (each.role === "manager" || columns.find((one) => one.role === each.role) === each));
  const named = !columns.some((each) => each.role === "name") && both[0] && both[1];
  const nth = (each) => used.filter((one) => one.role === each.role).indexOf(each);
  const header = used.map((each) => (nth(each) ? table.people[each.role][nth(each)] : each.role));
  const out = [];
  for (const row of body) {
    while (out.length < row.line - 2) out.push("");
    const cells = used.map(({ place, role }) => `"${written(role, row.cells[place] || "")}"`);
    if (named) cells.push(person.of(`${row.cells[both[0].place] || ""} ${row.cells[both[1].place] || ""}`));
    out.push(cells.join(","));
  }
  return { text: `${[...header, ...(named ? ["name"] : [])].join(",")}\n${out.join("\n")}\n`, people: body.length };
}
