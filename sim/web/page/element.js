// Making elements without markup in strings, so that nothing anybody typed is ever read as markup.

/** An element with properties (`class`, `text`, `on…`, `data-…`, anything else as an attribute) and children. */
export function element(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) put(made, name, value);
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

function put(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "text") made.textContent = value;
  else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else made.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
}

const SVG = "http://www.w3.org/2000/svg";

/** The same for a drawing. */
export function drawn(tag, given = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Write a text only if it is another one, so that screen readers are not woken for nothing. */
export function write(where, text) {
  if (where.textContent !== text) where.textContent = text;
}
