// A chart from a file of the user's: read in the browser, names replaced before anything leaves the page.

const SEPARATORS = [",", ";", "\t", "|"];

/** A refusal with a line number: {fr, en}. */
export class BadTable extends Error {
  constructor(says) {
    super(says.en);
    this.says = says;
  }
}

function separatorOf(header) {
  return SEPARATORS.reduce((best, each) => (header.split(each).length > header.split(best).length ? each : best));
}

/** Cells of a table, quotes and doubled quotes as spreadsheets write them; a row keeps its line number. */
export function readTable(text) {
  const clean = text.replace(/^\uFEFF/, "");
  const separator = separatorOf(clean.split(/\r?\n/, 1)[0]);
  const rows = [];
  let [row, cell, quoted, line, begun] = [[], "", false, 1, 1];
  const endCell = () => (row.push(cell.trim()), (cell = ""));
  const endRow = () => {
    endCell();
    if (row.some((each) => each)) rows.push({ line: begun, cells: row });
    row = [];
  };
  for (let k = 0; k < clean.length; k += 1) {
    const sign = clean[k];
    if (quoted) {
      if (sign === '"' && clean[k + 1] === '"') (cell += '"'), (k += 1);
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

/** What exports of HR systems call the three columns, without accents. */
const CALLED = {
  id: ["id", "matricule", "identifiant", "collaborateur", "salarie", "employe", "nom complet", "nom", "name", "employee", "employee id", "person"],
  manager: ["manager", "responsable", "responsable hierarchique", "superieur", "superieur hierarchique", "n+1", "chef", "matricule manager", "manager id", "reports to", "supervisor"],
  team: ["team", "equipe", "service", "departement", "unite", "entite", "department", "unit", "direction"],
};

function bare(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[_\s]+/g, " ").trim();
}

/** The column that has a name for each of id, manager and team: the first name that is there. */
function placeOf(header, names) {
  const found = names.find((each) => header.includes(each));
  return found === undefined ? -1 : header.indexOf(found);
}

function columns(rows) {
  if (!rows.length) throw new BadTable({ fr: "Le fichier est vide.", en: "The file is empty." });
  const header = rows[0].cells.map(bare);
  const wanted = ["id", "manager", "team"];
  const missing = wanted.filter((each) => placeOf(header, CALLED[each]) < 0);
  if (missing.length) {
    const names = missing.join(", ");
    throw new BadTable({
      fr: `Ligne ${rows[0].line} : colonne absente : ${names} (il faut id, manager, team, ou par exemple matricule, responsable, service).`,
      en: `Line ${rows[0].line}: missing column: ${names} (expected id, manager, team, or for instance employee, supervisor, department).`,
    });
  }
  return wanted.map((each) => placeOf(header, CALLED[each]));
}

/** Pseudonyms in the order of first use: p1, p2… An empty cell stays empty. */
function pseudonyms(letter) {
  const names = new Map();
  return (name) => {
    if (!name) return "";
    if (!names.has(name)) names.set(name, `${letter}${names.size + 1}`);
    return names.get(name);
  };
}

/** people.csv with every id and team replaced: {text, people}. Throws BadTable with a line. */
export function pseudonymised(text) {
  const rows = readTable(text);
  const [id, manager, team] = columns(rows);
  const [person, unit] = [pseudonyms("p"), pseudonyms("t")];
  const known = new Map();
  const body = rows.slice(1);
  if (!body.length) throw new BadTable({ fr: "Seulement un en-tête : personne.", en: "Only a header: nobody." });
  for (const row of body) {
    const name = row.cells[id] || "";
    if (!name) throw new BadTable({ fr: `Ligne ${row.line} : id vide.`, en: `Line ${row.line}: empty id.` });
    if (known.has(name)) throw new BadTable({ fr: `Ligne ${row.line} : id déjà vu ligne ${known.get(name)}.`, en: `Line ${row.line}: the id of line ${known.get(name)} again.` });
    known.set(name, row.line);
    person(name);
  }
  for (const row of body) checkManager(row, row.cells[manager] || "", known);
  const lines = body.map((row) => [person(row.cells[id]), person(row.cells[manager] || ""), unit(row.cells[team] || "")].join(","));
  return { text: ["id,manager,team", ...lines].join("\n") + "\n", people: body.length };
}

/** A manager nobody knows: the line is named, never the name (the message may be on a projector). */
function checkManager(row, name, known) {
  if (name && !known.has(name)) {
    throw new BadTable({ fr: `Ligne ${row.line} : ce manager n'est dans la liste de personne.`, en: `Line ${row.line}: this manager is not in the list of people.` });
  }
}
