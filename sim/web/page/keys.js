// The keyboard: codes of keys, not letters, so that AZERTY and QWERTY boards do the same.

const BY_CODE = {
  Space: "play", ArrowLeft: "back", ArrowRight: "on", KeyR: "same", KeyN: "new", KeyP: "presenter", KeyH: "blind", KeyF: "full",
  KeyC: "chart", KeyB: "blank", KeyV: "variant", KeyE: "levers", PageDown: "next", PageUp: "previous", Escape: "sheet", Period: "blank",
};
const BY_LETTER = { r: "same", n: "new", p: "presenter", h: "blind", f: "full", c: "chart", b: "blank", v: "variant", e: "levers", l: "language", "?": "help" };
const TYPED = new Set(["number", "text", "search", "file"]);

function digitOf(code) {
  const found = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  return found ? Number(found[1]) : null;
}

function isTyping(target) {
  return target.tagName === "SELECT" || (target.tagName === "INPUT" && TYPED.has(target.type)) || target.tagName === "TEXTAREA";
}

/** Keys an element needs for itself: a slider its arrows, a button its space. */
function isTaken(target, code) {
  if (isTyping(target)) return code !== "PageDown" && code !== "PageUp";
  if (target.tagName === "INPUT") return ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Space"].includes(code) && target.id !== "day";
  if (target.tagName === "BUTTON" || target.tagName === "SUMMARY") return code === "Space" && target.id !== "play";
  return false;
}

/**
 * What a key asks for: {does} or {digit, less}, or null.
 *
 * Letters are read as printed where they have one; digits by the place of the key (AZERTY needs Shift to type them).
 */
export function asked(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = event.target || {};
  if (isTaken(target, event.code)) return null;
  const digit = digitOf(event.code);
  if (digit) return { digit, less: event.shiftKey };
  const letter = BY_LETTER[(event.key || "").toLowerCase()];
  if (letter) return { does: letter };
  const printed = /^[a-z]$/i.test(event.key || "");
  return !printed && BY_CODE[event.code] ? { does: BY_CODE[event.code] } : null;
}
